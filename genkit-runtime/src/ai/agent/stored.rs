//! A snapshot as a store has it: a record, and beside it the messages in pages, which snapshots of a session share. So a
//! turn writes what is new, however long the conversation is.

use serde::{Deserialize, Serialize};

use super::snapshots::{Snapshots, parse};
use super::wire::SessionSnapshot;
use crate::ai::message::Messages;
use crate::ai::session::{Conflict, StoreKey, Thread, Written};
use crate::core::error::Result;

/// What histories of a session are called where they are held.
const LATEST: &str = "latest";

/// The record of a snapshot.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    /// Without messages.
    #[serde(flatten)]
    pub(super) snapshot: SessionSnapshot,
    /// Its messages. The page that is not full is its own, the full ones may be those of others, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pages: Option<Thread>,
    /// The snapshots before it that are kept still, oldest first, where not all are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) line: Vec<String>,
}

impl Stored {
    /// A new one behind those of its line.
    pub(super) fn new(snapshot: SessionSnapshot, line: Vec<String>) -> Self {
        Self { snapshot, pages: None, line }
    }

    /// The same with other notes, and if they have any with other messages.
    pub(super) fn with(&self, snapshot: SessionSnapshot) -> Self {
        Self { snapshot, pages: self.pages.clone(), line: self.line.clone() }
    }
}

/// A record that was written, and the pages that were written for it.
pub(super) struct Put {
    version: u64,
    pages: Option<OwnPages>,
}

struct OwnPages {
    of: StoreKey,
    written: Written,
    messages: Messages,
}

impl Snapshots {
    /// The record of a snapshot, and its version.
    pub(super) async fn read(&self, id: &str) -> Result<Option<(u64, Stored)>> {
        let Some(stored) = self.sessions.store.get(&self.key(id)).await? else { return Ok(None) };
        Ok(Some((stored.version, parse(stored.value, id)?)))
    }

    /// A snapshot with its messages.
    pub(super) async fn get(&self, id: &str) -> Result<Option<SessionSnapshot>> {
        let Some((_, Stored { mut snapshot, pages, .. })) = self.read(id).await? else { return Ok(None) };
        if let (Some(pages), Some(session), Some(state)) =
            (pages, snapshot.session_id.as_deref(), &mut snapshot.state)
        {
            let of = self.head_key(session);
            let messages = self.sessions.pages(&self.env, &of).read(LATEST, &pages).await?;
            state.messages = Some(messages);
        }
        Ok(Some(snapshot))
    }

    /// Writes a record over one of this version; messages that it brings go into pages.
    ///
    /// # Errors
    /// A [`Conflict`] if it has another version; then nothing is written.
    pub(super) async fn put(&self, seen: u64, stored: Stored) -> Result<()> {
        self.hold(self.write(seen, stored).await?);
        Ok(())
    }

    /// The same; the messages are not held at hand before it is known that the record stays.
    pub(super) async fn write(&self, seen: u64, mut stored: Stored) -> Result<Put> {
        let snapshot = &mut stored.snapshot;
        let key = self.key(&snapshot.snapshot_id);
        let messages = snapshot.state.as_mut().and_then(|state| state.messages.take());
        let mut own = None;
        if let (Some(messages), Some(session)) = (messages, snapshot.session_id.as_deref()) {
            let of = self.head_key(session);
            let pages = self.sessions.pages(&self.env, &of);
            let known = self.sessions.recent.any(&of, LATEST).filter(|(thread, _)| pages.live(thread));
            let (base, before) = known.unwrap_or_default();
            let mut written = pages.write_own(&base, &before, &messages).await?;
            pages.renew(&mut written.thread).await?;
            stored.pages = Some(written.thread.clone());
            own = Some(OwnPages { of, written, messages });
        }
        let value = serde_json::to_value(&stored)?;
        match self.sessions.store.save(&key, seen, value, self.sessions.lives).await {
            Ok(version) => Ok(Put { version, pages: own }),
            Err(error) => {
                // Of other errors it cannot be said whether it was written.
                if Conflict::of(&error).is_some() {
                    self.discard(own).await;
                }
                Err(error)
            }
        }
    }

    /// Has the messages of a record at hand.
    pub(super) fn hold(&self, put: Put) {
        if let Some(OwnPages { of, written, messages }) = put.pages {
            self.sessions.recent.put(&of, LATEST, written.thread, messages);
        }
    }

    /// Takes back a record that nobody is to know of, with its pages.
    pub(super) async fn take_back(&self, id: &str, put: Put) {
        if self.sessions.store.delete(&self.key(id), Some(put.version)).await.is_ok() {
            self.discard(put.pages).await;
        }
    }

    /// Deletes pages that nobody names. What cannot be deleted is in nobody's way.
    async fn discard(&self, pages: Option<OwnPages>) {
        if let Some(OwnPages { of, written, .. }) = pages {
            let Written { thread, shared } = written;
            let _ = self.sessions.pages(&self.env, &of).delete(&thread, shared.as_deref()).await;
        }
    }

    /// Deletes a snapshot. Its full pages stay, for those that were made of it have them, too.
    pub(super) async fn prune(&self, id: &str) -> Result<()> {
        let Some((version, Stored { snapshot, pages, .. })) = self.read(id).await? else { return Ok(()) };
        self.sessions.store.delete(&self.key(id), Some(version)).await?;
        if let (Some(thread), Some(session)) = (pages, snapshot.session_id) {
            self.sessions.pages(&self.env, &self.head_key(&session)).delete_open(&thread).await?;
        }
        Ok(())
    }

    /// Lets a snapshot live on that others are made of besides their own.
    pub(super) async fn renew(&self, id: &str) -> Result<()> {
        if self.sessions.lives.is_none() {
            return Ok(());
        }
        let Some((version, mut stored)) = self.read(id).await? else { return Ok(()) };
        let renewed = match (&mut stored.pages, stored.snapshot.session_id.as_deref()) {
            (Some(thread), Some(session)) => {
                let of = self.head_key(session);
                self.sessions.pages(&self.env, &of).renew(thread).await?
            }
            _ => false,
        };
        if !renewed {
            return self.sessions.store.touch(&[self.key(id)], self.sessions.lives).await;
        }
        match self.put(version, stored).await {
            // Somebody else wrote it, and let it live on by that.
            Err(error) if Conflict::of(&error).is_some() => Ok(()),
            done => done,
        }
    }
}
