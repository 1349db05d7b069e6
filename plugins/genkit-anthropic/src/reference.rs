//! Models by name.

/// Anthropic's models: `anthropic::claude("claude-sonnet-4-5")`.
pub mod anthropic {
    use crate::AnthropicConfig;
    use genkit::{ModelRef, TypedModel};

    /// A model of the Claude family.
    pub fn claude(name: &str) -> TypedModel<AnthropicConfig> {
        TypedModel::new(format!("anthropic/{name}"))
    }

    /// Any model, with its configuration as JSON.
    #[must_use]
    pub fn model(name: &str) -> ModelRef {
        ModelRef::named(format!("anthropic/{name}"))
    }
}
