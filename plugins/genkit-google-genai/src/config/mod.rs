//! What can be set of a request, a type for each family of models.

mod embed;
mod gemini;
mod image;
mod media;
mod research;
mod speech;

pub use embed::EmbedConfig;
pub use gemini::{FunctionCalling, GeminiConfig, SafetySetting, ThinkingConfig};
pub use image::{GeminiImageConfig, ImageConfig};
pub use media::{ImagenConfig, LyriaConfig, VeoConfig};
pub use research::DeepResearchConfig;
pub use speech::{SpeechConfig, TtsConfig, Voice};

use genkit::{Error, RawConfig, Result};
use serde::de::{Deserialize, DeserializeOwned};
use serde_json::{Map, Value};

/// A configuration as JSON, once it is known to be a `C`; what is `null` is left out.
///
/// # Errors
/// `INVALID_ARGUMENT` if it is none.
pub(crate) fn checked<C: DeserializeOwned>(config: Value) -> Result<Map<String, Value>> {
    let read = RawConfig::<C>::deserialize(config)
        .map_err(|e| Error::invalid_argument(format!("the model's config is not what it takes: {e}")))?;
    let mut config = read.json;
    config.retain(|_, value| !value.is_null());
    Ok(config)
}
