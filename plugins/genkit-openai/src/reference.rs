//! Models by name, each with the configuration of its family.

/// Models of OpenAI: `openai::chat("gpt-5-mini")`.
pub mod openai {
    use crate::ChatConfig;
    use genkit::{ModelRef, TypedModel};

    /// A chat model.
    pub fn chat(name: &str) -> TypedModel<ChatConfig> {
        TypedModel::new(format!("openai/{name}"))
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
    use crate::ChatConfig;
    use genkit::TypedModel;

    /// A chat model of the plugin of this name.
    pub fn chat(plugin: &str, name: &str) -> TypedModel<ChatConfig> {
        TypedModel::new(format!("{plugin}/{name}"))
    }
}
