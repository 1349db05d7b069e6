//! Anthropic's models for [Genkit](https://docs.rs/genkit-runtime).
//!
//! ```no_run
//! use genkit::Genkit;
//! use genkit_anthropic::{Anthropic, AnthropicConfig, Thinking, anthropic};
//!
//! # async fn example() -> genkit::Result<()> {
//! let ai = Genkit::builder()
//!     .plugin(Anthropic::from_env()) // ANTHROPIC_API_KEY, needed when a model is first asked
//!     .default_model(anthropic::claude("claude-sonnet-4-5"))
//!     .build()
//!     .await?;
//! let thorough = anthropic::claude("claude-opus-4-5")
//!     .config(AnthropicConfig { thinking: Some(Thinking::budget(2048)), ..Default::default() });
//! let answer = ai.generate().model(thorough).prompt("How many primes are below 1000?").await?;
//! println!("{}\n{}", answer.reasoning(), answer.text());
//! # Ok(()) }
//! ```

mod beta;
mod cache;
mod config;
mod count;
mod document;
mod files;
mod known;
mod list;
mod messages;
mod plugin;
mod reference;

#[cfg(test)]
mod cuts;
#[cfg(doctest)]
#[doc = include_str!("../../../docs/anthropic.md")]
struct Guide;

pub use cache::CacheControl;
pub use config::{
    AnthropicConfig, AnthropicToolChoice, OutputSettings, RequestMetadata, TaskBudget, Thinking,
};
pub use document::AnthropicDocument;
pub use files::{File, Files};
pub use plugin::Anthropic;
pub use reference::anthropic;
