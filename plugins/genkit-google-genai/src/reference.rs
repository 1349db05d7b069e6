//! Models by name, each with the configuration of its family.

/// Models of the Gemini API: `google_ai::gemini("gemini-2.5-flash")`.
pub mod google_ai {
    use genkit::{EmbedderRef, ModelRef, TypedModel};

    use crate::family::short;
    use crate::{
        DeepResearchConfig, EmbedConfig, GeminiConfig, GeminiImageConfig, ImagenConfig, LyriaConfig,
        TtsConfig, VeoConfig,
    };

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

    /// A model that only draws: `imagen-4.0-generate-001`.
    pub fn imagen(name: &str) -> TypedModel<ImagenConfig> {
        TypedModel::new(full(name))
    }

    /// A model that makes videos, in the background: `veo-3.1-generate-preview`.
    pub fn veo(name: &str) -> TypedModel<VeoConfig> {
        TypedModel::new(full(name))
    }

    /// A model that makes music: `lyria-3-pro-preview`.
    pub fn lyria(name: &str) -> TypedModel<LyriaConfig> {
        TypedModel::new(full(name))
    }

    /// A model that studies a question, in the background: `deep-research-preview-04-2026`.
    pub fn deep_research(name: &str) -> TypedModel<DeepResearchConfig> {
        TypedModel::new(full(name))
    }

    /// An embedder: `gemini-embedding-001`.
    #[must_use]
    pub fn embedder(name: &str) -> EmbedderRef<EmbedConfig> {
        EmbedderRef::typed(full(name))
    }

    /// The key of the action that talks with a model in real time: `gemini-live-2.5-flash-preview`.
    #[cfg(feature = "live")]
    #[must_use]
    pub fn live(name: &str) -> String {
        format!("/custom/googleai/live/{}", short(name))
    }

    /// Any model, with its configuration as JSON. The name tells the family.
    #[must_use]
    pub fn model(name: &str) -> ModelRef {
        ModelRef::named(full(name))
    }
}

/// Models of Vertex AI: `vertex_ai::gemini("gemini-2.5-flash")`.
pub mod vertex_ai {
    use genkit::{EmbedderRef, ModelRef, TypedModel};

    use crate::family::short;
    use crate::{
        EmbedConfig, GeminiConfig, GeminiImageConfig, ImagenConfig, LyriaConfig, TtsConfig, VeoConfig,
    };

    fn full(name: &str) -> String {
        format!("vertexai/{}", short(name))
    }

    /// A model that answers in text: Gemini, tuned ones by `endpoints/..`.
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

    /// A model that only draws: `imagen-4.0-generate-001`.
    pub fn imagen(name: &str) -> TypedModel<ImagenConfig> {
        TypedModel::new(full(name))
    }

    /// A model that makes videos, in the background: `veo-3.1-generate-001`.
    pub fn veo(name: &str) -> TypedModel<VeoConfig> {
        TypedModel::new(full(name))
    }

    /// A model that makes music: `lyria-002`.
    pub fn lyria(name: &str) -> TypedModel<LyriaConfig> {
        TypedModel::new(full(name))
    }

    /// An embedder: `text-embedding-005`.
    #[must_use]
    pub fn embedder(name: &str) -> EmbedderRef<EmbedConfig> {
        EmbedderRef::typed(full(name))
    }

    /// The key of the action that talks with a model in real time: `gemini-live-2.5-flash-preview`.
    #[cfg(feature = "live")]
    #[must_use]
    pub fn live(name: &str) -> String {
        format!("/custom/vertexai/live/{}", short(name))
    }

    /// Any model, with its configuration as JSON. The name tells the family.
    #[must_use]
    pub fn model(name: &str) -> ModelRef {
        ModelRef::named(full(name))
    }
}
