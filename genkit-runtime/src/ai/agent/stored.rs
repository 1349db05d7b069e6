//! A snapshot as a store has it: a record, and beside it the messages in pages, which snapshots of a session share. So a
//! turn writes what is new, however long the conversation is.

use serde::{Deserialize, Serialize};

use super::snapshots::{Snapshots, parse};
use super::wire::SessionSnapshot;
use crate::ai::session::{Conflict, Thread, Written};
use crate::core::error::Result;

/// What histories of a session are called where they are held.
const LATEST: &str = "latest";

/// The record of a snapshot.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    /// Without messages.
    #[serde(flatten)]
    pub(super) snapshot: SessionSnapshot,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pages: Option<Thread>,
}

impl Stored {
    /// The same with other notes, and if they have any with other messages.
    pub(super) fn with(&self, snapshot: SessionSnapshot) -> Self {
        Self { snapshot, pages: self.pages.clone() }
    }
}

impl From<SessionSnapshot> for Stored {
    fn from(snapshot: SessionSnapshot) -> Self {
        Self { snapshot, pages: None }
    }
}

impl Snapshots {
    /// The record of a snapshot, and its version.
    pub(super) async fn read(&self, id: &str) -> Result<Option<(u64, Stored)>> {
        let Some(stored) = self.sessions.store.get(&self.key(id)).await? else { return Ok(None) };
        Ok(Some((stored.version, parse(stored.value, id)?)))
    }

    /// A snapshot with its messages.
    pub(super) async fn get(&self, id: &str) -> Result<Option<SessionSnapshot>> {
        let Some((_, Stored { mut snapshot, pages })) = self.read(id).await? else { return Ok(None) };
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
    pub(super) async fn put(&self, seen: u64, mut stored: Stored) -> Result<u64> {
        let snapshot = &mut stored.snapshot;
        let key = self.key(&snapshot.snapshot_id);
        let messages = snapshot.state.as_mut().and_then(|state| state.messages.take());
        if let (Some(messages), Some(session)) = (messages, snapshot.session_id.as_deref()) {
            let of = self.head_key(session);
            let pages = self.sessions.pages(&self.env, &of);
            let known = self.sessions.recent.any(&of, LATEST).filter(|(thread, _)| pages.live(thread));
            let (base, before) = known.unwrap_or_default();
            let written = pages.write(&base, &before, &messages).await?;
            let mut thread = written.map_or(base, |Written { thread, .. }| thread);
            pages.renew(&mut thread).await?;
            self.sessions.recent.put(&of, LATEST, thread.clone(), messages);
            stored.pages = Some(thread);
        }
        self.sessions.store.save(&key, seen, serde_json::to_value(&stored)?, self.sessions.lives).await
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
            done => done.map(drop),
        }
    }
}
