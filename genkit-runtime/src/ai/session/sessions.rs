//! Where the sessions of a runtime are.

use std::sync::Arc;

use super::create::CreateSession;
use super::handle::Session;
use super::lock::Queues;
use super::recent::Recent;
use super::store::{NO_TENANT, SessionStore};
use crate::core::app::{Genkit, GenkitBuilder};
use crate::core::error::{Error, Result};

/// Where the sessions of a runtime are.
#[derive(Clone)]
pub(crate) struct Sessions {
    pub(crate) store: Arc<dyn SessionStore>,
    pub(crate) queues: Queues,
    pub(crate) recent: Recent,
}

impl Sessions {
    pub(crate) fn new(store: impl SessionStore) -> Self {
        Self { store: Arc::new(store), queues: Queues::default(), recent: Recent::default() }
    }
}

impl GenkitBuilder {
    /// Where sessions are kept.
    pub fn session_store(self, store: impl SessionStore) -> Self {
        self.extension(Sessions::new(store))
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

    pub(super) fn sessions(&self) -> Result<&Sessions> {
        self.extension::<Sessions>().ok_or_else(|| {
            Error::failed_precondition(
                "sessions need a store: `Genkit::builder().session_store(InMemorySessionStore::new())`",
            )
        })
    }
}
