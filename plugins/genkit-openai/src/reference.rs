//! Models by name, each with the configuration of its family.

/// Models of OpenAI: `openai::chat("gpt-5-mini")`.
pub mod openai {
    use crate::{ChatConfig, EmbedConfig, ImageConfig, ResponsesConfig, SpeechConfig, TranscribeConfig};
    use genkit::{EmbedderRef, ModelRef, TypedModel};

    /// A chat model.
    pub fn chat(name: &str) -> TypedModel<ChatConfig> {
        TypedModel::new(format!("openai/{name}"))
    }

    /// A model behind the Responses API: its own tools (web search, code), and thoughts that are kept between turns.
    pub fn responses(name: &str) -> TypedModel<ResponsesConfig> {
        TypedModel::new(format!("openai/responses/{name}"))
    }

    /// A model that draws.
    pub fn image(name: &str) -> TypedModel<ImageConfig> {
        TypedModel::new(format!("openai/{name}"))
    }

    /// A model that speaks.
    pub fn tts(name: &str) -> TypedModel<SpeechConfig> {
        TypedModel::new(format!("openai/{name}"))
    }

    /// A model that writes down what is said.
    pub fn transcribe(name: &str) -> TypedModel<TranscribeConfig> {
        TypedModel::new(format!("openai/{name}"))
    }

    /// An embedder.
    #[must_use]
    pub fn embedder(name: &str) -> EmbedderRef<EmbedConfig> {
        EmbedderRef::typed(format!("openai/{name}"))
    }

    /// Any model, with its configuration as JSON.
    #[must_use]
    pub fn model(name: &str) -> ModelRef {
        ModelRef::named(format!("openai/{name}"))
    }
}

/// Models of DeepSeek: `deepseek::chat("deepseek-chat")`.
pub mod deepseek {
    use crate::ChatConfig;
    use genkit::{ModelRef, TypedModel};

    /// A chat model.
    pub fn chat(name: &str) -> TypedModel<ChatConfig> {
        TypedModel::new(format!("deepseek/{name}"))
    }

    /// Any model, with its configuration as JSON.
    #[must_use]
    pub fn model(name: &str) -> ModelRef {
        ModelRef::named(format!("deepseek/{name}"))
    }
}

/// Models of xAI: `xai::chat("grok-4")`.
pub mod xai {
    use crate::ChatConfig;
    use genkit::{ModelRef, TypedModel};

    /// A chat model.
    pub fn chat(name: &str) -> TypedModel<ChatConfig> {
        TypedModel::new(format!("xai/{name}"))
    }

    /// Any model, with its configuration as JSON.
    #[must_use]
    pub fn model(name: &str) -> ModelRef {
        ModelRef::named(format!("xai/{name}"))
    }
}

/// Models of whoever else speaks the language: `compatible::chat("local", "smollm2")`.
pub mod compatible {
    use crate::{ChatConfig, EmbedConfig};
    use genkit::{EmbedderRef, TypedModel};

    /// An embedder of the plugin of this name.
    #[must_use]
    pub fn embedder(plugin: &str, name: &str) -> EmbedderRef<EmbedConfig> {
        EmbedderRef::typed(format!("{plugin}/{name}"))
    }

    /// A chat model of the plugin of this name.
    pub fn chat(plugin: &str, name: &str) -> TypedModel<ChatConfig> {
        TypedModel::new(format!("{plugin}/{name}"))
    }
}
