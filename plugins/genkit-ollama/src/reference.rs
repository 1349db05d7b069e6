//! Models by name, each with the configuration of its family.

/// Models of Ollama: `ollama::chat("llama3.2")`.
pub mod ollama {
    use crate::{ChatConfig, EmbedConfig};
    use genkit::{EmbedderRef, ModelRef, TypedModel};

    /// A model.
    pub fn chat(name: &str) -> TypedModel<ChatConfig> {
        TypedModel::new(format!("ollama/{name}"))
    }

    /// An embedder.
    #[must_use]
    pub fn embedder(name: &str) -> EmbedderRef<EmbedConfig> {
        EmbedderRef::typed(format!("ollama/{name}"))
    }

    /// Any model, with its configuration as JSON.
    #[must_use]
    pub fn model(name: &str) -> ModelRef {
        ModelRef::named(format!("ollama/{name}"))
    }
}
