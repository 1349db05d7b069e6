//! The messages of a thread in a store, a page at a time: a turn writes the last page, however long the history is.
//!
//! A page is written once. A turn writes the messages of the page that is not full yet together with its own as a new
//! one, and the record of the session, which is written last, names that in place of the old one: what a turn wrote
//! that came to nothing is named by nobody. Full pages name each the one before.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::recent::Recent;
use super::store::{SessionStore, StoreKey};
use crate::ai::message::Messages;
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};

/// How many messages a page has.
const PAGE: usize = 64;

/// A thread as the record of its session has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Thread {
    /// How many messages it has.
    count: usize,
    /// The last full page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    full: Option<String>,
    /// The page after it, which is not full yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    open: Option<String>,
    /// Until when all its pages live, in milliseconds since 1970; for ever if it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<u64>,
}

impl Thread {
    /// True if the messages are the same, however long they live.
    pub(super) fn is(&self, other: &Self) -> bool {
        (self.count, &self.full, &self.open) == (other.count, &other.full, &other.open)
    }

    /// How many messages are in full pages.
    fn in_full(&self) -> usize {
        self.count / PAGE * PAGE
    }
}

#[derive(Serialize, Deserialize)]
struct Page {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    messages: Messages,
}

/// A thread that was written beside the one that it was.
pub(crate) struct Written {
    pub(crate) thread: Thread,
    /// The last full page that both have.
    pub(crate) shared: Option<String>,
}

/// The pages of a session.
pub(crate) struct Pages<'a> {
    pub(crate) store: &'a Arc<dyn SessionStore>,
    pub(crate) recent: &'a Recent,
    pub(crate) env: &'a Env,
    /// The record of the session.
    pub(crate) of: &'a StoreKey,
    /// How long that record lives once it is written. Its pages live half as long again, so that they need not be renewed
    /// each time.
    pub(crate) lives: Option<Duration>,
}

impl Pages<'_> {
    fn key(&self, page: &str) -> StoreKey {
        // As JSON, so that no two of them are one text.
        let id = json!([self.of.collection, self.of.id, page]).to_string();
        StoreKey::new("session-page", id).of(&self.of.tenant)
    }

    fn page_lives(&self) -> Option<Duration> {
        self.lives.map(|lives| lives + lives / 2)
    }

    /// The time after this, in milliseconds since 1970.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
    fn after(&self, time: Option<Duration>) -> Option<u64> {
        Some((self.env.now_ms() + time?.as_secs_f64() * 1e3) as u64)
    }

    async fn get(&self, page: &str) -> Result<Page> {
        let broken = || Error::new(Status::DataLoss, format!("a page of session '{}' is lost", self.of.id));
        let stored = self.store.get(&self.key(page)).await?.ok_or_else(broken)?;
        serde_json::from_value(stored.value).map_err(|_| broken())
    }

    async fn put(&self, page: &Page) -> Result<String> {
        let id = self.env.id();
        self.store.save(&self.key(&id), 0, serde_json::to_value(page)?, self.page_lives()).await?;
        Ok(id)
    }

    /// All messages of a thread.
    ///
    /// # Errors
    /// `DATA_LOSS` if a page is not there: then the thread is broken, or not what it is any more.
    pub(crate) async fn read(&self, name: &str, thread: &Thread) -> Result<Messages> {
        if let Some(known) = self.recent.get(self.of, name, thread) {
            return Ok(known);
        }
        let mut pages = Vec::new();
        if let Some(open) = &thread.open {
            pages.push(self.get(open).await?.messages);
        }
        let mut next = thread.full.clone();
        while let Some(id) = next {
            let page = self.get(&id).await?;
            pages.push(page.messages);
            next = page.before;
        }
        let mut messages = Messages::new();
        pages.iter().rev().for_each(|page| messages.append(page));
        if messages.len() != thread.count {
            let broken = format!("a thread of session '{}' is broken", self.of.id);
            return Err(Error::new(Status::DataLoss, broken));
        }
        self.recent.put(self.of, name, thread.clone(), messages.clone());
        Ok(messages)
    }

    /// Writes a thread as it is now, beside the pages of what it was: full ones that it has still are not written again.
    /// Gives nothing if there is nothing to write.
    pub(crate) async fn write(
        &self,
        thread: &Thread,
        before: &Messages,
        now: &Messages,
    ) -> Result<Option<Written>> {
        let same = now.common(before);
        if same == before.len() && same == now.len() {
            return Ok(None);
        }
        let mut after = thread.clone();
        if same < PAGE {
            after = Thread::default();
        }
        while after.in_full() > same {
            after.count = after.in_full() - PAGE;
            if let Some(last) = after.full.take() {
                after.full = self.get(&last).await?.before;
            }
        }
        after.open = None;
        let shared = after.full.clone();
        for start in (after.in_full()..now.len()).step_by(PAGE) {
            let messages = now.slice(start..(start + PAGE).min(now.len()));
            let full = messages.len() == PAGE;
            let before = after.full.clone().filter(|_| full);
            let id = self.put(&Page { before, messages }).await?;
            *(if full { &mut after.full } else { &mut after.open }) = Some(id);
        }
        after.count = now.len();
        if shared.is_none() {
            after.until = self.after(self.page_lives());
        }
        Ok(Some(Written { thread: after, shared }))
    }

    /// Sees to it that all pages of a thread live as long as a record that is written now; true if they did not.
    pub(crate) async fn renew(&self, thread: &mut Thread) -> Result<bool> {
        let enough = match (thread.until, self.after(self.lives)) {
            (Some(until), Some(needed)) => needed <= until,
            (until, needed) => until == needed,
        };
        if enough || thread.count == 0 {
            return Ok(false);
        }
        let mut keys: Vec<StoreKey> = thread.open.iter().map(|open| self.key(open)).collect();
        let mut next = thread.full.clone();
        while let Some(id) = next {
            keys.push(self.key(&id));
            next = self.get(&id).await?.before;
        }
        let lives = self.page_lives();
        self.store.touch(&keys, lives).await?;
        thread.until = self.after(lives);
        Ok(true)
    }

    /// True if the pages of a thread are there still.
    pub(crate) fn live(&self, thread: &Thread) -> bool {
        thread.until.is_none_or(|until| self.after(Some(Duration::ZERO)).is_some_and(|now| now < until))
    }

    /// Deletes the pages of a thread, but for a full one that another thread has still, and those before it.
    pub(crate) async fn delete(&self, thread: &Thread, kept: Option<&str>) -> Result<()> {
        if let Some(open) = &thread.open {
            self.store.delete(&self.key(open), None).await?;
        }
        let mut next = thread.full.clone();
        while let Some(id) = next.filter(|id| Some(id.as_str()) != kept) {
            next = self.get(&id).await?.before;
            self.store.delete(&self.key(&id), None).await?;
        }
        Ok(())
    }
}
