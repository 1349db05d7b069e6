//! Models by name.

/// Models of the server: `ollama::chat("llama3.2")`.
pub mod ollama {
    use crate::{OllamaConfig, OllamaEmbedConfig};
    use genkit::{EmbedderRef, ModelRef, TypedModel};

    /// A model that answers.
    pub fn chat(name: &str) -> TypedModel<OllamaConfig> {
        TypedModel::new(format!("ollama/{name}"))
    }

    /// Any model, with its configuration as JSON.
    #[must_use]
    pub fn model(name: &str) -> ModelRef {
        ModelRef::named(format!("ollama/{name}"))
    }

    /// A model that makes vectors of text.
    #[must_use]
    pub fn embedder(name: &str) -> EmbedderRef<OllamaEmbedConfig> {
        EmbedderRef::typed(format!("ollama/{name}"))
    }
}
