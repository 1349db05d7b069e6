//! Vertex AI.

use std::sync::Arc;

use genkit::http::{ApiKey, Retries, Transport};
use genkit::{Action, ActionType, BoxFuture, Deadlines, Genkit, Plugin, Result, Secret};
use serde_json::Value;

use crate::auth::Auth;
use crate::backend::{Backend, Service, Vertex, Who};
use crate::{list, make};

/// Vertex AI. Models are made when they are first asked for, by any name; their actions are `vertexai/..`.
///
/// Who asks: an API key ([`express`](Self::express)), a service account ([`service_account`](Self::service_account)), an
/// access token, or by default whoever the machine is: `GCLOUD_SERVICE_ACCOUNT_CREDS` (the key itself),
/// `GOOGLE_APPLICATION_CREDENTIALS` (its file), the login of `gcloud`, the metadata server. With nothing of these and
/// no project, the key in `VERTEX_API_KEY`, `GOOGLE_API_KEY` or `GOOGLE_GENAI_API_KEY`.
///
/// ```
/// use genkit_google_genai::VertexAi;
/// let vertex = VertexAi::from_env().project("menu-123").location("europe-west4");
/// # let _ = vertex;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a plugin does nothing until a runtime has it"]
pub struct VertexAi(pub(crate) Arc<Backend>);

const KEYS: ApiKey = ApiKey::from_env(&["VERTEX_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENAI_API_KEY"]);

impl VertexAi {
    fn make(who: Who) -> Self {
        let vertex = Vertex { project: None, location: None, who };
        Self(Arc::new(Backend::new("vertexai", Service::VertexAi(vertex))))
    }

    /// As the environment has it: credentials, `GCLOUD_PROJECT` or `GOOGLE_CLOUD_PROJECT`, `GCLOUD_LOCATION` or
    /// `GOOGLE_CLOUD_LOCATION` (`us-central1` without). What is missing is told when a model is first asked.
    pub fn from_env() -> Self {
        Self::make(Who::Environment(KEYS, Auth::default_of_machine()))
    }

    /// Express mode: a key alone, without a project. It has text models only.
    pub fn express(key: impl Into<ApiKey>) -> Self {
        Self::make(Who::Express(key.into()))
    }

    /// A service account, by the text of its key file (JSON).
    pub fn service_account(key: Secret<String>) -> Self {
        Self::make(Who::Account(Auth::key_file(key)))
    }

    /// An access token, for example of `gcloud auth print-access-token`. It is not renewed.
    pub fn access_token(token: Secret<String>) -> Self {
        Self::make(Who::Account(Auth::token_of(token)))
    }

    fn change(mut self, change: impl FnOnce(&mut Backend)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    fn place(self, change: impl FnOnce(&mut Vertex)) -> Self {
        self.change(|backend| {
            if let Service::VertexAi(vertex) = &mut backend.service {
                change(vertex);
            }
        })
    }

    /// The same in this project.
    pub fn project(self, project: impl Into<String>) -> Self {
        let project = project.into();
        self.place(|vertex| vertex.project = Some(project))
    }

    /// The same in this place: a region, `us`, `eu` or `global`.
    pub fn location(self, location: impl Into<String>) -> Self {
        let location = location.into();
        self.place(|vertex| vertex.location = Some(location))
    }

    /// The same at another address.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        let url = url.into();
        self.change(|b| b.base_url = Some(url))
    }

    /// The same by another version of the API; `v1beta1` by default.
    pub fn api_version(self, version: impl Into<String>) -> Self {
        let version = version.into();
        self.change(|b| b.api_version = Some(version))
    }

    /// The same with one more header in each request. Those that tell who asks cannot be replaced.
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

impl Plugin for VertexAi {
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
