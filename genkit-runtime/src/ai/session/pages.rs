//! The messages of a thread in a store, a page at a time: a turn writes the last page, however long the history is.
//!
//! A page is written once. A turn writes the messages of the page that is not full yet together with its own as a new
//! one, and the record of the session, which is written last, names that in place of the old one: what a turn wrote
//! that came to nothing is named by nobody. Full pages name the way to those before.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::recent::Recent;
use super::store::{SessionStore, StoreKey, Stored};
use super::way::{Step, Way};
use crate::ai::message::Messages;
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};

/// How many messages a page has.
const PAGE: usize = 64;
/// How many pages are read at a time at most.
const READ: usize = 256;
/// How many pages are deleted at a time.
const DELETED: usize = 16;

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
    /// The way to the full pages before.
    #[serde(default)]
    before: Way,
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

    async fn get_all(&self, pages: &[&str]) -> Result<Vec<Page>> {
        let keys: Vec<StoreKey> = pages.iter().map(|page| self.key(page)).collect();
        let mut all = Vec::with_capacity(keys.len());
        for keys in keys.chunks(READ) {
            let page = |stored: Option<Stored>| serde_json::from_value(stored?.value).ok();
            let stored = self.store.get_many(keys).await?;
            all.extend(stored.into_iter().map_while(page));
        }
        if all.len() < keys.len() { Err(self.lost()) } else { Ok(all) }
    }

    /// The way of a page.
    async fn way(&self, page: &str) -> Result<Way> {
        self.get_all(&[page]).await?.pop().map(|page| page.before).ok_or_else(|| self.lost())
    }

    /// The full pages of a thread, oldest first, and those of them that had to be read to know that.
    async fn full(&self, thread: &Thread) -> Result<(Vec<String>, HashMap<String, Page>)> {
        let mut read: HashMap<String, Page> = HashMap::new();
        let mut wanted: Vec<(String, usize)> =
            thread.full.clone().map(|last| (last, usize::MAX)).into_iter().collect();
        while !wanted.is_empty() {
            let ids: Vec<&str> = wanted.iter().map(|(id, _)| id.as_str()).collect();
            let pages = self.get_all(&ids).await?;
            let mut next = Vec::new();
            for ((id, depth), page) in wanted.into_iter().zip(pages) {
                let heads = page.before.steps(depth).filter(|(_, depth)| *depth > 0);
                next.extend(heads.map(|(id, depth)| (id.to_owned(), depth)));
                read.insert(id, page);
            }
            wanted = next;
        }
        let mut ids = Vec::new();
        if let Some(last) = &thread.full {
            order(&read, (last, usize::MAX), &mut ids);
        }
        Ok((ids, read))
    }

    #[cold]
    fn lost(&self) -> Error {
        Error::new(Status::DataLoss, format!("a page of session '{}' is lost", self.of.id))
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
        let (mut ids, mut pages) = self.full(thread).await?;
        ids.extend(thread.open.clone());
        let rest: Vec<&str> = ids.iter().map(String::as_str).filter(|id| !pages.contains_key(*id)).collect();
        let read = self.get_all(&rest).await?;
        pages.extend(rest.into_iter().map(str::to_owned).zip(read));
        let mut messages = Messages::new();
        ids.iter().filter_map(|id| pages.get(id)).for_each(|page| messages.append(&page.messages));
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
                after.full = self.way(&last).await?.last().map(str::to_owned);
            }
        }
        after.open = None;
        let shared = after.full.clone();
        let mut way: Option<Way> = None;
        for start in (after.in_full()..now.len()).step_by(PAGE) {
            let messages = now.slice(start..(start + PAGE).min(now.len()));
            if messages.len() < PAGE {
                after.open = Some(self.put(&Page { before: Way::default(), messages }).await?);
                break;
            }
            let before = match (way, &after.full) {
                (Some(way), _) => way,
                (None, Some(last)) => self.way(last).await?.then(last),
                (None, None) => Way::default(),
            };
            let id = self.put(&Page { before: before.clone(), messages }).await?;
            way = Some(before.then(&id));
            after.full = Some(id);
        }
        after.count = now.len();
        if shared.is_none() {
            after.until = self.after(self.page_lives());
        }
        Ok(Some(Written { thread: after, shared }))
    }

    /// The same, where the page that is not full shall be that of one record alone.
    pub(crate) async fn write_own(
        &self,
        thread: &Thread,
        before: &Messages,
        now: &Messages,
    ) -> Result<Written> {
        if let Some(written) = self.write(thread, before, now).await? {
            return Ok(written);
        }
        let mut thread = thread.clone();
        if thread.open.is_some() {
            let messages = now.slice(thread.in_full()..now.len());
            thread.open = Some(self.put(&Page { before: Way::default(), messages }).await?);
        }
        let shared = thread.full.clone();
        Ok(Written { thread, shared })
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
        keys.extend(self.full(thread).await?.0.iter().map(|id| self.key(id)));
        let lives = self.page_lives();
        self.store.touch(&keys, lives).await?;
        thread.until = self.after(lives);
        Ok(true)
    }

    /// True if the pages of a thread are there still.
    pub(crate) fn live(&self, thread: &Thread) -> bool {
        thread.until.is_none_or(|until| self.after(Some(Duration::ZERO)).is_some_and(|now| now < until))
    }

    /// Deletes the page of a thread that is not full.
    pub(crate) async fn delete_open(&self, thread: &Thread) -> Result<()> {
        match &thread.open {
            Some(open) => self.store.delete(&self.key(open), None).await.map(drop),
            None => Ok(()),
        }
    }

    /// Deletes the pages of a thread, but for a full one that another thread has still, and those before it.
    pub(crate) async fn delete(&self, thread: &Thread, kept: Option<&str>) -> Result<()> {
        // Most often it is the page alone that was not full.
        let mut ids = match thread.full.as_deref() {
            full if full == kept => Vec::new(),
            _ => self.full(thread).await?.0,
        };
        if let Some(last) = ids.iter().position(|id| Some(id.as_str()) == kept) {
            ids.drain(..=last);
        }
        ids.extend(thread.open.clone());
        let keys: Vec<StoreKey> = ids.iter().map(|id| self.key(id)).collect();
        let deleted: Vec<_> = keys.iter().map(|key| self.store.delete(key, None)).collect();
        stream::iter(deleted).buffer_unordered(DELETED).try_for_each(|_| async { Ok(()) }).await
    }
}

/// A page with what is before it, oldest first.
fn order(read: &HashMap<String, Page>, (id, depth): Step<'_>, ids: &mut Vec<String>) {
    if let Some(page) = read.get(id) {
        page.before.steps(depth).for_each(|step| order(read, step, ids));
    }
    ids.push(id.to_owned());
}
