//! Pictures, videos and music.

use genkit::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The configuration of models that only draw. Members that it does not name go to the provider as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ImagenConfig {
    /// A version of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How many pictures, from 1 to 4; one by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_of_images: Option<u32>,
    /// Width to height: `1:1`, `9:16`, `16:9`, `3:4`, `4:3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<String>,
    /// Whether people are drawn: `dont_allow`, `allow_adult`, `allow_all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_generation: Option<String>,
    /// What shall not be seen (Vertex AI).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub negative_prompt: Option<String>,
    /// The same picture for the same prompt (Vertex AI).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// A key for this request alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Whatever else the provider takes, by its own names.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The configuration of models that make videos. Members that it does not name go to the provider as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct VeoConfig {
    /// A version of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What shall not be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub negative_prompt: Option<String>,
    /// Width to height: `9:16`, `16:9`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<String>,
    /// Whether people are shown: `dont_allow`, `allow_adult`, `allow_all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_generation: Option<String>,
    /// How long it is, from 4 to 8 seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
    /// How fine it is: `720p`, `1080p`, `4k`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// The same video for the same prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// True to let the provider write the prompt anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enhance_prompt: Option<bool>,
    /// A key for this request alone. The checks that follow need it in the context, as `secrets.apiKey`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Whatever else the provider takes, by its own names.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The configuration of models that make music.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LyriaConfig {
    /// A version of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What the answer is made of: `AUDIO`, `TEXT`; both by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_modalities: Option<Vec<String>>,
    /// What shall not be heard (`lyria-002`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub negative_prompt: Option<String>,
    /// The same music for the same prompt (`lyria-002`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// How many pieces (`lyria-002`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_count: Option<u32>,
    /// A key for this request alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Whatever else the provider takes, by its own names.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
