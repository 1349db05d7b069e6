//! The Gemini API.

use std::sync::Arc;

use genkit::http::{ApiKey, Retries, Transport};
use genkit::{Action, ActionType, BoxFuture, Deadlines, Genkit, Plugin, Result};
use serde_json::Value;

use crate::backend::{Backend, Service};
use crate::{list, make};

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

    /// With this key.
    pub fn new(key: impl Into<ApiKey>) -> Self {
        Self(Arc::new(Backend::new("googleai", Service::GoogleAi { key: key.into() })))
    }

    fn change(mut self, change: impl FnOnce(&mut Backend)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same at another address; `https://generativelanguage.googleapis.com` by default.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        let url = url.into();
        self.change(|b| b.base_url = Some(url))
    }

    /// The same by another version of the API; `v1beta` by default.
    pub fn api_version(self, version: impl Into<String>) -> Self {
        let version = version.into();
        self.change(|b| b.api_version = Some(version))
    }

    /// The same with one more header in each request. The key's cannot be replaced.
    pub fn header(self, name: &str, value: impl Into<String>) -> Self {
        let header = (name.to_owned(), value.into());
        self.change(|b| b.headers.push(header))
    }

    /// The same with schemas of answers in the API's older form.
    pub fn legacy_response_schema(self) -> Self {
        self.change(|b| b.legacy_schema = true)
    }

    /// The same through another transport.
    pub fn transport(self, transport: impl Transport) -> Self {
        self.change(|b| b.http = b.http.clone().transport(transport))
    }

    /// The same with other retries.
    pub fn retries(self, retries: Retries) -> Self {
        self.change(|b| b.http = b.http.clone().retries(retries))
    }

    /// The same with other bounds on how long an answer may take.
    pub fn deadlines(self, deadlines: Deadlines) -> Self {
        self.change(|b| b.http = b.http.clone().deadlines(deadlines))
    }
}

impl Plugin for GoogleAi {
    fn name(&self) -> &str {
        self.0.plugin
    }

    fn resolve<'a>(
        &'a self,
        _ai: &'a Genkit,
        action_type: ActionType,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Action>>> {
        let actions = make::actions(&self.0, action_type, name);
        Box::pin(async { Ok(actions) })
    }

    fn list<'a>(&'a self, ai: &'a Genkit) -> BoxFuture<'a, Result<Vec<Value>>> {
        Box::pin(list::list(&self.0, ai))
    }
}
