//! The Gemini API.

use std::sync::Arc;

use genkit::http::ApiKey;

use crate::backend::Backend;

/// The Gemini API. Models are made when they are first asked for, by any name; their actions are `googleai/..`.
///
/// ```
/// use genkit_google_genai::GoogleAi;
/// let google = GoogleAi::from_env().api_version("v1alpha");
/// # let _ = google;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a plugin does nothing until a runtime has it"]
pub struct GoogleAi(pub(crate) Arc<Backend>);

impl GoogleAi {
    /// With the key that the environment has: `GEMINI_API_KEY`, `GOOGLE_API_KEY` or `GOOGLE_GENAI_API_KEY`. What is
    /// missing is told when a model is first asked.
    pub fn from_env() -> Self {
        Self::new(ApiKey::from_env(&["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENAI_API_KEY"]))
    }

    /// With this key; [`ApiKey::PerRun`] if each run brings its own, in the context as `secrets.apiKey`.
    pub fn new(key: impl Into<ApiKey>) -> Self {
        Self(Arc::new(Backend::google_ai(key.into())))
    }
}
