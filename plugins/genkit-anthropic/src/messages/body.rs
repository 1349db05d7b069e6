//! The body of a request.

use genkit::http::HttpRequest;
use genkit::schema::Dialect;
use genkit::{Ctx, Error, Result};
use serde_json::{Map, Value, json};

use super::asked::{Asked, Held, OUTPUT_TOOL, schema};
use super::{Request, content, thinking, tool};
use crate::beta::Door;
use crate::plugin::Provider;

/// How long an answer may be if nothing is said.
const MAX_TOKENS: u64 = 4096;

/// Members of the configuration under the provider's names.
const NAMES: [(&str, &str); 4] = [
    ("stopSequences", "stop_sequences"),
    ("temperature", "temperature"),
    ("topK", "top_k"),
    ("topP", "top_p"),
];

/// What counting tokens takes of a body.
const COUNTED: [&str; 8] =
    ["model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control"];

/// A request on its way out.
pub(crate) struct Outgoing {
    path: String,
    betas: Option<String>,
    body: Map<String, Value>,
}

impl Outgoing {
    pub(crate) fn new(provider: &Provider, model: &str, request: &Request) -> Result<Self> {
        let asked = Asked::of(request, model);
        Self::of(provider, model, request, &asked)
    }

    pub(super) fn of(provider: &Provider, model: &str, request: &Request, asked: &Asked) -> Result<Self> {
        let typed = &request.config.typed;
        let version = typed.api_version.as_deref().or(provider.api_version.as_deref());
        let betas = typed.betas.clone();
        let mut config = request.config.clone();
        config.json.retain(|_, value| !value.is_null());
        for ours in ["apiKey", "apiVersion", "betas"] {
            config.take(ours);
        }
        let mut door = Door::of(version, betas, &config.json);
        let (system, messages) = content::all(&request.messages, &mut door)?;
        if messages.is_empty() {
            return Err(Error::invalid_argument("a request needs a message"));
        }

        let mut body = Map::new();
        let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
        let most = config.take("maxOutputTokens");
        let thoughts = config.take("thinking").map(thinking::sent).transpose()?;
        put("model", config.take("version").unwrap_or_else(|| model.into()));
        put("max_tokens", most.unwrap_or_else(|| thinking::room(thoughts.as_ref(), MAX_TOKENS).into()));
        put("messages", messages.into());
        if !system.is_empty() {
            put("system", system.into());
        }
        for (name, sent) in NAMES {
            if let Some(value) = config.take(name) {
                put(sent, value);
            }
        }
        if let Some(thoughts) = thoughts {
            put("thinking", thoughts);
        }
        tool::add(&mut body, request, &mut config);
        body.extend(config.json);
        output(&mut body, request, asked)?;
        let path = if door.is_beta() { "/v1/messages?beta=true" } else { "/v1/messages" };
        Ok(Self { path: path.to_owned(), betas: door.header(), body })
    }

    /// The same to be answered piece by piece.
    pub(super) fn streamed(mut self) -> Self {
        self.body.insert("stream".to_owned(), true.into());
        self
    }

    /// The same to be counted instead of answered.
    pub(crate) fn counted(mut self) -> Self {
        self.path = self.path.replace("/v1/messages", "/v1/messages/count_tokens");
        self.body.retain(|name, _| COUNTED.contains(&name.as_str()));
        self
    }

    /// As HTTP.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` without a key.
    pub(crate) fn request(
        self,
        provider: &Provider,
        ctx: Option<&Ctx>,
        key: Option<&str>,
    ) -> Result<HttpRequest> {
        let request = provider.endpoint.post(&self.path, &self.body, ctx, key)?;
        match self.betas {
            Some(betas) => request.header("anthropic-beta", &betas),
            None => Ok(request),
        }
    }
}

/// Adds the form that the answer shall have.
fn output(body: &mut Map<String, Value>, request: &Request, asked: &Asked) -> Result<()> {
    let budget = body.get_mut("output_config").and_then(|c| c.get_mut("task_budget")?.as_object_mut());
    if let Some(budget) = budget {
        budget.entry("type").or_insert_with(|| "tokens".into());
    }
    let Some(schema) = request.output.as_ref().and_then(schema) else { return Ok(()) };
    match asked.held {
        Some(Held::Natively) => {
            let format = json!({"type": "json_schema", "schema": Dialect::Anthropic.lower(schema)?.schema});
            let config = body.entry("output_config").or_insert_with(|| json!({}));
            if let Some(config) = config.as_object_mut() {
                config.entry("format").or_insert(format);
            }
        }
        Some(Held::ByTool) => {
            let told = "Gives the answer. Call it once, with the whole answer.";
            let tool =
                json!({"name": OUTPUT_TOOL, "description": told, "input_schema": tool::schema(schema)});
            body.insert("tools".to_owned(), json!([tool]));
            body.insert("tool_choice".to_owned(), json!({"type": "tool", "name": OUTPUT_TOOL}));
        }
        None => {}
    }
    Ok(())
}
