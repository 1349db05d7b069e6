//! The plugin.

use std::sync::Arc;

use genkit::http::{ApiKey, Endpoint, Retries, Transport};
use genkit::{Action, ActionType, BoxFuture, Deadlines, Genkit, Plugin, Result};
use serde_json::Value;

use crate::{list, messages};

/// The version of the API that requests are written for.
const VERSION: &str = "2023-06-01";

/// Anthropic. Models are made when they are first asked for, by any name.
///
/// ```
/// use genkit_anthropic::Anthropic;
/// let behind_a_proxy = Anthropic::from_env().base_url("https://proxy.example").header("x-team", "blue");
/// # let _ = behind_a_proxy;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a plugin does nothing until a runtime has it"]
pub struct Anthropic(pub(crate) Arc<Provider>);

/// What every action of the plugin knows.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    pub(crate) endpoint: Endpoint,
    pub(crate) api_version: Option<String>,
}

impl Anthropic {
    /// As the environment has it: `ANTHROPIC_API_KEY`, and where it is set `ANTHROPIC_BASE_URL`. What is missing is told
    /// when a model is first asked.
    pub fn from_env() -> Self {
        let key = ApiKey::from_env(&["ANTHROPIC_API_KEY"]);
        let mut endpoint = Endpoint::new("anthropic", "https://api.anthropic.com", key)
            .base_variable("ANTHROPIC_BASE_URL")
            .key_header("x-api-key");
        endpoint.set_header("anthropic-version", VERSION);
        Self(Arc::new(Provider { endpoint, api_version: None }))
    }

    /// With this key.
    pub fn new(key: impl Into<ApiKey>) -> Self {
        Self::from_env().key(key)
    }

    fn set(mut self, set: impl FnOnce(&mut Endpoint)) -> Self {
        set(&mut Arc::make_mut(&mut self.0).endpoint);
        self
    }

    /// The same with this key; [`ApiKey::PerRun`] if each run brings its own.
    pub fn key(self, key: impl Into<ApiKey>) -> Self {
        self.set(|endpoint| endpoint.set_key(key))
    }

    /// The same at another address, for example `https://api.anthropic.com`.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.set(|endpoint| endpoint.set_base_url(url))
    }

    /// `stable` or `beta`, for requests that do not say. Without it a request goes to the beta API where it needs it.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).api_version = Some(version.into());
        self
    }

    /// The same with one more header in each request.
    pub fn header(self, name: &str, value: impl Into<String>) -> Self {
        self.set(|endpoint| endpoint.set_header(name, value))
    }

    /// The same through another transport.
    pub fn transport(self, transport: impl Transport) -> Self {
        self.set(|endpoint| endpoint.set_transport(transport))
    }

    /// The same with other retries.
    pub fn retries(self, retries: Retries) -> Self {
        self.set(|endpoint| endpoint.set_retries(retries))
    }

    /// The same with other bounds on how long an answer may take.
    pub fn deadlines(self, deadlines: Deadlines) -> Self {
        self.set(|endpoint| endpoint.set_deadlines(deadlines))
    }
}

impl Plugin for Anthropic {
    fn name(&self) -> &str {
        "anthropic"
    }

    fn resolve<'a>(
        &'a self,
        _ai: &'a Genkit,
        action_type: ActionType,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Action>>> {
        let model = (action_type == ActionType::Model).then(|| messages::model(self.0.clone(), name, None));
        Box::pin(async { Ok(model.into_iter().collect()) })
    }

    fn list<'a>(&'a self, ai: &'a Genkit) -> BoxFuture<'a, Result<Vec<Value>>> {
        Box::pin(list::list(&self.0, ai))
    }
}
