//! Models of an [Ollama](https://ollama.com) server for [Genkit](https://docs.rs/genkit-runtime).
//!
//! ```no_run
//! use genkit::Genkit;
//! use genkit_ollama::{Ollama, OllamaConfig, ollama};
//!
//! # async fn example() -> genkit::Result<()> {
//! let ai = Genkit::builder()
//!     .plugin(Ollama::from_env()) // OLLAMA_HOST, or http://localhost:11434
//!     .default_model(ollama::chat("llama3.2"))
//!     .build()
//!     .await?;
//! let long = ollama::chat("qwen3").config(OllamaConfig { num_ctx: Some(32_768), ..Default::default() });
//! println!("{}", ai.generate().model(long).prompt("A poem about tea").await?.text());
//! # Ok(()) }
//! ```

mod config;
mod details;
mod embed;
mod host;
mod list;
mod model;
mod plugin;
mod reference;

#[cfg(test)]
mod cuts;
#[cfg(doctest)]
#[doc = include_str!("../../../docs/ollama.md")]
struct Guide;

pub use config::{OllamaConfig, OllamaEmbedConfig, Think};
pub use details::ModelDetails;
pub use plugin::Ollama;
pub use reference::ollama;
