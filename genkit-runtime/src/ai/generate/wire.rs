//! A generate call as JSON: what `/util/generate` takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ai::document::Document;
use crate::ai::message::Messages;
use crate::ai::middleware::MiddlewareRef;
use crate::ai::model::ToolChoice;
use crate::ai::part::Part;

/// A generate call with everything named: what can be sent, kept and read again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GenerateOptions {
    /// The model; the default one if it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Documents to answer from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<Vec<Document>>,
    /// The conversation.
    pub messages: Messages,
    /// The tools, by name or key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<String>>,
    /// The resources that parts may name, by name or key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<Vec<String>>,
    /// Whether the model may, must or must not ask for tools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<ToolChoice>,
    /// The model's configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<Value>,
    /// What form the answer shall have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<OutputOptions>,
    /// Answers to the interrupts of the last message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Resume>,
    /// True to get requests for tools back in place of their answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_tool_requests: Option<bool>,
    /// How many rounds of tools there may be; 5 if it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_turns: Option<u32>,
    /// The middleware around the call, outermost first.
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<Vec<MiddlewareRef>>,
    /// The name of the span; `generate` if it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_name: Option<String>,
}

/// What form an answer shall have, as a caller says it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutputOptions {
    /// The name of the format; `json` if there is a schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The MIME type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Words for the model: text of one's own, `true` for the format's, `false` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<Instructions>,
    /// The JSON schema that the answer shall follow.
    #[serde(default, alias = "schema", skip_serializing_if = "Option::is_none")]
    pub json_schema: Option<Value>,
    /// True if the model itself shall hold its answer to the schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constrained: Option<bool>,
}

/// Words for the model about the form of its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Instructions {
    /// Those of the format, or none.
    Given(bool),
    /// One's own.
    Text(String),
}

/// Answers to the interrupts of the last message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resume {
    /// Answers in place of the tool's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond: Option<Vec<Part>>,
    /// Requests to run the tool again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<Vec<Part>>,
    /// Notes for the message that the answers make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}
