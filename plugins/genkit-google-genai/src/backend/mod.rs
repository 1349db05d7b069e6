//! How requests reach Google: addresses, keys, headers; by the Gemini API or by Vertex AI.

mod call;
mod vertex;

use std::borrow::Cow;
use std::fmt;

use genkit::http::{ApiKey, HttpClient, HttpRequest, Method};
use genkit::{Genkit, Result};
use serde::Serialize;

pub(crate) use call::Call;
pub(crate) use vertex::{Vertex, Who};

/// What every action of a plugin knows.
#[derive(Clone)]
pub(crate) struct Backend {
    pub(crate) plugin: &'static str,
    pub(crate) http: HttpClient,
    pub(crate) service: Service,
    pub(crate) base_url: Option<String>,
    pub(crate) api_version: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    /// Schemas of answers in the older form.
    pub(crate) legacy_schema: bool,
}

/// Whom requests go to.
#[derive(Clone, Debug)]
pub(crate) enum Service {
    GoogleAi { key: ApiKey },
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
    pub(crate) fn new(plugin: &'static str, service: Service) -> Self {
        Self {
            plugin,
            http: HttpClient::new(plugin),
            service,
            base_url: None,
            api_version: None,
            headers: Vec::new(),
            legacy_schema: false,
        }
    }

    pub(crate) fn is_vertex(&self) -> bool {
        matches!(self.service, Service::VertexAi(_))
    }

    /// The client for one call.
    pub(crate) fn http(&self, call: &Call) -> HttpClient {
        match call.timeout {
            Some(timeout) => self.http.clone().timeout(timeout),
            None => self.http.clone(),
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
        let request = match &self.service {
            Service::GoogleAi { key } => {
                let url = self.google_ai_url(place, call);
                let request = HttpRequest::new(method, url).header("content-type", "application/json")?;
                request.secret("x-goog-api-key", &self.key(key, call)?)?
            }
            Service::VertexAi(vertex) => self.vertex_request(vertex, ai, method, place, call).await?,
        };
        self.with_headers(request, call)
    }

    /// A request to the Gemini API at another address than usual.
    pub(crate) fn signed(&self, request: HttpRequest, call: &Call) -> Result<HttpRequest> {
        let request = match &self.service {
            Service::GoogleAi { key } => request.secret("x-goog-api-key", &self.key(key, call)?)?,
            Service::VertexAi(_) => request,
        };
        self.with_headers(request, call)
    }

    /// The key for a call: its own, the run's, the plugin's.
    pub(crate) fn key(&self, key: &ApiKey, call: &Call) -> Result<genkit::Secret<String>> {
        match &call.api_key {
            Some(own) => Ok(own.clone()),
            None => key.get(self.plugin, call.ctx.as_ref()),
        }
    }

    /// The address and the version: `https://generativelanguage.googleapis.com/v1beta`.
    pub(crate) fn google_ai_base(&self, call: &Call) -> (String, String) {
        let base = call.base_url.as_ref().or(self.base_url.as_ref()).map(String::as_str);
        let version = call.api_version.as_ref().or(self.api_version.as_ref()).map(String::as_str);
        let base = base.unwrap_or("https://generativelanguage.googleapis.com").trim_end_matches('/');
        (base.to_owned(), version.unwrap_or("v1beta").to_owned())
    }

    fn google_ai_url(&self, place: Place<'_>, call: &Call) -> String {
        let (base, version) = self.google_ai_base(call);
        match place {
            Place::Model(name, verb) => format!("{base}/{version}/{}:{verb}", google_ai_path(name)),
            Place::Path(path) => format!("{base}/{version}/{path}"),
        }
    }

    /// The whole name of a model, as bodies tell it.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if it needs a project and none is known.
    pub(crate) async fn model_path(&self, ai: &Genkit, name: &str, call: &Call) -> Result<String> {
        match &self.service {
            Service::GoogleAi { .. } => Ok(google_ai_path(name).into_owned()),
            Service::VertexAi(vertex) => vertex.model_path(ai, &self.http, name, call).await,
        }
    }

    pub(crate) fn with_headers(&self, mut request: HttpRequest, call: &Call) -> Result<HttpRequest> {
        for (name, value) in self.headers.iter().chain(&call.headers) {
            // Who asks is not told by these.
            let fixed = ["x-goog-api-key", "x-goog-api-client", "authorization", "x-goog-user-project"];
            if !fixed.contains(&name.to_ascii_lowercase().as_str()) {
                request = request.header(name, value)?;
            }
        }
        request.header("x-goog-api-client", concat!("genkit-rust/", env!("CARGO_PKG_VERSION")))
    }
}

/// `models/M`; `tunedModels/..` is a whole path.
fn google_ai_path(name: &str) -> Cow<'_, str> {
    if name.contains('/') { name.into() } else { format!("models/{name}").into() }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend").field("plugin", &self.plugin).field("service", &self.service).finish()
    }
}
