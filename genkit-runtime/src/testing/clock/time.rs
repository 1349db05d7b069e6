//! What a clock knows: the time, and who waits for which.

use std::collections::BTreeMap;
use std::task::Waker;
use std::time::{Duration, SystemTime};

/// When somebody wakes, and in which order they came.
pub(super) type Key = (Duration, u64);

pub(super) struct Time {
    pub(super) start: SystemTime,
    pub(super) now: Duration,
    /// True if pauses are skipped when everything waits.
    pub(super) skips: bool,
    /// True if a runtime tells when everything waits.
    pub(super) driven: bool,
    sleepers: BTreeMap<Key, Sleeper>,
    settling: Vec<Waker>,
    /// How many wait until everything waits; nothing is skipped meanwhile.
    pub(super) settlers: usize,
    /// Counts the times that everything waited.
    pub(super) idles: u64,
    count: u64,
}

struct Sleeper {
    waker: Waker,
    pause: bool,
}

impl Time {
    pub(super) fn new(start: SystemTime) -> Self {
        Self {
            start,
            now: Duration::ZERO,
            skips: true,
            driven: false,
            sleepers: BTreeMap::new(),
            settling: Vec::new(),
            settlers: 0,
            idles: 0,
            count: 0,
        }
    }

    pub(super) fn key(&mut self, duration: Duration) -> Key {
        self.count += 1;
        (self.now.saturating_add(duration), self.count)
    }

    pub(super) fn wait(&mut self, key: Key, waker: Waker, pause: bool) {
        self.sleepers.insert(key, Sleeper { waker, pause });
    }

    pub(super) fn forget(&mut self, key: Key) {
        self.sleepers.remove(&key);
    }

    pub(super) fn sleeping(&self) -> usize {
        self.sleepers.len()
    }

    pub(super) fn settle(&mut self, waker: Waker) {
        self.settling.push(waker);
    }

    pub(super) fn all_wakers(&self) -> Vec<Waker> {
        self.sleepers.values().map(|s| s.waker.clone()).collect()
    }

    /// Who is to be woken now that everything waits: those who wait for that, or else the next sleeper.
    pub(super) fn idle(&mut self) -> Vec<Waker> {
        self.idles += 1;
        match self.settlers {
            0 => self.skip().into_iter().collect(),
            _ => std::mem::take(&mut self.settling),
        }
    }

    /// Skips to the next pause, or to a limit before it.
    pub(super) fn skip(&mut self) -> Option<Waker> {
        if !self.skips || self.settlers > 0 {
            return None;
        }
        let pause = self.sleepers.iter().find(|(_, s)| s.pause).map(|((at, _), _)| *at)?;
        self.next_until(pause)
    }

    /// Moves to the first sleeper who wakes until then.
    pub(super) fn next_until(&mut self, until: Duration) -> Option<Waker> {
        let entry = self.sleepers.first_entry().filter(|entry| entry.key().0 <= until)?;
        self.now = self.now.max(entry.key().0);
        Some(entry.remove().waker)
    }
}
