//! Google's models for [Genkit](https://docs.rs/genkit-runtime): by the Gemini API ([`GoogleAi`]) and by Vertex AI
//! ([`VertexAi`]).
//!
//! ```no_run
//! use genkit::Genkit;
//! use genkit_google_genai::{GeminiConfig, GoogleAi, google_ai};
//!
//! # async fn example() -> genkit::Result<()> {
//! let ai = Genkit::builder()
//!     .plugin(GoogleAi::from_env()) // GEMINI_API_KEY, needed when a model is first asked
//!     .default_model(google_ai::gemini("gemini-2.5-flash"))
//!     .build()
//!     .await?;
//! let warm = google_ai::gemini("gemini-2.5-pro").config(GeminiConfig { temperature: Some(1.2), ..Default::default() });
//! let poem = ai.generate().model(warm).prompt("A poem about tea").await?.text();
//! # let _ = poem; Ok(()) }
//! ```
//!
//! A model's family tells what it takes: [`google_ai::gemini`], [`image`](google_ai::image), [`tts`](google_ai::tts),
//! [`imagen`](google_ai::imagen), [`veo`](google_ai::veo), [`lyria`](google_ai::lyria),
//! [`embedder`](google_ai::embedder); [`google_ai::model`] takes any name and JSON.

mod antigravity;
mod backend;
mod cache;
mod config;
mod embed;
mod family;
mod files;
mod gemini;
mod imagen;
mod info;
mod interaction;
mod list;
#[cfg(feature = "live")]
mod live;
mod lyria;
mod make;
mod plugin;
mod reference;
mod research;
mod veo;

pub use cache::{CacheContent, CachedContent};
#[cfg(feature = "live")]
pub use config::LiveConfig;
pub use config::{
    AntigravityConfig, DeepResearchConfig, EmbedConfig, FunctionCalling, GeminiConfig, GeminiImageConfig,
    ImageConfig, ImagenConfig, LyriaConfig, SafetySetting, SpeechConfig, ThinkingConfig, TtsConfig,
    VeoConfig, Voice,
};
pub use family::{is_image_model, is_imagen_model, is_lyria_model, is_tts_model, is_veo_model};
pub use files::{File, Files};
#[cfg(feature = "live")]
pub use live::{Live, LiveChunk, LiveSession};
pub use plugin::{GoogleAi, VertexAi};
pub use reference::{google_ai, vertex_ai};

/// The guide, whose examples are compiled.
#[cfg(test)]
mod cuts;
#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../../../docs/google.md")]
    mod google {}
}
