//! What the server knows of a model.

use genkit::{Genkit, Result};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Ollama;
use crate::plugin::Server;

/// What the server knows of a model.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ModelDetails {
    /// What it can do: `completion`, `tools`, `vision`, `thinking`, `embedding`, `insert`. `None` from older servers.
    pub capabilities: Option<Vec<String>>,
    /// Its family, size and quantization.
    pub details: Map<String, Value>,
    /// Its architecture, number by number.
    pub model_info: Map<String, Value>,
}

impl ModelDetails {
    /// True if it can do this; `None` if the server does not say.
    #[must_use]
    pub fn can(&self, capability: &str) -> Option<bool> {
        self.capabilities.as_ref().map(|all| all.iter().any(|one| one == capability))
    }
}

impl Ollama {
    /// What the server knows of a model.
    ///
    /// ```no_run
    /// # async fn example() -> genkit::Result<()> {
    /// use genkit_ollama::Ollama;
    /// let ollama = Ollama::from_env();
    /// let ai = genkit::Genkit::builder().plugin(ollama.clone()).build().await?;
    /// assert_eq!(ollama.show(&ai, "llama3.2").await?.can("tools"), Some(true));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NOT_FOUND` if the server does not have it; `UNAVAILABLE` if there is no server.
    pub async fn show(&self, ai: &Genkit, name: &str) -> Result<ModelDetails> {
        show(&self.0, ai, name).await
    }
}

pub(crate) async fn show(server: &Server, ai: &Genkit, name: &str) -> Result<ModelDetails> {
    let request = server.post("/api/show", &serde_json::json!({"model": name}), None, None)?;
    let told = server.endpoint.http().json(ai, request).await.map_err(|e| server.explained(e))?;
    Ok(ModelDetails::deserialize(&told)?)
}
