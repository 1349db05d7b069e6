//! The plugin.

use std::collections::BTreeSet;
use std::sync::Arc;

use genkit::http::{ApiKey, HttpClient, HttpRequest, Retries, Transport};
use genkit::{Action, ActionType, BoxFuture, Ctx, Deadlines, Error, Genkit, Plugin, Result, Status};
use serde_json::Value;

use crate::{embed, host, list, model};

/// An Ollama server. Models are made when they are first asked for, by any name.
///
/// ```
/// use genkit_ollama::Ollama;
/// let elsewhere = Ollama::from_env().base_url("http://gpu.example:11434");
/// # let _ = elsewhere;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a plugin does nothing until a runtime has it"]
pub struct Ollama(pub(crate) Arc<Server>);

/// What every action of the plugin knows.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) http: HttpClient,
    key: ApiKey,
    base: Option<String>,
    headers: Vec<(String, String)>,
    /// Models that complete a text instead of answering a conversation.
    completing: BTreeSet<String>,
}

impl Ollama {
    /// The server that `OLLAMA_HOST` names, or else `http://localhost:11434`; with `OLLAMA_API_KEY`, if that is set.
    pub fn from_env() -> Self {
        Self(Arc::new(Server {
            http: HttpClient::new("ollama"),
            key: ApiKey::Optional(&["OLLAMA_API_KEY"]),
            base: None,
            headers: Vec::new(),
            completing: BTreeSet::new(),
        }))
    }

    fn change(mut self, change: impl FnOnce(&mut Server)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same at another address.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        let url = url.into();
        self.change(|s| s.base = Some(url))
    }

    /// The same with a key, for servers that ask for one.
    pub fn key(self, key: impl Into<ApiKey>) -> Self {
        let key = key.into();
        self.change(|s| s.key = key)
    }

    /// The same, where the model of this name completes a text (`/api/generate`) instead of answering a conversation.
    pub fn generate_model(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.change(|s| {
            s.completing.insert(name);
        })
    }

    /// The same with one more header in each request.
    pub fn header(self, name: &str, value: impl Into<String>) -> Self {
        let header = (name.to_owned(), value.into());
        self.change(|s| s.headers.push(header))
    }

    /// The same through another transport.
    pub fn transport(self, transport: impl Transport) -> Self {
        self.change(|s| s.http = s.http.clone().transport(transport))
    }

    /// The same with other retries.
    pub fn retries(self, retries: Retries) -> Self {
        self.change(|s| s.http = s.http.clone().retries(retries))
    }

    /// The same with other bounds on how long an answer may take. The first byte comes when the model is loaded.
    pub fn deadlines(self, deadlines: Deadlines) -> Self {
        self.change(|s| s.http = s.http.clone().deadlines(deadlines))
    }
}

impl Server {
    fn address(&self) -> String {
        let set = || std::env::var("OLLAMA_HOST").ok();
        host::address(&self.base.clone().or_else(set).unwrap_or_default())
    }

    pub(crate) fn post(
        &self,
        path: &str,
        body: &Value,
        ctx: Option<&Ctx>,
        own: Option<&str>,
    ) -> Result<HttpRequest> {
        self.signed(HttpRequest::post(format!("{}{path}", self.address())), ctx, own)?.json(body)
    }

    pub(crate) fn get(&self, path: &str) -> Result<HttpRequest> {
        self.signed(HttpRequest::get(format!("{}{path}", self.address())), None, None)
    }

    fn signed(&self, mut request: HttpRequest, ctx: Option<&Ctx>, own: Option<&str>) -> Result<HttpRequest> {
        for (name, value) in &self.headers {
            request = request.header(name, value)?;
        }
        match own.map(|own| own.to_owned().into()).or_else(|| self.key.find(ctx)) {
            Some(key) => request.bearer(&key),
            None => Ok(request),
        }
    }

    /// An error of a request, with what to do about it where nobody answers.
    pub(crate) fn explained(&self, error: Error) -> Error {
        let unanswered = error.status() == Status::Unavailable && error.details().is_none();
        if !unanswered {
            return error;
        }
        let told = format!("no Ollama server answers at {}: is it running (`ollama serve`)?", self.address());
        Error::unavailable(told).with_source("ollama").with_cause(error)
    }

    /// True for a model that completes a text.
    pub(crate) fn completes(&self, name: &str) -> bool {
        self.completing.contains(name)
    }

    pub(crate) fn action(self: &Arc<Self>, action_type: ActionType, name: &str) -> Option<Action> {
        match action_type {
            ActionType::Model => Some(model::model(self.clone(), name, None)),
            ActionType::Embedder => Some(embed::embedder(self.clone(), name)),
            _ => None,
        }
    }
}

impl Plugin for Ollama {
    fn name(&self) -> &str {
        "ollama"
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
