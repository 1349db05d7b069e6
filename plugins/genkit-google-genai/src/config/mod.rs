//! What can be set of a request, a type for each family of models.

mod gemini;
mod image;
mod speech;

pub use gemini::{FunctionCalling, GeminiConfig, SafetySetting, ThinkingConfig};
pub use image::{GeminiImageConfig, ImageConfig};
pub use speech::{SpeechConfig, TtsConfig, Voice};
