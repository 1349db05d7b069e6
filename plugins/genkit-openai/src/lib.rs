//! OpenAI, and whoever speaks its language, for [Genkit](https://docs.rs/genkit-runtime).
//!
//! ```no_run
//! use genkit::Genkit;
//! use genkit_openai::{ChatConfig, OpenAi, openai};
//!
//! # async fn example() -> genkit::Result<()> {
//! let ai = Genkit::builder()
//!     .plugin(OpenAi::from_env()) // OPENAI_API_KEY, needed when a model is first asked
//!     .default_model(openai::chat("gpt-5-mini"))
//!     .build()
//!     .await?;
//! let warm = openai::chat("gpt-4o").config(ChatConfig { temperature: Some(1.2), ..Default::default() });
//! let poem = ai.generate().model(warm).prompt("A poem about tea").await?.text();
//! # let _ = poem; Ok(()) }
//! ```
//!
//! Others that speak the language of chat completions: [`OpenAi::compatible`], [`OpenAi::deepseek`], [`OpenAi::xai`].

mod call;
mod chat;
mod config;
mod embed;
mod family;
mod format;
mod ids;
mod image;
mod list;
mod plugin;
mod reference;
mod responses;
mod speaker;
mod speech;
mod tool;
mod transcribe;

#[cfg(test)]
mod cuts;
#[cfg(doctest)]
#[doc = include_str!("../../../docs/providers.md")]
struct Guide;

pub use config::{ChatConfig, EmbedConfig, ImageConfig, ResponsesConfig, SpeechConfig, TranscribeConfig};
pub use family::{is_image_model, is_responses_only, is_transcription_model, is_tts_model};
pub use plugin::OpenAi;
pub use reference::{compatible, deepseek, openai, xai};
