//! Models by name, each with the configuration of its family.

/// The functions that both services have.
macro_rules! families {
    ($plugin:literal) => {
        use genkit::{EmbedderRef, ModelRef, TypedModel};

        use crate::family::short;
        use crate::{
            EmbedConfig, GeminiConfig, GeminiImageConfig, ImagenConfig, LyriaConfig, TtsConfig, VeoConfig,
        };

        fn full(name: &str) -> String {
            format!(concat!($plugin, "/{}"), short(name))
        }

        /// A model that answers in text: Gemini, Gemma, tuned ones by `tunedModels/..` or `endpoints/..`.
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

        /// A model that makes videos, in the background: `veo-3.1-generate-preview`, `veo-3.1-generate-001` on Vertex AI.
        pub fn veo(name: &str) -> TypedModel<VeoConfig> {
            TypedModel::new(full(name))
        }

        /// A model that makes music: `lyria-3-pro-preview`, `lyria-002` on Vertex AI.
        pub fn lyria(name: &str) -> TypedModel<LyriaConfig> {
            TypedModel::new(full(name))
        }

        /// An embedder: `gemini-embedding-001`, `text-embedding-005` on Vertex AI.
        #[must_use]
        pub fn embedder(name: &str) -> EmbedderRef<EmbedConfig> {
            EmbedderRef::typed(full(name))
        }

        /// A model that is talked with in real time: `gemini-live-2.5-flash-preview`.
        #[cfg(feature = "live")]
        pub fn live(name: &str) -> crate::Live {
            crate::Live::new($plugin, short(name))
        }

        /// Any model, with its configuration as JSON. The name tells the family.
        #[must_use]
        pub fn model(name: &str) -> ModelRef {
            ModelRef::named(full(name))
        }
    };
}

/// Models of the Gemini API: `google_ai::gemini("gemini-2.5-flash")`.
pub mod google_ai {
    families!("googleai");

    use crate::{AntigravityConfig, DeepResearchConfig};

    /// An agent that studies a question, in the background: `deep-research-preview-04-2026`.
    pub fn deep_research(name: &str) -> TypedModel<DeepResearchConfig> {
        TypedModel::new(full(name))
    }

    /// An agent that works on a machine of its own: `antigravity-preview-05-2026`.
    pub fn antigravity(name: &str) -> TypedModel<AntigravityConfig> {
        TypedModel::new(full(name))
    }
}

/// Models of Vertex AI: `vertex_ai::gemini("gemini-2.5-flash")`.
pub mod vertex_ai {
    families!("vertexai");
}
