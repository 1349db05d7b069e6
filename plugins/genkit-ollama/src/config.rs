//! What can be set of a request.

use genkit::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The configuration of models. Members that it does not name become options of the model, as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct OllamaConfig {
    /// Another model to ask, for example `llama3.2:70b`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How freely tokens are chosen, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0))]
    pub temperature: Option<f64>,
    /// The most tokens of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u64>,
    /// Choose among so many tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u64>,
    /// Choose among the tokens of this share of all likelihood.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub top_p: Option<f64>,
    /// Leave out tokens less likely than this share of the likeliest.
    #[serde(alias = "min_p", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub min_p: Option<f64>,
    /// Texts that end the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_sequences: Option<Vec<String>>,
    /// The same answer to the same question, as far as that goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// How many tokens of the conversation the model looks at.
    #[serde(alias = "num_ctx", skip_serializing_if = "Option::is_none")]
    pub num_ctx: Option<u64>,
    /// Whether the model thinks before it answers, and how much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub think: Option<Think>,
    /// How long the model stays loaded: `10m`, seconds as a number, `0` to unload it at once, `-1` for ever.
    #[serde(alias = "keep_alive", skip_serializing_if = "Option::is_none")]
    pub keep_alive: Option<Value>,
    /// A key for this request alone. It stands in traces: `secrets.apiKey` of the context does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Whatever else the model takes, for example `repeat_penalty`.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Whether a model thinks before it answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Think {
    /// Yes or no.
    Whether(bool),
    /// How much: `low`, `medium`, `high`, `max`.
    Level(String),
}

impl From<bool> for Think {
    fn from(whether: bool) -> Self {
        Self::Whether(whether)
    }
}

impl From<&str> for Think {
    fn from(level: &str) -> Self {
        Self::Level(level.to_owned())
    }
}

/// The configuration of embedders.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct OllamaEmbedConfig {
    /// Another model to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How many numbers a vector shall have, for models that can shorten it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<u32>,
    /// False to fail for a text that is too long, instead of cutting it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truncate: Option<bool>,
    /// How long the model stays loaded, for example `10m`.
    #[serde(alias = "keep_alive", skip_serializing_if = "Option::is_none")]
    pub keep_alive: Option<String>,
    /// Options of the model, for example `{"num_ctx": 8192}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Map<String, Value>>,
}
