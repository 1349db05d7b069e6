//! What a model answers.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ModelRequest, Usage};
use crate::ai::message::{IntoContent, Message};
use crate::core::operation::Operation;

/// Why a model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FinishReason {
    /// It said all it wanted to.
    Stop,
    /// It came to the limit of tokens.
    Length,
    /// A filter stopped it.
    Blocked,
    /// The caller stopped it.
    Aborted,
    /// A tool waits for somebody.
    Interrupted,
    /// Something else, told in the finish message.
    Other,
    /// It did not say.
    Unknown,
}

/// What a model answers.
///
/// ```
/// use genkit::ModelResponse;
/// let response = ModelResponse::text("hello");
/// assert_eq!(response.message.unwrap().text(), "hello");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ModelResponse {
    /// What it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// Why it stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<FinishReason>,
    /// More of why it stopped, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_message: Option<String>,
    /// How long the model took, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<f64>,
    /// What it used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What only one provider tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<Value>,
    /// The provider's own answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Value>,
    /// What it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Value>")]
    pub request: Option<Arc<ModelRequest>>,
    /// The operation that a background model began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Box<Operation>>,
}

impl ModelResponse {
    /// A whole answer (finish reason `stop`) of this content.
    #[must_use]
    pub fn new(content: impl IntoContent) -> Self {
        Self {
            message: Some(Message::model(content)),
            finish_reason: Some(FinishReason::Stop),
            ..Self::default()
        }
    }

    /// A whole answer of text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(text.into())
    }

    /// The same with another reason to stop.
    #[must_use]
    pub fn with_finish_reason(mut self, reason: FinishReason) -> Self {
        self.finish_reason = Some(reason);
        self
    }

    /// The same with what it used.
    #[must_use]
    pub fn with_usage(mut self, usage: Usage) -> Self {
        self.usage = Some(usage);
        self
    }
}
