//! The plugin.

use std::collections::BTreeSet;
use std::sync::Arc;

use genkit::http::{ApiKey, Endpoint, HttpRequest, Retries, Transport};
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
    pub(crate) endpoint: Endpoint,
    /// Models that complete a text instead of answering a conversation.
    completing: BTreeSet<String>,
}

impl Ollama {
    /// The server that `OLLAMA_HOST` names, or else `http://localhost:11434`; with `OLLAMA_API_KEY`, if that is set.
    pub fn from_env() -> Self {
        let key = ApiKey::Optional(&["OLLAMA_API_KEY"]);
        let endpoint = Endpoint::new("ollama", "", key).base_variable("OLLAMA_HOST");
        Self(Arc::new(Server { endpoint, completing: BTreeSet::new() }))
    }

    fn set(mut self, set: impl FnOnce(&mut Endpoint)) -> Self {
        set(&mut Arc::make_mut(&mut self.0).endpoint);
        self
    }

    /// The same with this key, for servers that ask for one.
    pub fn key(self, key: impl Into<ApiKey>) -> Self {
        self.set(|endpoint| endpoint.set_key(key))
    }

    /// The same at another address, in any form that `OLLAMA_HOST` takes.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.set(|endpoint| endpoint.set_base_url(url))
    }

    /// The same, where the model of this name completes a text (`/api/generate`) instead of answering a conversation.
    pub fn generate_model(mut self, name: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).completing.insert(name.into());
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

    /// The same with other bounds on how long an answer may take. The first byte comes when the model is loaded.
    pub fn deadlines(self, deadlines: Deadlines) -> Self {
        self.set(|endpoint| endpoint.set_deadlines(deadlines))
    }
}

impl Server {
    fn address(&self) -> String {
        host::address(&self.endpoint.base_url())
    }

    pub(crate) fn post(
        &self,
        path: &str,
        body: &Value,
        ctx: Option<&Ctx>,
        own: Option<&str>,
    ) -> Result<HttpRequest> {
        self.endpoint.signed(HttpRequest::post(self.address() + path), ctx, own)?.json(body)
    }

    pub(crate) fn get(&self, path: &str) -> Result<HttpRequest> {
        self.endpoint.signed(HttpRequest::get(self.address() + path), None, None)
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
