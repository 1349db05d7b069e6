//! Models by name, each with the configuration of its family.

/// Models of the Gemini API: `google_ai::gemini("gemini-2.5-flash")`.
pub mod google_ai {
    use genkit::{ModelRef, TypedModel};

    use crate::family::short;
    use crate::{GeminiConfig, GeminiImageConfig, TtsConfig};

    fn full(name: &str) -> String {
        format!("googleai/{}", short(name))
    }

    /// A model that answers in text: Gemini, Gemma, tuned ones.
    pub fn gemini(name: &str) -> TypedModel<GeminiConfig> {
        TypedModel::new(full(name))
    }

    /// A model that answers in text and pictures: `gemini-2.5-flash-image`.
    pub fn image(name: &str) -> TypedModel<GeminiImageConfig> {
        TypedModel::new(full(name))
    }

    /// A model that speaks: `gemini-2.5-flash-preview-tts`.
    pub fn tts(name: &str) -> TypedModel<TtsConfig> {
        TypedModel::new(full(name))
    }

    /// Any model, with its configuration as JSON. The name tells the family.
    #[must_use]
    pub fn model(name: &str) -> ModelRef {
        ModelRef::named(full(name))
    }
}
