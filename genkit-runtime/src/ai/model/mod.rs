//! Models: requests, responses, and how one is declared.

mod background;
mod chunk;
mod config;
mod define;
mod info;
mod reference;
mod request;
mod response;
mod usage;

pub use background::BackgroundModel;
pub use chunk::ModelResponseChunk;
pub use define::{Model, ModelBuilder, ModelHandle};
pub use info::{Constrained, ModelInfo, ModelSupports, Stage};
pub use reference::ModelRef;
pub use request::{ModelRequest, OutputConfig, ToolChoice, ToolDefinition};
pub use response::{FinishReason, ModelResponse};
pub use usage::Usage;
