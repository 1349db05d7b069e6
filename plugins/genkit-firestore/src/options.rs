//! Where the database is, and who asks.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use genkit::http::{HttpClient, Retries, Transport};
use genkit::{Error, Genkit, Result, Secret};

use crate::api::Api;
use crate::auth::{Auth, Machine, Tokens, project};
use crate::store::FirestoreSessionStore;

/// A database, and who asks.
#[derive(Clone)]
#[must_use]
pub struct FirestoreOptions {
    project: Option<String>,
    database: String,
    root: String,
    emulator: Option<String>,
    tokens: Option<Tokens>,
    http: HttpClient,
}

impl FirestoreOptions {
    /// The default database of this project, asked as the account of the machine.
    pub fn new(project: impl Into<String>) -> Self {
        Self { project: Some(project.into()), ..Self::from_machine() }
    }

    /// The default database of the project of this machine in Google's cloud, asked as its account.
    pub fn from_machine() -> Self {
        Self {
            project: None,
            database: "(default)".to_owned(),
            root: "genkit".to_owned(),
            emulator: None,
            tokens: None,
            http: HttpClient::new("firestore").retries(Retries::times(3)).timeout(Duration::from_secs(60)),
        }
    }

    /// The emulator that `FIRESTORE_EMULATOR_HOST` names, if it does, and the project of `GOOGLE_CLOUD_PROJECT` or
    /// `GCLOUD_PROJECT`, else of the machine.
    pub fn from_env() -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let project = set("GOOGLE_CLOUD_PROJECT").or_else(|| set("GCLOUD_PROJECT"));
        Self { project, emulator: set("FIRESTORE_EMULATOR_HOST"), ..Self::from_machine() }
    }

    /// Another database than `(default)`.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.database = name.into();
        self
    }

    /// The collection that everything is in; `genkit` by default.
    pub fn collection(mut self, name: impl Into<String>) -> Self {
        self.root = name.into();
        self
    }

    /// The emulator at this host and port, `127.0.0.1:8080` for example.
    pub fn emulator(mut self, host: impl Into<String>) -> Self {
        self.emulator = Some(host.into());
        self
    }

    /// What gives access tokens, of the scope `https://www.googleapis.com/auth/datastore`. It is asked before each request, hence
    /// should keep a token while it is good.
    pub fn token<F>(mut self, tokens: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Secret<String>>> + Send + 'static,
    {
        self.tokens = Some(Arc::new(move || Box::pin(tokens())));
        self
    }

    /// What requests go through; the network by default.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.http = self.http.transport(transport);
        self
    }

    /// How often a request is sent again that found no answer; three times by default.
    pub fn retries(mut self, retries: Retries) -> Self {
        self.http = self.http.retries(retries);
        self
    }

    /// A store in that database. Firestore is asked when the store is first used; the machine, where nobody named
    /// a project, now.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` if nobody named a project and the machine has none.
    pub async fn connect(self) -> Result<FirestoreSessionStore> {
        // A runtime without actions: the clock and the bounds of requests.
        let ai = Genkit::builder().without_discovery().build().await?;
        let named = match (self.project, &self.emulator) {
            (Some(project), _) => project,
            (None, Some(_)) => "demo-genkit".to_owned(),
            (None, None) => project(&ai, &self.http).await?,
        };
        if self.root.is_empty() || self.root.contains('/') {
            return Err(Error::invalid_argument("the name of a collection has no `/`"));
        }
        let (base, auth) = match (self.emulator, self.tokens) {
            (Some(host), _) => (format!("http://{host}/v1"), Auth::Emulator),
            (None, Some(tokens)) => (SERVER.to_owned(), Auth::Tokens(tokens)),
            (None, None) => (SERVER.to_owned(), Auth::Machine(Machine::default())),
        };
        let documents = format!("projects/{named}/databases/{}/documents", self.database);
        let api = Api { ai, http: self.http, auth, base, documents, root: self.root };
        Ok(FirestoreSessionStore(Arc::new(api)))
    }
}

const SERVER: &str = "https://firestore.googleapis.com/v1";

impl fmt::Debug for FirestoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FirestoreOptions")
            .field("project", &self.project)
            .field("database", &self.database)
            .field("collection", &self.root)
            .field("emulator", &self.emulator)
            .finish_non_exhaustive()
    }
}
