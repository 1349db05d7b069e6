//! Models: requests, responses, and how one is declared.

mod background;
mod chunk;
mod config;
mod define;
mod info;
mod lookup;
mod names;
mod partial;
mod raw;
mod reference;
mod request;
mod response;
mod typed;
mod usage;

pub use background::BackgroundModel;
pub use chunk::ModelResponseChunk;
#[doc(hidden)]
pub use define::model_around;
pub use define::{Model, ModelBuilder, ModelHandle};
pub use info::{Constrained, ModelInfo, ModelSupports, Stage};
pub(crate) use lookup::{find, info_of};
pub use names::ToolNames;
pub use raw::RawConfig;
pub use reference::ModelRef;
pub use request::{ModelRequest, OutputConfig, ToolChoice, ToolDefinition};
pub use response::{FinishReason, ModelResponse};
pub use typed::TypedModel;
pub use usage::Usage;
