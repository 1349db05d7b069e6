//! Vertex AI.

use std::sync::Arc;

use genkit::Secret;
use genkit::http::ApiKey;
use genkit_google_auth::Auth;

use crate::backend::{Backend, Service, Vertex, Who};

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

const NO_KEY: ApiKey = ApiKey::Optional(&[]);
const KEYS: ApiKey = ApiKey::from_env(&["VERTEX_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENAI_API_KEY"]);

impl VertexAi {
    /// As the environment has it: credentials, `GCLOUD_PROJECT` or `GOOGLE_CLOUD_PROJECT`, `GCLOUD_LOCATION` or
    /// `GOOGLE_CLOUD_LOCATION` (`us-central1` without). What is missing is told when a model is first asked.
    pub fn from_env() -> Self {
        Self::of(KEYS, Who::Environment(Auth::of_machine()))
    }

    /// Express mode: a key alone, without a project. It has text models only.
    pub fn express(key: impl Into<ApiKey>) -> Self {
        Self::of(key.into(), Who::Express)
    }

    /// A service account, by the text of its key file (JSON).
    pub fn service_account(key: Secret<String>) -> Self {
        Self::of(NO_KEY, Who::Account(Auth::key_file(key)))
    }

    /// An access token, for example of `gcloud auth print-access-token`. It is not renewed.
    pub fn access_token(token: Secret<String>) -> Self {
        Self::of(NO_KEY, Who::Account(Auth::token_of(token)))
    }

    fn of(key: ApiKey, who: Who) -> Self {
        Self(Arc::new(Backend::vertex_ai(key, who)))
    }

    fn place(self, change: impl FnOnce(&mut Vertex)) -> Self {
        self.set(|backend| {
            if let Service::VertexAi(vertex) = &mut backend.service {
                change(vertex);
            }
        })
    }

    /// The same with media fetched from addresses of your own network, too: only where all that can be asked for may be
    /// read by whoever asks.
    pub fn allow_private_media(self) -> Self {
        self.set(|backend| backend.private_media = true)
    }

    /// The same in this project.
    pub fn project(self, project: impl Into<String>) -> Self {
        self.place(|vertex| vertex.project = Some(project.into()))
    }

    /// The same in this place: a region, `us`, `eu` or `global`.
    pub fn location(self, location: impl Into<String>) -> Self {
        self.place(|vertex| vertex.location = Some(location.into()))
    }
}
