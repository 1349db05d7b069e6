//! A call of Genkit JS, as it was recorded.

use std::path::Path;

use genkit::testing::HttpReply;
use serde::Deserialize;
use serde_json::Value;

/// What stands for the address of the recording server.
pub(crate) const BASE: &str = "http://127.0.0.1:9";

/// One case of `providers/wire`; [`Difference`](crate::Difference)s change what is expected.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// `openai/req.tools`.
    pub id: String,
    /// The key of the action, or `list openai`.
    pub action: String,
    /// Whether chunks were asked for.
    pub stream: bool,
    /// The action's input.
    pub request: Value,
    /// What the server answered.
    pub reply: Value,
    /// What was sent: `{method, url, headers, body}`.
    pub http: Vec<Value>,
    /// The chunks.
    #[serde(default)]
    pub chunks: Vec<Value>,
    /// The result, if it was one.
    pub response: Option<Value>,
    /// Or the error: `{name, status, message}`.
    pub error: Option<Value>,
}

impl Case {
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.replace("{base}", BASE).replace("{host}", "127.0.0.1:9").replace("{port}", "9");
        serde_json::from_str(&text).unwrap()
    }

    /// The folder that it stands in.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.id.split('/').next().unwrap()
    }

    /// Its name within the folder.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.split_once('/').map_or(&self.id, |(_, name)| name)
    }

    /// The body of the first request.
    pub fn body(&mut self) -> Option<&mut Value> {
        self.http.first_mut()?.get_mut("body")
    }

    /// The content of the answer's message.
    pub fn content(&mut self) -> Option<&mut Vec<Value>> {
        self.response.as_mut()?.pointer_mut("/message/content")?.as_array_mut()
    }

    /// The tools of the request.
    #[must_use]
    pub fn tools(&self) -> &[Value] {
        self.request.get("tools").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The answers of the server, as often as they may be asked for.
    pub(crate) fn replies(&self) -> Vec<HttpReply> {
        let text = |name: &str| self.reply.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut reply = if let Some(json) = self.reply.get("json") {
            HttpReply::json(json)
        } else if let Some(sse) = text("sse") {
            HttpReply::sse(sse)
        } else if let Some(lines) = self.reply.get("ndjson").and_then(Value::as_array) {
            let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
            HttpReply::new(lines).header("content-type", "application/x-ndjson")
        } else if let Some(bytes) = text("bytes") {
            let kind = text("type").unwrap_or_default();
            HttpReply::new(crate::run::base64(&bytes)).header("content-type", &kind)
        } else {
            HttpReply::new(text("text").unwrap_or_default()).header("content-type", "text/plain")
        };
        if let Some(status) = self.reply.get("status").and_then(Value::as_u64) {
            reply = reply.status(u16::try_from(status).unwrap());
        }
        for (name, value) in self.reply.get("headers").and_then(Value::as_object).into_iter().flatten() {
            reply = reply.header(name, value.as_str().unwrap_or_default());
        }
        vec![reply; 8]
    }
}
