//! Which door of the API a request goes through.

use serde_json::{Map, Value};

/// What Genkit takes part in where beta is asked for and no betas are named.
const USUAL: [&str; 4] =
    [FILES, "effort-2025-11-24", "structured-outputs-2025-11-13", "task-budgets-2026-03-13"];
/// Files by their ids.
pub(crate) const FILES: &str = "files-api-2025-04-14";

/// The door, and what the request takes part in.
#[derive(Debug)]
pub(crate) struct Door {
    stable: bool,
    asked: bool,
    named: Option<Vec<String>>,
    needed: Vec<&'static str>,
}

impl Door {
    /// As the configuration (its members under the provider's names) and the plugin have it.
    pub(crate) fn of(version: Option<&str>, named: Option<Vec<String>>, config: &Map<String, Value>) -> Self {
        let mut needed = Vec::new();
        let contains =
            |name: &str, mark: &str| config.get(name).is_some_and(|v| v.to_string().contains(mark));
        if config.contains_key("mcp_servers") {
            let toolset = contains("tools", "\"mcp_toolset\"");
            needed.push(if toolset { "mcp-client-2025-11-20" } else { "mcp-client-2025-04-04" });
        }
        if config.contains_key("context_management") {
            needed.push("context-management-2025-06-27");
        }
        if contains("context_management", "\"compact_20260112\"") {
            needed.push("compact-2026-01-12");
        }
        if contains("output_config", "\"task_budget\"") {
            needed.push("task-budgets-2026-03-13");
        }
        if contains("container", "\"skills\"") {
            needed.push("skills-2025-10-02");
        }
        Self { stable: version == Some("stable"), asked: version == Some("beta"), named, needed }
    }

    /// True if the stable API was asked for in so many words.
    pub(crate) fn is_stable(&self) -> bool {
        self.stable
    }

    /// The request holds a block of this kind, which came with an answer.
    pub(crate) fn need_for(&mut self, block: &str) {
        match block {
            "mcp_tool_use" | "mcp_tool_result" => self.need("mcp-client-2025-11-20"),
            "compaction" => self.need("compact-2026-01-12"),
            "advisor_tool_result" => self.need("advisor-tool-2026-03-01"),
            _ => {}
        }
    }

    /// The request needs this beta.
    pub(crate) fn need(&mut self, beta: &'static str) {
        if !self.needed.contains(&beta) {
            self.needed.push(beta);
        }
    }

    /// True for the beta API.
    pub(crate) fn is_beta(&self) -> bool {
        !self.stable && (self.asked || self.named.is_some() || !self.needed.is_empty())
    }

    /// The header `anthropic-beta`, if there is something to say.
    pub(crate) fn header(&self) -> Option<String> {
        let betas = match &self.named {
            Some(named) => named.join(","),
            None if self.asked => {
                let more = self.needed.iter().filter(|beta| !USUAL.contains(*beta));
                USUAL.iter().chain(more).copied().collect::<Vec<_>>().join(",")
            }
            None if self.stable => String::new(),
            None => self.needed.join(","),
        };
        Some(betas).filter(|betas| !betas.is_empty())
    }
}
