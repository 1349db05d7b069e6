//! The plugin.

use std::sync::Arc;

use genkit::http::{ApiKey, HttpClient, HttpRequest, Retries, Transport};
use genkit::{Action, ActionType, BoxFuture, Ctx, Deadlines, Genkit, Plugin, Result};
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
    pub(crate) http: HttpClient,
    pub(crate) api_version: Option<String>,
    key: ApiKey,
    base: Option<String>,
    headers: Vec<(String, String)>,
}

impl Anthropic {
    /// As the environment has it: `ANTHROPIC_API_KEY`, and where it is set `ANTHROPIC_BASE_URL`. What is missing is told
    /// when a model is first asked.
    pub fn from_env() -> Self {
        Self(Arc::new(Provider {
            http: HttpClient::new("anthropic"),
            api_version: None,
            key: ApiKey::from_env(&["ANTHROPIC_API_KEY"]),
            base: None,
            headers: Vec::new(),
        }))
    }

    /// With this key.
    pub fn new(key: impl Into<ApiKey>) -> Self {
        Self::from_env().key(key)
    }

    fn change(mut self, change: impl FnOnce(&mut Provider)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same with this key; [`ApiKey::PerRun`] if each run brings its own.
    pub fn key(self, key: impl Into<ApiKey>) -> Self {
        let key = key.into();
        self.change(|p| p.key = key)
    }

    /// The same at another address, for example `https://api.anthropic.com`.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        let url = url.into();
        self.change(|p| p.base = Some(url))
    }

    /// `stable` or `beta`, for requests that do not say. Without it a request goes to the beta API where it needs it.
    pub fn api_version(self, version: impl Into<String>) -> Self {
        let version = version.into();
        self.change(|p| p.api_version = Some(version))
    }

    /// The same with one more header in each request.
    pub fn header(self, name: &str, value: impl Into<String>) -> Self {
        let header = (name.to_owned(), value.into());
        self.change(|p| p.headers.push(header))
    }

    /// The same through another transport.
    pub fn transport(self, transport: impl Transport) -> Self {
        self.change(|p| p.http = p.http.clone().transport(transport))
    }

    /// The same with other retries.
    pub fn retries(self, retries: Retries) -> Self {
        self.change(|p| p.http = p.http.clone().retries(retries))
    }

    /// The same with other bounds on how long an answer may take.
    pub fn deadlines(self, deadlines: Deadlines) -> Self {
        self.change(|p| p.http = p.http.clone().deadlines(deadlines))
    }
}

impl Provider {
    fn url(&self, path: &str) -> String {
        let set = || std::env::var("ANTHROPIC_BASE_URL").ok().filter(|url| !url.is_empty());
        let base = self.base.clone().or_else(set);
        let base = base.as_deref().unwrap_or("https://api.anthropic.com");
        format!("{}{path}", base.trim_end_matches('/'))
    }

    /// A request with JSON to a path below the address.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` without a key.
    pub(crate) fn post(
        &self,
        path: &str,
        body: &Value,
        ctx: Option<&Ctx>,
        own: Option<&str>,
    ) -> Result<HttpRequest> {
        self.signed(HttpRequest::post(self.url(path)), ctx, own)?.json(body)
    }

    pub(crate) fn get(&self, path: &str) -> Result<HttpRequest> {
        self.signed(HttpRequest::get(self.url(path)), None, None)
    }

    fn signed(&self, mut request: HttpRequest, ctx: Option<&Ctx>, own: Option<&str>) -> Result<HttpRequest> {
        request = request.header("anthropic-version", VERSION)?;
        for (name, value) in &self.headers {
            request = request.header(name, value)?;
        }
        let key = match own {
            Some(own) => own.to_owned().into(),
            None => self.key.get("anthropic", ctx)?,
        };
        request.secret("x-api-key", &key)
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
