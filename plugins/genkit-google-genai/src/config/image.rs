//! Pictures among the text.

use genkit::JsonSchema;
use serde::{Deserialize, Serialize};

use super::GeminiConfig;

/// The configuration of models that answer in text and pictures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GeminiImageConfig {
    /// What the pictures are like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_config: Option<ImageConfig>,
    /// What all models of Gemini take.
    #[serde(flatten)]
    pub gemini: GeminiConfig,
}

config! {
    /// What pictures are like.
    pub struct ImageConfig {
        /// Width to height: `1:1`, `16:9`, `9:16`, `3:4` and more.
        pub aspect_ratio: String,
        /// `1K`, `2K`, `4K`.
        pub image_size: String,
    }
}
