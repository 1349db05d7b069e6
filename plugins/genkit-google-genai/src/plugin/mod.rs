//! The plugins.

mod google_ai;
mod media;
mod settings;
mod vertex_ai;

pub use google_ai::GoogleAi;
pub use vertex_ai::VertexAi;
