//! The configuration that all models of Gemini share.

use genkit::JsonSchema;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The configuration of models that answer in text. Members that it does not name go to the provider as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GeminiConfig {
    /// A version of the model, for example `gemini-2.5-flash-001`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How freely tokens are chosen, from 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 2.0))]
    pub temperature: Option<f64>,
    /// The most tokens of the answer, thoughts included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u64>,
    /// Choose among so many tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u64>,
    /// Choose among the tokens of this share of all likelihood.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub top_p: Option<f64>,
    /// Texts that end the answer, at most five.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_sequences: Option<Vec<String>>,
    /// The same answer to the same question, as far as that goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// How much is thought, and whether the thoughts are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking_config: Option<ThinkingConfig>,
    /// What is blocked as harmful.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety_settings: Option<Vec<SafetySetting>>,
    /// Lets the model write programs and run them: `true` or `{}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "switch")]
    pub code_execution: Option<Value>,
    /// Lets the model search the web: `true` or `{}`, or with options of the search.
    #[serde(skip_serializing_if = "Option::is_none", alias = "google_search")]
    #[schemars(schema_with = "switch")]
    pub google_search: Option<Value>,
    /// The same under its older name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "switch")]
    pub google_search_retrieval: Option<Value>,
    /// Lets the model read pages that the question names: `true` or `{}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "switch")]
    pub url_context: Option<Value>,
    /// Lets the model search stores of files: `{"fileSearchStoreNames": [..]}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_search: Option<Map<String, Value>>,
    /// How the model uses tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_calling_config: Option<FunctionCalling>,
    /// Where the asker is and what they speak, for searches: `{"latLng": {..}, "languageCode": ".."}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retrieval_config: Option<Map<String, Value>>,
    /// Tools of the provider's own, beside those of the request: `{"googleMaps": {}}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Value>>,
    /// What else is told of tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_config: Option<Map<String, Value>>,
    /// What the answer is made of: `TEXT`, `IMAGE`, `AUDIO`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_modalities: Option<Vec<String>>,
    /// The name of cached content that stands before the messages: `cachedContents/..`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached_content: Option<String>,
    /// How the request is served: `standard`, `flex`, `priority`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<String>,
    /// A key for this request alone. It stands in traces: `secrets.apiKey` of the context does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Another address for this request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Another version of the API for this request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// Whatever else the provider takes, by its own names.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// How much is thought before the answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ThinkingConfig {
    /// True to be told the thoughts, as reasoning parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_thoughts: Option<bool>,
    /// Tokens for thinking (Gemini 2.5): 0 for none, -1 for as many as it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking_budget: Option<i64>,
    /// How hard it thinks (Gemini 3): `MINIMAL`, `LOW`, `MEDIUM`, `HIGH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking_level: Option<String>,
    /// Whatever else the provider takes.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// From which likelihood on one kind of harm is blocked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SafetySetting {
    /// The kind: `HARM_CATEGORY_HATE_SPEECH`, `.._SEXUALLY_EXPLICIT`, `.._HARASSMENT`, `.._DANGEROUS_CONTENT`.
    pub category: String,
    /// From when: `BLOCK_LOW_AND_ABOVE`, `BLOCK_MEDIUM_AND_ABOVE`, `BLOCK_ONLY_HIGH`, `BLOCK_NONE`.
    pub threshold: String,
    /// Whatever else the provider takes.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// How the model uses tools.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct FunctionCalling {
    /// `AUTO`, `ANY` (it must), `NONE`, `VALIDATED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Only these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_function_names: Option<Vec<String>>,
    /// True to be told arguments while they are written (Vertex AI).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_function_call_arguments: Option<bool>,
}

fn switch(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"anyOf": [{"type": "boolean"}, {"type": "object", "additionalProperties": true}]})
}
