//! What can be set of a request.

use genkit::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::CacheControl;

/// The configuration of Claude models. Members that it does not name go to the provider as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct AnthropicConfig {
    /// A version of the model, for example `claude-sonnet-4-5-20250929`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How freely tokens are chosen, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub temperature: Option<f64>,
    /// The most tokens of the answer, thoughts included; 4096 beyond the thoughts if nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u64>,
    /// Choose among so many tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u64>,
    /// Choose among the tokens of this share of all likelihood.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub top_p: Option<f64>,
    /// Texts that end the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_sequences: Option<Vec<String>>,
    /// Whether the model thinks before it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking: Option<Thinking>,
    /// Which tools it may or must ask for; wins over the call's own choice.
    #[serde(rename = "tool_choice", skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<AnthropicToolChoice>,
    /// Who asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<RequestMetadata>,
    /// How much the model puts into its answer.
    #[serde(rename = "output_config", skip_serializing_if = "Option::is_none")]
    pub output_config: Option<OutputSettings>,
    /// Remember all of the request.
    #[serde(rename = "cache_control", skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Tools that run at the provider's (web search and fetch, code execution, ...), beside those of the request, for
    /// example `{"type": "web_search_20250305", "name": "web_search"}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Value>>,
    /// MCP servers that the provider shall ask; needs the beta API, which is chosen by itself.
    #[serde(rename = "mcp_servers", skip_serializing_if = "Option::is_none")]
    pub mcp_servers: Option<Vec<Value>>,
    /// `stable` or `beta`; if nothing is said, beta where the request needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["stable", "beta"]))]
    pub api_version: Option<String>,
    /// The betas to take part in, in place of those that the request needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub betas: Option<Vec<String>>,
    /// A key for this request alone. It stands in traces: `secrets.apiKey` of the context does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Whatever else the provider takes, by its own names.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Whether a model thinks before it answers.
///
/// ```
/// use genkit_anthropic::Thinking;
/// assert_eq!(
///     serde_json::json!(Thinking::budget(2048)),
///     serde_json::json!({"enabled": true, "budgetTokens": 2048})
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Thinking {
    /// True to think, false not to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The most tokens of thoughts, at least 1024.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1024))]
    pub budget_tokens: Option<u64>,
    /// True to let the model decide how much it thinks; wins over `enabled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adaptive: Option<bool>,
    /// What is shown of the thoughts: `summarized` or `omitted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
}

impl Thinking {
    /// With at most so many tokens, at least 1024.
    #[must_use]
    pub fn budget(tokens: u64) -> Self {
        Self { enabled: Some(true), budget_tokens: Some(tokens), ..Self::default() }
    }

    /// As much as the model sees fit.
    #[must_use]
    pub fn adaptive() -> Self {
        Self { adaptive: Some(true), ..Self::default() }
    }

    /// Not at all.
    #[must_use]
    pub fn off() -> Self {
        Self { enabled: Some(false), ..Self::default() }
    }
}

/// Which tools a model may or must ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum AnthropicToolChoice {
    /// As it sees fit.
    Auto,
    /// Any of them, but one it must.
    Any,
    /// This one.
    Tool {
        /// The tool's name.
        name: String,
    },
    /// None.
    None,
}

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RequestMetadata {
    /// A name that tells nothing to strangers, for example a hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

/// How much a model puts into its answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OutputSettings {
    /// `low`, `medium`, `high`, `xhigh` or `max`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<String>,
    /// How many tokens all of the task may take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_budget: Option<TaskBudget>,
}

/// How many tokens all of a task may take.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TaskBudget {
    /// In all, at least 20,000.
    #[schemars(range(min = 20_000))]
    pub total: u64,
    /// What is left of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
}
