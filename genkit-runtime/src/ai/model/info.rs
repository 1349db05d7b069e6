//! What a model can do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is known of a model, as it stands in its metadata.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelInfo {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The versions that can be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<Vec<String>>,
    /// What it can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports: Option<ModelSupports>,
    /// The JSON schema of its configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub config_schema: Option<Value>,
    /// Where it stands in its life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
}

/// What a model can do. What is not told is not known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelSupports {
    /// A conversation of several messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiturn: Option<bool>,
    /// Media in the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<bool>,
    /// Tools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<bool>,
    /// Messages of the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_role: Option<bool>,
    /// The formats it answers in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Vec<String>>,
    /// The MIME types it answers in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<Vec<String>>,
    /// Documents apart from the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<bool>,
    /// Holding its answer to a schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constrained: Option<Constrained>,
    /// Being told whether to ask for tools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<bool>,
    /// Answering with an operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_running: Option<bool>,
}

/// When a model holds its answer to a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Constrained {
    /// Never.
    None,
    /// Always.
    All,
    /// Only where there are no tools.
    NoTools,
}

/// Where a model stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// New, and shown first.
    Featured,
    /// Made to stay.
    Stable,
    /// May change.
    Unstable,
    /// Replaced by others.
    Legacy,
    /// About to be removed.
    Deprecated,
}
