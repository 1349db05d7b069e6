//! Waiting for what others do in a session.

use super::handle::Session;
use crate::core::error::{Error, Result};

/// Hears of changes of a session, whoever makes them; made by [`Session::watch`].
#[derive(Debug)]
pub struct SessionWatch {
    session: Session,
    seen: u64,
}

impl Session {
    /// Watches it from now on: each turn that is kept, here or in another process that shares the store, and each change of
    /// the state.
    ///
    /// # Errors
    /// `NOT_FOUND` if it was deleted; what the store fails with.
    pub async fn watch(&self) -> Result<SessionWatch> {
        Ok(SessionWatch { session: self.clone(), seen: self.seen().await?.version })
    }
}

impl SessionWatch {
    /// Waits until the session is another than it was at the last change, and gives it. Changes that came one upon the
    /// other are one.
    ///
    /// # Errors
    /// `NOT_FOUND` once it is deleted; what the store fails with.
    pub async fn changed(&mut self) -> Result<&Session> {
        let changed = self.session.sessions().store.changed(self.session.key(), self.seen).await?;
        let id = self.session.id();
        self.seen = changed.ok_or_else(|| Error::not_found(format!("Session '{id}' not found")))?.version;
        Ok(&self.session)
    }
}
