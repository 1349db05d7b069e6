//! Prompts: requests with gaps, written in code or in `.prompt` files, filled in with an input.

mod action;
mod call;
mod content;
mod declared;
mod define;
mod embed;
mod file;
mod folder;
mod load;
mod message;
mod metadata;
pub mod pico;
mod render;
mod settings;

pub use call::ExecutablePrompt;
pub use content::{IntoPromptContent, PromptContent};
pub use declared::{
    PromptDef, PromptFile, PromptFnOutput, PromptInput, UsesTool, dev_path, is_tool, prompt, schema_of,
    schema_of_text, tool_of,
};
pub use define::{Prompt, PromptBuilder};
pub use embed::EmbeddedPrompts;
pub use pico::{
    PicoAny, PicoArray, PicoBoolean, PicoEnum, PicoFloat, PicoInteger, PicoNull, PicoNumber, PicoObject,
    PicoString,
};

pub use genkit_dotprompt::{HelperCall, Outcome as HelperOutcome};
