//! The plugin.

use std::sync::Arc;

use genkit::http::{ApiKey, HttpClient, HttpRequest, Retries, Transport};
use genkit::{Action, ActionType, BoxFuture, Ctx, Deadlines, Genkit, Plugin, Result};
use serde_json::Value;

use crate::family::Family;
use crate::speaker::Speaker;
use crate::{chat, embed, image, list, responses, speech, transcribe};

/// OpenAI, or whoever speaks its language. Models are made when they are first asked for, by any name.
///
/// ```
/// use genkit_openai::OpenAi;
/// let local = OpenAi::compatible("local", "http://127.0.0.1:8080/v1");
/// # let _ = local;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a plugin does nothing until a runtime has it"]
pub struct OpenAi(Arc<Provider>);

/// What every action of the plugin knows.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    pub(crate) name: String,
    pub(crate) speaker: Speaker,
    pub(crate) http: HttpClient,
    key: ApiKey,
    /// The address, and the environment variable that may name another.
    base: Option<String>,
    base_variable: Option<&'static str>,
    default_base: &'static str,
    headers: Vec<(String, String)>,
}

impl OpenAi {
    fn make(
        name: &str,
        speaker: Speaker,
        key: ApiKey,
        variable: Option<&'static str>,
        base: &'static str,
    ) -> Self {
        Self(Arc::new(Provider {
            name: name.to_owned(),
            speaker,
            http: HttpClient::new(name),
            key,
            base: None,
            base_variable: variable,
            default_base: base,
            headers: Vec::new(),
        }))
    }

    /// OpenAI as the environment has it: `OPENAI_API_KEY`, and where they are set `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and
    /// `OPENAI_PROJECT_ID`. What is missing is told when a model is first asked.
    pub fn from_env() -> Self {
        let key = ApiKey::from_env(&["OPENAI_API_KEY"]);
        let mut this =
            Self::make("openai", Speaker::OpenAi, key, Some("OPENAI_BASE_URL"), "https://api.openai.com/v1");
        for (variable, header) in
            [("OPENAI_ORG_ID", "openai-organization"), ("OPENAI_PROJECT_ID", "openai-project")]
        {
            if let Ok(value) = std::env::var(variable) {
                this = this.header(header, value);
            }
        }
        this
    }

    /// OpenAI with this key.
    pub fn new(key: impl Into<ApiKey>) -> Self {
        Self::from_env().key(key)
    }

    /// DeepSeek: `DEEPSEEK_API_KEY`, `DEEPSEEK_BASE_URL`.
    pub fn deepseek() -> Self {
        let key = ApiKey::from_env(&["DEEPSEEK_API_KEY"]);
        Self::make("deepseek", Speaker::DeepSeek, key, Some("DEEPSEEK_BASE_URL"), "https://api.deepseek.com")
    }

    /// xAI: `XAI_API_KEY`, `XAI_BASE_URL`.
    pub fn xai() -> Self {
        let key = ApiKey::from_env(&["XAI_API_KEY"]);
        Self::make("xai", Speaker::Xai, key, Some("XAI_BASE_URL"), "https://api.x.ai/v1")
    }

    /// Any server of chat completions at this address, without a key unless it is given one. Its models are
    /// `{name}/{model}`.
    pub fn compatible(name: &str, base_url: impl Into<String>) -> Self {
        Self::make(name, Speaker::Other, ApiKey::Optional(&[]), None, "").base_url(base_url)
    }

    fn change(mut self, change: impl FnOnce(&mut Provider)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same with this key.
    pub fn key(self, key: impl Into<ApiKey>) -> Self {
        let key = key.into();
        self.change(|p| p.key = key)
    }

    /// The same at another address, for example `https://api.openai.com/v1`.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        let url = url.into();
        self.change(|p| p.base = Some(url.trim_end_matches('/').to_owned()))
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
    fn base(&self) -> String {
        let set = || std::env::var(self.base_variable?).ok().filter(|url| !url.is_empty());
        let base = self.base.clone().or_else(set).unwrap_or_else(|| self.default_base.to_owned());
        base.trim_end_matches('/').to_owned()
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base())
    }

    /// A request with JSON to a path below the address.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` without a key.
    pub(crate) fn post(&self, path: &str, body: &Value, ctx: &Ctx, own: Option<&str>) -> Result<HttpRequest> {
        self.signed(HttpRequest::post(self.at(path)), Some(ctx), own)?.json(body)
    }

    pub(crate) fn get(&self, path: &str) -> Result<HttpRequest> {
        self.signed(HttpRequest::get(self.at(path)), None, None)
    }

    pub(crate) fn signed(
        &self,
        mut request: HttpRequest,
        ctx: Option<&Ctx>,
        own: Option<&str>,
    ) -> Result<HttpRequest> {
        for (name, value) in &self.headers {
            request = request.header(name, value)?;
        }
        let key = match (own, &self.key) {
            (Some(own), _) => Some(own.to_owned().into()),
            (None, ApiKey::Optional(_)) => self.key.find(ctx),
            (None, key) => Some(key.get(&self.name, ctx)?),
        };
        match key {
            Some(key) => request.bearer(&key),
            None => Ok(request),
        }
    }

    pub(crate) fn action(self: &Arc<Self>, action_type: ActionType, name: &str) -> Option<Action> {
        match (action_type, Family::of(name)) {
            (ActionType::Model, Family::Chat) => Some(chat::model(self.clone(), name)),
            (ActionType::Model, Family::Responses) => Some(responses::model(self.clone(), name)),
            (ActionType::Model, Family::Image) => Some(image::model(self.clone(), name)),
            (ActionType::Model, Family::Speech) => Some(speech::model(self.clone(), name)),
            (ActionType::Model, Family::Transcribe) => Some(transcribe::model(self.clone(), name)),
            (ActionType::Embedder, _) => Some(embed::embedder(self.clone(), name)),
            _ => None,
        }
    }
}

impl Plugin for OpenAi {
    fn name(&self) -> &str {
        &self.0.name
    }

    fn resolve<'a>(
        &'a self,
        _ai: &'a Genkit,
        action_type: ActionType,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Action>>> {
        let action = self.0.action(action_type, name);
        Box::pin(async { Ok(action.into_iter().collect()) })
    }

    fn list<'a>(&'a self, ai: &'a Genkit) -> BoxFuture<'a, Result<Vec<Value>>> {
        Box::pin(list::list(&self.0, ai))
    }
}
