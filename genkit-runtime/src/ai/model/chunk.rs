//! A piece of an answer while it streams.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ai::message::{IntoContent, Role};
use crate::ai::part::{Media, Part, ToolRequest, read};

const RESET: &str = "genkitReset";

/// A piece of an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ModelResponseChunk {
    /// Who speaks; the model if it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The message it belongs to, counted from 0 within one generate call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u32>,
    /// What it adds.
    pub content: Vec<Part>,
    /// What only one provider tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<Value>,
    /// True if it holds all that came before, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aggregated: Option<bool>,
}

impl ModelResponseChunk {
    /// A chunk of this content.
    #[must_use]
    pub fn new(content: impl IntoContent) -> Self {
        Self { content: content.into_content(), ..Self::default() }
    }

    /// A chunk of text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(text.into())
    }

    /// Tells that what was sent of this message so far does not count: it begins anew, as this attempt.
    ///
    /// On the wire it is a chunk without content, `{"content": [], "custom": {"genkitReset": {"attempt": 1}}}`.
    #[must_use]
    pub fn reset(attempt: u32) -> Self {
        Self { custom: Some(json!({RESET: {"attempt": attempt}})), ..Self::default() }
    }

    /// Which attempt begins now, if what was sent of this message before does not count.
    #[must_use]
    pub fn as_reset(&self) -> Option<u32> {
        let attempt = self.custom.as_ref()?.get(RESET)?.get("attempt")?.as_u64()?;
        u32::try_from(attempt).ok()
    }

    /// The text that it adds.
    #[must_use]
    pub fn to_text(&self) -> String {
        read::text(&self.content)
    }

    /// The thought that it adds.
    #[must_use]
    pub fn to_reasoning(&self) -> String {
        read::reasoning(&self.content)
    }

    /// The first media that it adds.
    #[must_use]
    pub fn media(&self) -> Option<&Media> {
        read::media(&self.content)
    }

    /// The first data that it adds.
    #[must_use]
    pub fn data(&self) -> Option<&Value> {
        read::data(&self.content)
    }

    /// The tools that it asks for.
    pub fn tool_requests(&self) -> impl Iterator<Item = &ToolRequest> {
        read::tool_requests(&self.content)
    }
}

impl From<&str> for ModelResponseChunk {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for ModelResponseChunk {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}
