//! Where the database is, and who asks.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use genkit::http::{HttpClient, Retries, Transport};
use genkit::{Env, Error, Result, Secret};
use genkit_google_auth::Auth as Google;

use crate::api::Api;
use crate::auth::Auth;
use crate::store::FirestoreSessionStore;

/// A database, and who asks.
#[derive(Clone)]
#[must_use]
pub struct FirestoreOptions {
    project: Option<String>,
    database: String,
    root: String,
    emulator: Option<String>,
    auth: Auth,
    http: HttpClient,
}

impl FirestoreOptions {
    /// The default database of this project, asked by the credentials of the machine.
    pub fn new(project: impl Into<String>) -> Self {
        Self { project: Some(project.into()), ..Self::from_machine() }
    }

    /// The default database of the project that the machine's credentials belong to, asked by them: those that
    /// `GOOGLE_APPLICATION_CREDENTIALS` names, the login of `gcloud auth application-default login`, or the account of a
    /// machine in Google's cloud.
    pub fn from_machine() -> Self {
        Self {
            project: None,
            database: "(default)".to_owned(),
            root: "genkit".to_owned(),
            emulator: None,
            auth: Auth::Google(Google::of_machine()),
            http: HttpClient::new("firestore").retries(Retries::times(3)).timeout(Duration::from_secs(60)),
        }
    }

    /// The emulator that `FIRESTORE_EMULATOR_HOST` names, if it does, and the project of `GOOGLE_CLOUD_PROJECT` or
    /// `GCLOUD_PROJECT`, else of the credentials.
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
        self.auth = Auth::Tokens(Arc::new(move || Box::pin(tokens())));
        self
    }

    /// Asked as a service account, by the text of its key file (JSON).
    ///
    /// ```no_run
    /// use genkit::Secret;
    /// use genkit_firestore::FirestoreOptions;
    ///
    /// # async fn f() -> genkit::Result<()> {
    /// let key = Secret::new(std::fs::read_to_string("menu-sessions.json")?);
    /// let store = FirestoreOptions::new("menu").service_account(key).connect().await?;
    /// # Ok(()) }
    /// ```
    pub fn service_account(mut self, key: Secret<String>) -> Self {
        self.auth = Auth::Google(Google::key_file(key));
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

    /// A store in that database. Firestore is asked when the store is first used; the credentials, where nobody named
    /// a project, now.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` without a project's name or credentials that tell it, `FAILED_PRECONDITION` if they do not.
    pub async fn connect(self) -> Result<FirestoreSessionStore> {
        if self.root.is_empty() || self.root.contains('/') {
            return Err(Error::invalid_argument("the name of a collection has no `/`"));
        }
        let env = Env::system();
        let (base, auth) = match self.emulator {
            Some(host) => (format!("http://{host}/v1"), Auth::Emulator),
            None => (SERVER.to_owned(), self.auth),
        };
        let project = match (self.project, &auth) {
            (Some(project), _) => Some(project),
            (None, Auth::Emulator) => Some("demo-genkit".to_owned()),
            (None, Auth::Google(auth)) => auth.project(&env, &self.http).await?,
            (None, Auth::Tokens(_)) => None,
        };
        let project = project.ok_or_else(|| {
            Error::failed_precondition(
                "no project: set GOOGLE_CLOUD_PROJECT, or name one by FirestoreOptions::new",
            )
        })?;
        let documents = format!("projects/{project}/databases/{}/documents", self.database);
        let api = Api { env, http: self.http, auth, base, documents, root: self.root };
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
