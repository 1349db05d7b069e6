//! How requests reach Google: addresses, keys, headers; by the Gemini API or by Vertex AI.

mod call;
mod vertex;

use std::borrow::Cow;

use genkit::http::{ApiKey, Endpoint, HttpClient, HttpRequest, Method};
use genkit::{Genkit, Result, Secret};
use serde::Serialize;

use crate::cache::Known;
pub(crate) use call::Call;
pub(crate) use vertex::{Vertex, Who};

/// What every action of a plugin knows.
#[derive(Clone, Debug)]
pub(crate) struct Backend {
    pub(crate) plugin: &'static str,
    pub(crate) endpoint: Endpoint,
    pub(crate) service: Service,
    pub(crate) api_version: Option<String>,
    /// Schemas of answers in the older form.
    pub(crate) legacy_schema: bool,
    /// Media of the own network may be fetched.
    pub(crate) private_media: bool,
    /// What this process had kept.
    pub(crate) kept: Known,
}

/// Whom requests go to.
#[derive(Clone, Debug)]
pub(crate) enum Service {
    GoogleAi,
    VertexAi(Vertex),
}

/// What is asked below the address.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// A method of a model.
    Model(&'a str, &'a str),
    /// Something else by its path.
    Path(&'a str),
}

impl Backend {
    pub(crate) fn google_ai(key: ApiKey) -> Self {
        Self::new("googleai", "https://generativelanguage.googleapis.com", key, Service::GoogleAi)
    }

    /// The address depends on the place, unless one is set.
    pub(crate) fn vertex_ai(key: ApiKey, who: Who) -> Self {
        let vertex = Vertex { project: None, location: None, who };
        Self::new("vertexai", "", key, Service::VertexAi(vertex))
    }

    fn new(plugin: &'static str, base_url: &'static str, key: ApiKey, service: Service) -> Self {
        let endpoint = Endpoint::new(plugin, base_url, key).key_header("x-goog-api-key");
        Self {
            plugin,
            endpoint,
            service,
            api_version: None,
            legacy_schema: false,
            private_media: false,
            kept: Known::default(),
        }
    }

    pub(crate) fn is_vertex(&self) -> bool {
        matches!(self.service, Service::VertexAi(_))
    }

    /// The client for one call.
    pub(crate) fn http(&self, call: &Call) -> HttpClient {
        let http = self.endpoint.http().clone();
        match call.timeout {
            Some(timeout) => http.timeout(timeout),
            None => http,
        }
    }

    /// A request with JSON.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` without a key.
    pub(crate) async fn post(
        &self,
        ai: &Genkit,
        place: Place<'_>,
        body: &impl Serialize,
        call: &Call,
    ) -> Result<HttpRequest> {
        self.request(ai, Method::POST, place, call).await?.json(body)
    }

    /// A request without a body.
    ///
    /// # Errors
    /// As [`post`](Self::post).
    pub(crate) async fn request(
        &self,
        ai: &Genkit,
        method: Method,
        place: Place<'_>,
        call: &Call,
    ) -> Result<HttpRequest> {
        match &self.service {
            Service::GoogleAi => {
                let (base, version) = self.google_ai_base(call);
                let path = match place {
                    Place::Model(name, verb) => format!("{}:{verb}", google_ai_path(name)),
                    Place::Path(path) => path.to_owned(),
                };
                let request = HttpRequest::new(method, format!("{base}/{version}/{path}"));
                self.with_key(request.header("content-type", "application/json")?, call)
            }
            Service::VertexAi(vertex) => self.vertex_request(vertex, ai, method, place, call).await,
        }
    }

    /// The request with its headers and the key.
    pub(crate) fn with_key(&self, request: HttpRequest, call: &Call) -> Result<HttpRequest> {
        let own = call.api_key.is_some();
        let variable = self.endpoint.api_key().variable(call.ctx.as_ref()).filter(|_| !own);
        let request = self.with_headers(request, call)?.key_from(variable);
        request.secret("x-goog-api-key", &self.key(call)?)
    }

    /// The key of a call: its own, the run's, the plugin's.
    pub(crate) fn key(&self, call: &Call) -> Result<Secret<String>> {
        match &call.api_key {
            Some(own) => Ok(own.clone()),
            None => self.endpoint.api_key().get(self.plugin, call.ctx.as_ref()),
        }
    }

    /// The request with the plugin's headers and the call's. Who asks is told after them.
    fn with_headers(&self, mut request: HttpRequest, call: &Call) -> Result<HttpRequest> {
        let own = call.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in self.endpoint.headers().chain(own) {
            request = request.header(name, value)?;
        }
        request.header("x-goog-api-client", concat!("genkit-rust/", env!("CARGO_PKG_VERSION")))
    }

    /// The address and the version: `https://generativelanguage.googleapis.com` and `v1beta`.
    pub(crate) fn google_ai_base(&self, call: &Call) -> (String, String) {
        (self.base(call), self.version(call, "v1beta"))
    }

    /// The address that is set; empty where none is, and there is none by default.
    fn base(&self, call: &Call) -> String {
        match &call.base_url {
            Some(own) => own.trim_end_matches('/').to_owned(),
            None => self.endpoint.base_url(),
        }
    }

    fn version(&self, call: &Call, default: &str) -> String {
        let version = call.api_version.as_ref().or(self.api_version.as_ref());
        version.map_or(default, String::as_str).to_owned()
    }

    /// The whole name of a model, as bodies tell it.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if it needs a project and none is known.
    pub(crate) async fn model_path(&self, ai: &Genkit, name: &str, call: &Call) -> Result<String> {
        match &self.service {
            Service::GoogleAi => Ok(google_ai_path(name).into_owned()),
            Service::VertexAi(vertex) => self.vertex_path(vertex, ai, name, call).await,
        }
    }
}

/// `models/M`; `tunedModels/..` is a whole path.
fn google_ai_path(name: &str) -> Cow<'_, str> {
    if name.contains('/') { name.into() } else { format!("models/{name}").into() }
}
