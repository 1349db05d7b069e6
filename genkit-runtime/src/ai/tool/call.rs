//! What a tool knows of the request that it answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ai::part::Part;
use crate::core::ctx::Ctx;
use crate::core::error::Error;

/// The request that a tool answers, besides its input.
pub(crate) struct ToolCall {
    pub(crate) metadata: Map<String, Value>,
}

/// What a multipart tool returns: JSON, and parts beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ToolOutput {
    /// What the tool returns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// Parts beside it, for example a picture.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Part>,
    /// Notes on the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl Ctx {
    /// Ends the turn until somebody answers: return this from a tool as its error.
    ///
    /// The metadata says what is asked; `true` stands for none.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    ///
    /// /// Sends money, once somebody agreed.
    /// #[tool]
    /// async fn pay(amount: u32, ctx: Ctx) -> Result<String> {
    ///     if ctx.resumed().is_none() {
    ///         return Err(ctx.interrupt(serde_json::json!({"agree": amount})));
    ///     }
    ///     Ok(format!("paid {amount}"))
    /// }
    /// ```
    #[must_use = "return it as the tool's error"]
    pub fn interrupt(&self, metadata: impl Into<Value>) -> Error {
        Error::interrupt(metadata)
    }

    /// What whoever restarted this tool said, if it runs again after an interrupt.
    #[must_use]
    pub fn resumed(&self) -> Option<&Value> {
        self.tool_metadata()?.get("resumed")
    }

    /// The metadata of the request that this tool answers, if it runs for a model.
    #[must_use]
    pub fn tool_metadata(&self) -> Option<&Map<String, Value>> {
        Some(&self.side::<ToolCall>()?.metadata)
    }
}
