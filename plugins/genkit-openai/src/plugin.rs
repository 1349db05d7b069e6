//! The plugin.

use std::sync::Arc;

use genkit::http::{ApiKey, Endpoint, Retries, Transport};
use genkit::{Action, ActionType, BoxFuture, Deadlines, Error, Genkit, Plugin, Result};
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
    pub(crate) endpoint: Endpoint,
    pub(crate) speaker: Speaker,
    /// Streams end with the connection.
    pub(crate) without_done: bool,
}

impl OpenAi {
    fn make(speaker: Speaker, endpoint: Endpoint) -> Self {
        Self(Arc::new(Provider { endpoint, speaker, without_done: false }))
    }

    /// OpenAI as the environment has it: `OPENAI_API_KEY`, and where they are set `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and
    /// `OPENAI_PROJECT_ID`. What is missing is told when a model is first asked.
    pub fn from_env() -> Self {
        let key = ApiKey::from_env(&["OPENAI_API_KEY"]);
        let endpoint =
            Endpoint::new("openai", "https://api.openai.com/v1", key).base_variable("OPENAI_BASE_URL");
        let mut this = Self::make(Speaker::OpenAi, endpoint);
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
        let endpoint = Endpoint::new("deepseek", "https://api.deepseek.com", key);
        Self::make(Speaker::DeepSeek, endpoint.base_variable("DEEPSEEK_BASE_URL"))
    }

    /// xAI: `XAI_API_KEY`, `XAI_BASE_URL`.
    pub fn xai() -> Self {
        let key = ApiKey::from_env(&["XAI_API_KEY"]);
        let endpoint = Endpoint::new("xai", "https://api.x.ai/v1", key);
        Self::make(Speaker::Xai, endpoint.base_variable("XAI_BASE_URL"))
    }

    /// Any server of chat completions at this address, without a key unless it is given one. Its models are
    /// `{name}/{model}`.
    pub fn compatible(name: &str, base_url: impl Into<String>) -> Self {
        let endpoint = Endpoint::new(name, "", ApiKey::Optional(&[]));
        Self::make(Speaker::Other, endpoint).base_url(base_url)
    }

    /// The same for a server whose streams of chat completions end without `[DONE]`: one is whole if it told a
    /// `finish_reason`. What such a server leaves out after that, its usage for example, is not missed.
    pub fn without_done(mut self) -> Self {
        Arc::make_mut(&mut self.0).without_done = true;
        self
    }

    fn set(mut self, set: impl FnOnce(&mut Endpoint)) -> Self {
        set(&mut Arc::make_mut(&mut self.0).endpoint);
        self
    }

    /// The same with this key; [`ApiKey::PerRun`] if each run brings its own.
    pub fn key(self, key: impl Into<ApiKey>) -> Self {
        self.set(|endpoint| endpoint.set_key(key))
    }

    /// The same at another address, for example `https://api.openai.com/v1`.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.set(|endpoint| endpoint.set_base_url(url))
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

impl Provider {
    /// What came is nothing that can be read, though the provider calls it an answer.
    pub(crate) fn no_answer(&self, raw: &Value, what: &str) -> Error {
        let shown: String = raw.to_string().chars().take(200).collect();
        Error::internal(format!("the answer is no {what}: {shown}")).with_source(self.name().to_owned())
    }

    pub(crate) fn name(&self) -> &str {
        self.endpoint.plugin()
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
        self.0.name()
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
