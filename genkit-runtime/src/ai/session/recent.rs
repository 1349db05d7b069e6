//! Histories that were used lately, so that a turn does not read again what it, or the one before it, has read.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::pages::Thread;
use super::store::StoreKey;
use crate::ai::message::{Message, Messages};
use crate::ai::part::read;

/// About how many bytes of messages a runtime holds.
const MOST: usize = 64 << 20;

/// The histories of one store that were used last, by thread. Cloning is cheap; clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Recent(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    threads: HashMap<(StoreKey, String), Entry>,
    /// By when they were used.
    order: BTreeMap<u64, (StoreKey, String)>,
    uses: u64,
    bytes: usize,
}

struct Entry {
    thread: Thread,
    messages: Messages,
    bytes: usize,
    used: u64,
}

impl Recent {
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The messages of a thread that is still this one.
    pub(super) fn get(&self, key: &StoreKey, name: &str, thread: &Thread) -> Option<Messages> {
        let mut held = self.lock();
        let place = (key.clone(), name.to_owned());
        let entry = held.threads.get(&place).filter(|entry| entry.thread.is(thread))?;
        let (used, messages) = (entry.used, entry.messages.clone());
        held.order.remove(&used);
        held.used(place);
        Some(messages)
    }

    /// A thread as it was last known, which may be another one by now.
    pub(crate) fn any(&self, key: &StoreKey, name: &str) -> Option<(Thread, Messages)> {
        let held = self.lock();
        let entry = held.threads.get(&(key.clone(), name.to_owned()))?;
        Some((entry.thread.clone(), entry.messages.clone()))
    }

    /// Notes a thread as it is now.
    pub(crate) fn put(&self, key: &StoreKey, name: &str, thread: Thread, messages: Messages) {
        let mut held = self.lock();
        let place = (key.clone(), name.to_owned());
        let before = held.take(&place);
        let known = before.as_ref().filter(|before| messages.starts_with(&before.messages));
        let (from, bytes) = known.map_or((0, 0), |before| (before.messages.len(), before.bytes));
        let bytes = bytes + messages.range(from..messages.len()).map(size).sum::<usize>();
        held.bytes += bytes;
        held.threads.insert(place.clone(), Entry { thread, messages, bytes, used: 0 });
        held.used(place);
        while held.bytes > MOST {
            let Some((_, oldest)) = held.order.pop_first() else { break };
            held.take(&oldest);
        }
    }
}

impl Held {
    fn take(&mut self, place: &(StoreKey, String)) -> Option<Entry> {
        let entry = self.threads.remove(place)?;
        self.order.remove(&entry.used);
        self.bytes -= entry.bytes;
        Some(entry)
    }

    fn used(&mut self, place: (StoreKey, String)) {
        self.uses += 1;
        if let Some(entry) = self.threads.get_mut(&place) {
            entry.used = self.uses;
            self.order.insert(self.uses, place);
        }
    }
}

/// About how many bytes a message is.
fn size(message: &Message) -> usize {
    200 + message
        .content
        .iter()
        .map(|part| read::size(part, str::len, |media| media.url.len()))
        .sum::<usize>()
}
