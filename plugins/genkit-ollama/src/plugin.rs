//! The plugin.

use std::sync::Arc;

use genkit::Status;
use genkit::http::{ApiKey, HttpClient, HttpRequest, Retries, Transport};
use genkit::{
    Action, ActionType, BoxFuture, Constrained, Ctx, Deadlines, Error, Genkit, ModelSupports, Plugin, Result,
};
use serde_json::Value;

use crate::{chat, embed, generate, list};

const DEFAULT: &str = "http://localhost:11434";

/// An Ollama server. Models are made when they are first asked for, by any name.
///
/// ```
/// use genkit_ollama::Ollama;
/// let local = Ollama::at("http://127.0.0.1:11434");
/// # let _ = local;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a plugin does nothing until a runtime has it"]
pub struct Ollama(Arc<Server>);

/// What every action of the plugin knows.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) http: HttpClient,
    address: Option<String>,
    key: ApiKey,
    headers: Vec<(String, String)>,
    /// Models without a template of conversations.
    plain: Vec<String>,
}

impl Ollama {
    /// The server that `OLLAMA_HOST` names, or the one on this machine; a key, where it wants one, is `OLLAMA_API_KEY`.
    pub fn from_env() -> Self {
        Self(Arc::new(Server {
            http: HttpClient::new("ollama"),
            address: None,
            key: ApiKey::Optional(&["OLLAMA_API_KEY"]),
            headers: Vec::new(),
            plain: Vec::new(),
        }))
    }

    /// The server at this address.
    pub fn at(address: impl Into<String>) -> Self {
        let address = address.into();
        Self::from_env().change(|server| server.address = Some(address))
    }

    fn change(mut self, change: impl FnOnce(&mut Server)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same with a key, for a server behind a door.
    pub fn key(self, key: impl Into<ApiKey>) -> Self {
        let key = key.into();
        self.change(|server| server.key = key)
    }

    /// The same with one more header in each request.
    pub fn header(self, name: &str, value: impl Into<String>) -> Self {
        let header = (name.to_owned(), value.into());
        self.change(|server| server.headers.push(header))
    }

    /// The same; this model goes on from a text (`/api/generate`) in place of talking.
    pub fn generate_model(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.change(|server| server.plain.push(name))
    }

    /// The same through another transport.
    pub fn transport(self, transport: impl Transport) -> Self {
        self.change(|server| server.http = server.http.clone().transport(transport))
    }

    /// The same with other retries.
    pub fn retries(self, retries: Retries) -> Self {
        self.change(|server| server.http = server.http.clone().retries(retries))
    }

    /// The same with other bounds on how long an answer may take.
    pub fn deadlines(self, deadlines: Deadlines) -> Self {
        self.change(|server| server.http = server.http.clone().deadlines(deadlines))
    }
}

impl Server {
    fn address(&self) -> String {
        let set = || std::env::var("OLLAMA_HOST").ok().filter(|host| !host.trim().is_empty());
        self.address.clone().or_else(set).map_or_else(|| DEFAULT.to_owned(), |host| address(&host))
    }

    pub(crate) fn post(&self, path: &str, body: &Value, ctx: &Ctx, own: Option<&str>) -> Result<HttpRequest> {
        self.signed(HttpRequest::post(self.address() + path), Some(ctx), own)?.json(body)
    }

    pub(crate) fn get(&self, path: &str) -> Result<HttpRequest> {
        self.signed(HttpRequest::get(self.address() + path), None, None)
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

    pub(crate) fn action(self: &Arc<Self>, action_type: ActionType, name: &str) -> Option<Action> {
        match action_type {
            ActionType::Model if self.plain.iter().any(|plain| plain == name) => {
                Some(generate::model(self.clone(), name))
            }
            ActionType::Model => Some(chat::model(self.clone(), name)),
            ActionType::Embedder => Some(embed::embedder(self.clone(), name)),
            _ => None,
        }
    }
}

/// An address as `OLLAMA_HOST` may have it: without a scheme, without a port, or as servers bind it.
fn address(host: &str) -> String {
    let host = host.trim().trim_end_matches('/');
    let full = if host.contains("://") { host.to_owned() } else { format!("http://{host}") };
    let full = full.replace("://0.0.0.0", "://127.0.0.1");
    let after = full.split_once("://").map_or(full.as_str(), |(_, after)| after);
    let bare = !after.contains(['/', ':']);
    if bare && full.starts_with("http://") { full + ":11434" } else { full }
}

/// Tells whoever has no server what to do.
pub(crate) fn hint(error: Error) -> Error {
    if error.status() == Status::Unavailable && error.message().starts_with("no connection") {
        let told = format!("{}; is the Ollama server running?", error.message());
        return Error::unavailable(told).with_source("ollama").with_cause(error);
    }
    error
}

/// What models can do. Whether this one does is the server's to say.
pub(crate) fn supports(chat: bool) -> ModelSupports {
    ModelSupports {
        multiturn: Some(chat),
        media: Some(true),
        tools: Some(chat),
        tool_choice: Some(false),
        system_role: Some(true),
        output: Some(vec!["text".to_owned(), "json".to_owned()]),
        constrained: Some(Constrained::All),
        ..ModelSupports::default()
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

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_are_what_the_server_s_own_variable_may_say() {
        for (host, is) in [
            ("127.0.0.1", "http://127.0.0.1:11434"),
            ("0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("box.example:80/", "http://box.example:80"),
            ("https://box.example", "https://box.example"),
            ("http://box.example/ollama", "http://box.example/ollama"),
        ] {
            assert_eq!(address(host), is);
        }
    }
}
