//! The configuration that all models of Gemini share.

use genkit::JsonSchema;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

family! {
    /// The configuration of models that answer in text. Members that it does not name go to the provider as they are.
    pub struct GeminiConfig {
        /// How freely tokens are chosen, from 0 to 2.
        #[schemars(range(min = 0.0, max = 2.0))]
        pub temperature: f64,
        /// The most tokens of the answer, thoughts included.
        pub max_output_tokens: u64,
        /// Choose among so many tokens.
        pub top_k: u64,
        /// Choose among the tokens of this share of all likelihood.
        #[schemars(range(min = 0.0, max = 1.0))]
        pub top_p: f64,
        /// Texts that end the answer, at most five.
        pub stop_sequences: Vec<String>,
        /// The same answer to the same question, as far as that goes.
        pub seed: i64,
        /// How much is thought, and whether the thoughts are told.
        pub thinking_config: ThinkingConfig,
        /// What is blocked as harmful.
        pub safety_settings: Vec<SafetySetting>,
        /// Lets the model write programs and run them: `true` or `{}`.
        #[schemars(schema_with = "switch")]
        pub code_execution: Value,
        /// Lets the model search the web: `true` or `{}`, or with options of the search.
        #[serde(alias = "google_search")]
        #[schemars(schema_with = "switch")]
        pub google_search: Value,
        /// The same under its older name.
        #[schemars(schema_with = "switch")]
        pub google_search_retrieval: Value,
        /// Lets the model read pages that the question names: `true` or `{}`.
        #[schemars(schema_with = "switch")]
        pub url_context: Value,
        /// Lets the model search stores of files: `{"fileSearchStoreNames": [..]}`.
        pub file_search: Map<String, Value>,
        /// How the model uses tools.
        pub function_calling_config: FunctionCalling,
        /// Where the asker is and what they speak, for searches: `{"latLng": {..}, "languageCode": ".."}`.
        pub retrieval_config: Map<String, Value>,
        /// Tools of the provider's own, beside those of the request: `{"googleMaps": {}}`.
        pub tools: Vec<Value>,
        /// What else is told of tools.
        pub tool_config: Map<String, Value>,
        /// What the answer is made of: `TEXT`, `IMAGE`, `AUDIO`.
        pub response_modalities: Vec<String>,
        /// The name of cached content that stands before the messages: `cachedContents/..`.
        pub cached_content: String,
        /// How the request is served: `standard`, `flex`, `priority`.
        pub service_tier: String,
    }
}

config! {
    /// How much is thought before the answer.
    pub struct ThinkingConfig {
        /// True to be told the thoughts, as reasoning parts.
        pub include_thoughts: bool,
        /// Tokens for thinking (Gemini 2.5): 0 for none, -1 for as many as it takes.
        pub thinking_budget: i64,
        /// How hard it thinks (Gemini 3): `MINIMAL`, `LOW`, `MEDIUM`, `HIGH`.
        pub thinking_level: String,
    }
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

config! {
    /// How the model uses tools.
    pub struct FunctionCalling {
        /// `AUTO`, `ANY` (it must), `NONE`, `VALIDATED`.
        pub mode: String,
        /// Only these.
        pub allowed_function_names: Vec<String>,
        /// True to be told arguments while they are written (Vertex AI).
        pub stream_function_call_arguments: bool,
    }
}

fn switch(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"anyOf": [{"type": "boolean"}, {"type": "object", "additionalProperties": true}]})
}
