//! Models and what is built on them. Imports `core` only.

pub(crate) mod adapt;
pub(crate) mod agent;
pub(crate) mod ask;
pub(crate) mod compact;
pub(crate) mod document;
pub(crate) mod embed;
pub(crate) mod evaluate;
pub(crate) mod format;
pub(crate) mod generate;
pub(crate) mod message;
pub mod middleware;
pub(crate) mod model;
pub(crate) mod outputs;
pub(crate) mod part;
#[cfg(feature = "prompts")]
pub(crate) mod prompt;
pub(crate) mod reference;
pub(crate) mod render;
pub(crate) mod rerank;
pub(crate) mod resource;
pub(crate) mod retrieve;
pub(crate) mod session;
pub(crate) mod tool;
