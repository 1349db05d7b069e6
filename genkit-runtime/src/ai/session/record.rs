//! A session as its store has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::handle::Session;
use super::live::Now;
use super::pages::{Pages, Thread, Written};
use super::store::Conflict;
use crate::ai::message::Messages;
use crate::core::error::{Error, Result, Status};

/// What the record of a session says.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<Value>,
    pub(super) threads: BTreeMap<String, Thread>,
}

/// A record as it was when somebody looked, which is what a change of it is made of.
pub(super) struct Seen {
    pub(super) version: u64,
    pub(super) record: Record,
}

impl Session {
    fn pages(&self) -> Pages<'_> {
        let (sessions, of) = (self.sessions(), self.key());
        sessions.pages(self.ai().env(), of)
    }

    /// Writes the record of a new session.
    ///
    /// # Errors
    /// A [`Conflict`] if there is one.
    pub(super) async fn create(&self, record: Record) -> Result<()> {
        let (store, lives) = (&self.sessions().store, self.sessions().lives);
        let saved = store.save(self.key(), 0, serde_json::to_value(&record)?, lives).await;
        saved.map(drop).map_err(|error| match Conflict::of(&error) {
            Some(conflict) => conflict.told(format!("Session '{}' exists already", self.id())),
            None => error,
        })
    }

    /// The record as it is now.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is none.
    pub(super) async fn seen(&self) -> Result<Seen> {
        let id = self.id();
        let stored = self.sessions().store.get(self.key()).await?;
        let stored = stored.ok_or_else(|| Error::not_found(format!("Session '{id}' not found")))?;
        let record = serde_json::from_value(stored.value)
            .map_err(|e| Error::new(Status::DataLoss, format!("session '{id}' cannot be read: {e}")))?;
        Ok(Seen { version: stored.version, record })
    }

    /// A thread as it is now: its messages, and the state.
    pub(super) async fn now(&self, thread: &str) -> Result<(Seen, Now)> {
        loop {
            let seen = self.seen().await?;
            let pages = seen.record.threads.get(thread).cloned().unwrap_or_default();
            match self.pages().read(thread, &pages).await {
                Ok(messages) => {
                    let state = seen.record.state.clone();
                    return Ok((seen, Now { messages, state, artifacts: Vec::new() }));
                }
                // It went on meanwhile, and a page with it.
                Err(_) if self.seen().await?.version != seen.version => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Keeps what came of a turn: the messages of a thread as they are now, and the state.
    ///
    /// # Errors
    /// A [`Conflict`] if the session changed meanwhile; then nothing is kept.
    pub(super) async fn keep(
        &self,
        seen: Seen,
        thread: &str,
        before: &Messages,
        now: Messages,
        state: Option<Value>,
    ) -> Result<()> {
        let Seen { version, mut record } = seen;
        let old = record.threads.get(thread).cloned().unwrap_or_default();
        let written = self.pages().write(&old, before, &now).await?;
        if written.is_none() && record.state == state {
            return Ok(());
        }
        record.state = state;
        if let Some(Written { thread: new, .. }) = &written {
            record.threads.insert(thread.to_owned(), new.clone());
        }
        let saved = self.save(version, &mut record).await;
        if let Some(Written { thread: new, shared }) = written {
            // What nobody names any more is deleted; what cannot be is in nobody's way.
            let gone = match &saved {
                Ok(()) => {
                    let new = record.threads.remove(thread).unwrap_or(new);
                    self.sessions().recent.put(self.key(), thread, new, now);
                    Some(&old)
                }
                Err(error) if Conflict::of(error).is_some() => Some(&new),
                // Of other errors it cannot be said whether it was written.
                Err(_) => None,
            };
            if let Some(gone) = gone {
                let _ = self.pages().delete(gone, shared.as_deref()).await;
            }
        }
        saved
    }

    async fn save(&self, version: u64, record: &mut Record) -> Result<()> {
        for thread in record.threads.values_mut() {
            self.pages().renew(thread).await?;
        }
        let (store, lives) = (&self.sessions().store, self.sessions().lives);
        store.save(self.key(), version, serde_json::to_value(record)?, lives).await.map(drop)
    }

    /// Deletes the session with all its messages.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn delete(&self) -> Result<()> {
        let _place = self.queue().await?;
        let seen = self.seen().await?;
        self.sessions().store.delete(self.key(), None).await?;
        for thread in seen.record.threads.values() {
            self.pages().delete(thread, None).await?;
        }
        Ok(())
    }
}
