//! What a model asks of a tool, and what the tool answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Part;

/// A model asks for a tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolRequest {
    /// The name of the tool, as the model was told it.
    pub name: String,
    /// Tells this request from others of the same tool.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The arguments; an object by custom.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    /// True while the model still writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<bool>,
}

/// What a tool answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolResponse {
    /// The name of the tool, as the model was told it.
    pub name: String,
    /// The [`reference`](ToolRequest::reference) of the request that it answers.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the tool returned.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// Parts that the tool returned beside it, for example a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<Part>>,
}

/// A member that is there and `null` is not the same as one that is not there.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl ToolRequest {
    /// A request for this tool with this input.
    #[must_use]
    pub fn new(name: impl Into<String>, input: impl Into<Value>) -> Self {
        Self { name: name.into(), reference: None, input: Some(input.into()), partial: None }
    }

    /// The same with a reference.
    #[must_use]
    pub fn with_ref(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }
}

impl ToolResponse {
    /// An answer of this tool.
    #[must_use]
    pub fn new(name: impl Into<String>, output: impl Into<Value>) -> Self {
        Self { name: name.into(), reference: None, output: Some(output.into()), content: None }
    }

    /// The same with the reference of the request.
    #[must_use]
    pub fn with_ref(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }
}
