//! Studies.

use genkit::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The configuration of deep research.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct DeepResearchConfig {
    /// Whether thoughts are told: `AUTO`, `NONE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking_summaries: Option<String>,
    /// Whether charts are drawn: `AUTO`, `OFF`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visualization: Option<String>,
    /// True to be shown the plan before the work begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collaborative_planning: Option<bool>,
    /// The study that this one goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_interaction_id: Option<String>,
    /// False to have nothing kept at the provider's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<bool>,
    /// What the answer is made of: `TEXT`, `IMAGE`, `AUDIO`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_modalities: Option<Vec<String>>,
    /// True to search the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub google_search: Option<Value>,
    /// True to read pages that are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url_context: Option<Value>,
    /// True to run programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_execution: Option<Value>,
    /// Stores of files to search: `{"fileSearchStoreNames": [..]}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_search: Option<Value>,
    /// MCP servers to ask: `[{"name", "url", "headers", "allowedTools"}]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mcp_servers: Option<Vec<Value>>,
    /// A key for this request alone. The checks that follow need it in the context, as `secrets.apiKey`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Whatever else the provider takes.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
