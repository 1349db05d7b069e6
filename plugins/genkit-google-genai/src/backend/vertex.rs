//! Addresses of Vertex AI.

use genkit::http::{ApiKey, HttpClient, HttpRequest, Method};
use genkit::{Error, Genkit, Result};
use genkit_google_auth::Auth;

use super::{Backend, Call, Place};

/// A project in a place, and who asks.
#[derive(Clone, Debug)]
pub(crate) struct Vertex {
    pub(crate) project: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) who: Who,
}

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) enum Who {
    /// A key alone: express mode, without a project.
    Express,
    /// Credentials.
    Account(Auth),
    /// Whichever of the two the environment has.
    Environment(Auth),
}

/// Where a project's models are asked.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) project: String,
    pub(crate) location: String,
}

const ANYWHERE: &str = "https://aiplatform.googleapis.com";

fn set(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
}

impl Vertex {
    /// True if the key alone says who asks.
    fn express(&self, key: &ApiKey, call: &Call) -> bool {
        match &self.who {
            Who::Express => true,
            Who::Account(_) => false,
            Who::Environment(_) => {
                let placed = self.project.is_some() || self.location.is_some() || call.location.is_some();
                let account = ["GCLOUD_SERVICE_ACCOUNT_CREDS", "GOOGLE_APPLICATION_CREDENTIALS"];
                let named = [&PROJECTS[..], &LOCATIONS[..], &account[..]].concat();
                !placed && set(&named).is_none() && key.find(None).is_some()
            }
        }
    }

    fn auth(&self) -> Option<&Auth> {
        match &self.who {
            Who::Express => None,
            Who::Account(auth) | Who::Environment(auth) => Some(auth),
        }
    }

    /// The project and the place of a call.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if no project is known.
    pub(crate) async fn site(&self, ai: &Genkit, http: &HttpClient, call: &Call) -> Result<Site> {
        let location = call.location.clone().or_else(|| self.location.clone()).or_else(|| set(&LOCATIONS));
        let mut project = self.project.clone().or_else(|| set(&PROJECTS)).or_else(firebase);
        if let (None, Some(auth)) = (&project, self.auth()) {
            project = auth.project(ai, http).await?;
        }
        let project = project.ok_or_else(|| {
            Error::failed_precondition("no project: set GOOGLE_CLOUD_PROJECT, or give the plugin a project")
                .with_source("vertexai")
        })?;
        Ok(Site { project, location: location.unwrap_or_else(|| "us-central1".to_owned()) })
    }
}

/// The project that Firebase tells its functions: `{"projectId": ..}`.
fn firebase() -> Option<String> {
    let told: serde_json::Value = serde_json::from_str(&set(&["FIREBASE_CONFIG"])?).ok()?;
    told.get("projectId")?.as_str().map(str::to_owned)
}

/// Environment variables that name the project.
const PROJECTS: [&str; 2] = ["GCLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT"];
/// Environment variables that name the place.
const LOCATIONS: [&str; 3] = ["GCLOUD_LOCATION", "GOOGLE_CLOUD_LOCATION", "GOOGLE_CLOUD_REGION"];

impl Backend {
    pub(super) async fn vertex_request(
        &self,
        vertex: &Vertex,
        ai: &Genkit,
        method: Method,
        place: Place<'_>,
        call: &Call,
    ) -> Result<HttpRequest> {
        let version = self.version(call, "v1beta1");
        let base = Some(self.base(call)).filter(|base| !base.is_empty());
        let base = |host: String| base.unwrap_or(host);
        if vertex.express(self.endpoint.api_key(), call) {
            let (base, path) = (base(ANYWHERE.to_owned()), express_path(place)?);
            return self.with_key(HttpRequest::new(method, format!("{base}/{version}/{path}")), call);
        }
        let site = vertex.site(ai, self.endpoint.http(), call).await?;
        let (base, path) = (base(site.host()), site.path(place));
        let request = HttpRequest::new(method, format!("{base}/{version}/{path}"));
        let mut request = self.with_headers(request, call)?;
        if let Some(key) = &call.api_key {
            request = request.secret("x-goog-api-key", key)?;
        }
        if let Some(auth) = vertex.auth() {
            let token = auth.token(ai, self.endpoint.http()).await;
            request = request.bearer(&token.map_err(|e| e.with_source(self.plugin))?)?;
        }
        request.header("x-goog-user-project", &site.project)
    }

    /// The whole name of a model; without a project in express mode.
    pub(super) async fn vertex_path(
        &self,
        vertex: &Vertex,
        ai: &Genkit,
        name: &str,
        call: &Call,
    ) -> Result<String> {
        if vertex.express(self.endpoint.api_key(), call) {
            return Ok(format!("publishers/google/models/{name}"));
        }
        Ok(vertex.site(ai, self.endpoint.http(), call).await?.model(name))
    }
}

impl Site {
    /// `projects/P/locations/L`.
    pub(crate) fn prefix(&self) -> String {
        format!("projects/{}/locations/{}", self.project, self.location)
    }

    fn host(&self) -> String {
        match self.location.as_str() {
            "global" => ANYWHERE.to_owned(),
            place @ ("us" | "eu") => format!("https://aiplatform.{place}.rep.googleapis.com"),
            place => format!("https://{place}-aiplatform.googleapis.com"),
        }
    }

    fn path(&self, place: Place<'_>) -> String {
        match place {
            Place::Model(name, verb) => format!("{}:{verb}", self.model(name)),
            // Of everybody, or a whole path.
            Place::Path(path) if ["publishers/", "projects/"].iter().any(|p| path.starts_with(p)) => {
                path.to_owned()
            }
            Place::Path(path) => format!("{}/{path}", self.prefix()),
        }
    }

    /// The whole name of a model: `projects/P/locations/L/publishers/google/models/M`.
    pub(crate) fn model(&self, name: &str) -> String {
        let prefix = self.prefix();
        if name.starts_with("projects/") {
            name.to_owned()
        } else if ["endpoints/", "publishers/"].iter().any(|p| name.starts_with(p)) {
            format!("{prefix}/{name}")
        } else {
            format!("{prefix}/publishers/google/models/{name}")
        }
    }
}

/// What express mode has.
fn express_path(place: Place<'_>) -> Result<String> {
    match place {
        Place::Model(name, verb) if !name.contains('/') => {
            let known = ["countTokens", "generateContent", "streamGenerateContent"];
            if known.contains(&verb.split('?').next().unwrap_or(verb)) {
                return Ok(format!("publishers/google/models/{name}:{verb}"));
            }
            Err(no_express(&format!("{name}:{verb}")))
        }
        Place::Path(path) if path.starts_with("publishers/") => Ok(path.to_owned()),
        Place::Model(path, _) | Place::Path(path) => Err(no_express(path)),
    }
}

#[cold]
fn no_express(what: &str) -> Error {
    let told = format!("{what} is not to be had with a key alone: give the plugin a project and a location");
    Error::permission_denied(told).with_source("vertexai")
}
