//! Models that [Ollama](https://ollama.com) serves, for [Genkit](https://docs.rs/genkit-runtime).
//!
//! ```no_run
//! use genkit::Genkit;
//! use genkit_ollama::{ChatConfig, Ollama, ollama};
//!
//! # async fn example() -> genkit::Result<()> {
//! let ai = Genkit::builder()
//!     .plugin(Ollama::from_env()) // OLLAMA_HOST, or http://localhost:11434
//!     .default_model(ollama::chat("llama3.2"))
//!     .build()
//!     .await?;
//! let long = ollama::chat("qwen3").config(ChatConfig { num_ctx: Some(32_768), ..Default::default() });
//! let poem = ai.generate().model(long).prompt("A poem about tea").await?.text();
//! # let _ = poem; Ok(()) }
//! ```
//!
//! Any model name is taken; whether the server has it is told when it is asked.

mod answer;
mod chat;
mod config;
mod embed;
mod generate;
mod list;
mod message;
mod plugin;
mod reference;

pub use config::{ChatConfig, EmbedConfig};
pub use plugin::Ollama;
pub use reference::ollama;
