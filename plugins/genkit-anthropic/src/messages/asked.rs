//! What of a request matters for reading its answer.

use genkit::{OutputConfig, ToolNames};
use serde_json::Value;

use super::Request;
use crate::known;

/// The tool that stands for the form of the answer, where the model cannot be held to a schema.
pub(super) const OUTPUT_TOOL: &str = "answer";

/// What of a request matters for reading its answer.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) names: ToolNames,
    /// The schema to hold the answer to, and how.
    pub(super) held: Option<Held>,
}

/// How an answer is held to its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// By the provider.
    Natively,
    /// As the input of a tool that the model must call.
    ByTool,
}

impl Asked {
    pub(super) fn of(request: &Request, model: &str) -> Self {
        let config = &request.config.typed;
        let version = config.version.as_deref().unwrap_or(model);
        let schema = request.output.as_ref().and_then(schema);
        let tools = request.tools.as_ref().is_some_and(|tools| !tools.is_empty()) || config.tools.is_some();
        let thinks = config.thinking.as_ref().is_some_and(|t| t.enabled != Some(false));
        let held = match schema {
            Some(_) if known::takes_schema(version) => Some(Held::Natively),
            // With other tools, or while it thinks, no tool can be forced on it.
            Some(_) if !tools && !thinks => Some(Held::ByTool),
            _ => None,
        };
        Self { names: ToolNames::of(request), held }
    }

    pub(super) fn by_tool(&self) -> bool {
        self.held == Some(Held::ByTool)
    }
}

/// The schema that the model itself shall hold its answer to.
pub(super) fn schema(output: &OutputConfig) -> Option<&Value> {
    let json = output.format.as_deref() == Some("json")
        || output.content_type.as_deref() == Some("application/json");
    output.schema.as_ref().filter(|_| json && output.constrained == Some(true))
}
