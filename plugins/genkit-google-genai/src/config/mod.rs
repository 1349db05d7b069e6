//! What can be set of a request, a type for each family of models.

/// A configuration: each member may be left out, and what it has no name for goes to the provider as it is.
macro_rules! config {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$note:meta])* pub $member:ident: $kind:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize, genkit::JsonSchema)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            $(
                $(#[$note])*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $member: Option<$kind>,
            )*
            /// Whatever else the provider takes, by its own names.
            #[serde(flatten)]
            pub other: serde_json::Map<String, serde_json::Value>,
        }
    };
}

/// The configuration of a family of models, with what each of them takes for one request.
macro_rules! family {
    ($(#[$meta:meta])* pub struct $name:ident { $($members:tt)* }) => {
        config! {
            $(#[$meta])*
            pub struct $name {
                $($members)*
                /// A version of the model, in place of its name.
                pub version: String,
                /// A key for this request alone. It stands in traces: `secrets.apiKey` of the context does not, and is
                /// there for the checks of what takes a while, too.
                pub api_key: String,
                /// Another address for this request.
                pub base_url: String,
                /// Another version of the API for this request.
                pub api_version: String,
            }
        }
    };
}

mod agent;
mod embed;
mod gemini;
mod image;
#[cfg(feature = "live")]
mod live;
mod media;
mod speech;

pub use agent::{AntigravityConfig, DeepResearchConfig};
pub use embed::EmbedConfig;
pub use gemini::{FunctionCalling, GeminiConfig, SafetySetting, ThinkingConfig};
pub use image::{GeminiImageConfig, ImageConfig};
#[cfg(feature = "live")]
pub use live::LiveConfig;
pub use media::{ImagenConfig, LyriaConfig, VeoConfig};
pub use speech::{SpeechConfig, TtsConfig, Voice};

use genkit::{Error, RawConfig, Result};
use serde::de::{Deserialize, DeserializeOwned};
use serde_json::{Map, Value};

/// A configuration as JSON, once it is known to be a `C`.
///
/// # Errors
/// `INVALID_ARGUMENT` if it is none.
pub(crate) fn checked<C: DeserializeOwned>(config: Value) -> Result<Map<String, Value>> {
    let read = RawConfig::<C>::deserialize(config)
        .map_err(|e| Error::invalid_argument(format!("the model's config is not what it takes: {e}")))?;
    Ok(read.json)
}
