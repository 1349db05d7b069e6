//! The messages of a thread in a store, a page at a time: a turn writes the last page, however long the history is.
//!
//! A page is written once. A turn writes the messages of the page that is not full yet together with its own as a new
//! one, and the record of the session, which is written last, names that in place of the old one: what a turn wrote
//! that came to nothing is named by nobody. Full pages name each the one before.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store::{SessionStore, StoreKey};
use crate::ai::message::{Message, Messages};
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};

/// How many messages a page has.
const PAGE: usize = 64;

/// A thread as the record of its session has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Thread {
    /// How many messages it has.
    pub(super) count: usize,
    /// The last full page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    full: Option<String>,
    /// The page after it, which is not full yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    open: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Page {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    messages: Vec<Message>,
}

/// The pages of a session.
pub(super) struct Pages<'a> {
    pub(super) store: &'a Arc<dyn SessionStore>,
    pub(super) tenant: &'a str,
    pub(super) session: &'a str,
}

impl Pages<'_> {
    fn key(&self, page: &str) -> StoreKey {
        // As JSON, so that no two of them are one text.
        StoreKey::new("session-page", json!([self.session, page]).to_string()).of(self.tenant)
    }

    async fn get(&self, page: &str) -> Result<Page> {
        let broken = || Error::new(Status::DataLoss, format!("a page of session '{}' is lost", self.session));
        let stored = self.store.get(&self.key(page)).await?.ok_or_else(broken)?;
        serde_json::from_value(stored.value).map_err(|_| broken())
    }

    async fn put(&self, env: &Env, page: &Page) -> Result<String> {
        let id = env.id();
        self.store.save(&self.key(&id), 0, serde_json::to_value(page)?, None).await?;
        Ok(id)
    }

    /// All messages of a thread.
    ///
    /// # Errors
    /// `DATA_LOSS` if a page is not there: then the thread is broken, or not what it is any more.
    pub(super) async fn read(&self, thread: &Thread) -> Result<Messages> {
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
        let messages: Messages = pages.into_iter().rev().flatten().collect();
        if messages.len() == thread.count {
            return Ok(messages);
        }
        Err(Error::new(Status::DataLoss, format!("a thread of session '{}' is broken", self.session)))
    }

    /// Writes what comes behind the messages that there are, and gives the thread with it.
    pub(super) async fn append(
        &self,
        env: &Env,
        thread: &Thread,
        history: &[Message],
        added: &[Message],
    ) -> Result<Thread> {
        let mut now = thread.clone();
        let open = history.get(thread.count / PAGE * PAGE..thread.count).unwrap_or_default();
        let tail: Vec<Message> = open.iter().chain(added).cloned().collect();
        now.count += added.len();
        now.open = None;
        for messages in tail.chunks(PAGE) {
            let full = messages.len() == PAGE;
            let before = now.full.clone().filter(|_| full);
            let id = self.put(env, &Page { before, messages: messages.to_vec() }).await?;
            *(if full { &mut now.full } else { &mut now.open }) = Some(id);
        }
        Ok(now)
    }

    /// Forgets the pages of one that the other does not have. What cannot be deleted is in nobody's way.
    pub(super) async fn forget(&self, old: &Thread, kept: &Thread) {
        if let Some(open) = old.open.as_ref().filter(|open| kept.open.as_ref() != Some(*open)) {
            let _ = self.store.delete(&self.key(open), None).await;
        }
    }

    /// Deletes all pages of a thread.
    pub(super) async fn delete(&self, thread: &Thread) -> Result<()> {
        if let Some(open) = &thread.open {
            self.store.delete(&self.key(open), None).await?;
        }
        let mut next = thread.full.clone();
        while let Some(id) = next {
            next = self.get(&id).await?.before;
            self.store.delete(&self.key(&id), None).await?;
        }
        Ok(())
    }
}
