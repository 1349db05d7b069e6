//! Where the sessions of a runtime are.

use std::sync::Arc;
use std::time::Duration;

use super::create::CreateSession;
use super::handle::Session;
use super::lock::Queues;
use super::pages::Pages;
use super::recent::Recent;
use super::store::{NO_TENANT, SessionStore, StoreKey};
use crate::core::app::{Genkit, GenkitBuilder};
use crate::core::env::Env;
use crate::core::error::{Error, Result};

/// Where the sessions of a runtime are.
#[derive(Clone)]
pub(crate) struct Sessions {
    pub(crate) store: Arc<dyn SessionStore>,
    pub(crate) queues: Queues,
    pub(crate) recent: Recent,
    /// How long a session lives after its last turn.
    pub(crate) lives: Option<Duration>,
}

impl Sessions {
    pub(crate) fn new(store: impl SessionStore) -> Self {
        let (queues, recent) = (Queues::default(), Recent::default());
        Self { store: Arc::new(store), queues, recent, lives: None }
    }

    /// Those of a runtime, if it keeps any.
    pub(crate) fn of(ai: &Genkit) -> Option<Self> {
        let lives = ai.extension::<Ttl>().map(|ttl| ttl.0);
        Some(Self { lives, ..ai.extension::<Self>()?.clone() })
    }

    /// The pages of a session.
    pub(crate) fn pages<'a>(&'a self, env: &'a Env, of: &'a StoreKey) -> Pages<'a> {
        Pages { store: &self.store, recent: &self.recent, env, of, lives: self.lives }
    }
}

/// How long the sessions of a runtime live.
struct Ttl(Duration);

impl GenkitBuilder {
    /// Where sessions are kept.
    pub fn session_store(self, store: impl SessionStore) -> Self {
        self.extension(Sessions::new(store))
    }

    /// How long a session is kept after it was last written; for ever by default. Each turn lets all of it live anew,
    /// however old its first messages are. Holds for agents in the session store, too.
    ///
    /// ```standalone_crate
    /// # use genkit::prelude::*; use genkit::InMemorySessionStore; use std::time::Duration;
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let month = Duration::from_secs(30 * 24 * 3600);
    /// let ai = Genkit::builder().session_store(InMemorySessionStore::new()).session_ttl(month).build().await?;
    /// # drop(ai); Ok(()) }
    /// ```
    pub fn session_ttl(self, ttl: Duration) -> Self {
        self.extension(Ttl(ttl))
    }
}

impl Genkit {
    /// A new session; `.await` makes it, once its state is set.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    /// use genkit::InMemorySessionStore;
    ///
    /// /// Says how many messages it was sent.
    /// #[model]
    /// async fn counting(req: ModelRequest) -> Result<ModelResponse> {
    ///     Ok(ModelResponse::text(format!("{} messages", req.messages.len())))
    /// }
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let store = InMemorySessionStore::new();
    /// let ai = Genkit::builder().default_model("counting").session_store(store).build().await?;
    /// let session = ai.create_session().state(serde_json::json!({"name": "Ada"})).await?;
    ///
    /// let chat = session.chat(|call| call.system("Be kind."));
    /// assert_eq!(chat.send("hello").await?.text(), "2 messages");
    /// assert_eq!(chat.send("again").await?.text(), "4 messages");
    ///
    /// // Later, elsewhere.
    /// let session = ai.load_session(session.id()).await?;
    /// assert_eq!(session.messages().await?.len(), 4);
    /// # Ok(()) }
    /// ```
    pub fn create_session(&self) -> CreateSession {
        CreateSession::new(self.clone())
    }

    /// A session that was made before.
    ///
    /// # Errors
    /// `NOT_FOUND` `Session '{id}' not found`; `FAILED_PRECONDITION` without a store; what the store fails with.
    pub async fn load_session(&self, id: &str) -> Result<Session> {
        self.load_session_of(NO_TENANT, id).await
    }

    /// A session of a tenant that was made before; those of others are not found.
    ///
    /// # Errors
    /// As [`load_session`](Self::load_session).
    pub async fn load_session_of(&self, tenant: &str, id: &str) -> Result<Session> {
        let session = Session::new(self, tenant, id)?;
        session.seen().await?;
        Ok(session)
    }

    pub(super) fn sessions(&self) -> Result<Sessions> {
        Sessions::of(self).ok_or_else(|| {
            Error::failed_precondition(
                "sessions need a store: `Genkit::builder().session_store(InMemorySessionStore::new())`",
            )
        })
    }
}
