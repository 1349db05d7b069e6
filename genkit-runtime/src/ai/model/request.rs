//! What a model is asked.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ai::document::Document;
use crate::ai::message::{Message, Messages};

/// What a model is asked: the conversation, and what it may do about it.
///
/// `C` is the configuration that the model takes; on the wire it is any JSON. Cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ModelRequest", bound = "C: JsonSchema + Default")]
#[non_exhaustive]
pub struct ModelRequest<C = Value> {
    /// The conversation so far, oldest first.
    pub messages: Messages,
    /// The configuration; as JSON an object, or `null` if none is given.
    #[serde(default)]
    pub config: C,
    /// The tools that the model may ask for.
    #[serde(default)]
    pub tools: Option<Arc<[ToolDefinition]>>,
    /// Whether it may, must or must not ask for tools.
    #[serde(default)]
    pub tool_choice: Option<ToolChoice>,
    /// What form the answer shall have.
    #[serde(default)]
    pub output: Option<OutputConfig>,
    /// Documents to answer from, for models that take them apart from the conversation.
    #[serde(default)]
    pub docs: Option<Arc<[Document]>>,
}

impl ModelRequest {
    /// A request of these messages.
    #[must_use]
    pub fn new(messages: impl Into<Messages>) -> Self {
        Self { messages: messages.into(), ..Self::default() }
    }
}

impl<C> ModelRequest<C> {
    /// The same with another configuration.
    #[must_use]
    pub fn with_config<D>(self, config: D) -> ModelRequest<D> {
        ModelRequest {
            messages: self.messages,
            config,
            tools: self.tools,
            tool_choice: self.tool_choice,
            output: self.output,
            docs: self.docs,
        }
    }

    /// The configuration, and the request without it.
    pub(crate) fn split(self) -> (C, ModelRequest<()>) {
        let rest = ModelRequest {
            messages: self.messages,
            config: (),
            tools: self.tools,
            tool_choice: self.tool_choice,
            output: self.output,
            docs: self.docs,
        };
        (self.config, rest)
    }

    /// The conversation as text, a line a message; who speaks stands before what is not the person's or the model's.
    #[must_use]
    pub fn text(&self) -> String {
        super::super::render::messages(&self.messages)
    }

    /// The last message.
    #[must_use]
    pub fn last(&self) -> Option<&Message> {
        self.messages.last()
    }
}

impl Serialize for ModelRequest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("messages", &self.messages)?;
        if !self.config.is_null() {
            out.serialize_entry("config", &self.config)?;
        }
        if let Some(docs) = &self.docs {
            out.serialize_entry("docs", docs)?;
        }
        if let Some(tools) = &self.tools {
            out.serialize_entry("tools", tools)?;
        }
        if let Some(choice) = &self.tool_choice {
            out.serialize_entry("toolChoice", choice)?;
        }
        if let Some(output) = &self.output {
            out.serialize_entry("output", output)?;
        }
        out.end()
    }
}

impl From<&str> for ModelRequest {
    fn from(prompt: &str) -> Self {
        Self::new(vec![Message::user(prompt)])
    }
}

impl From<String> for ModelRequest {
    fn from(prompt: String) -> Self {
        Self::new(vec![Message::user(prompt)])
    }
}

/// A tool as a model is told of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolDefinition {
    /// The name by which the model asks for it.
    pub name: String,
    /// What it does.
    pub description: String,
    /// What it takes, as a JSON schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>")]
    pub input_schema: Option<Value>,
    /// What it returns, as a JSON schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>")]
    pub output_schema: Option<Value>,
    /// Its key in the registry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Its whole name, where the model is told a shorter one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

/// Whether a model may ask for tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ToolChoice {
    /// As it sees fit.
    Auto,
    /// It must.
    Required,
    /// It must not.
    None,
}

/// What form an answer shall have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutputConfig {
    /// The name of the format, for example `json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The JSON schema that the answer shall follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>")]
    pub schema: Option<Value>,
    /// True if the model itself shall hold the answer to the schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constrained: Option<bool>,
    /// The MIME type of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}
