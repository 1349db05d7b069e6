//! Records in memory: for tests, and for programs that may forget.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::select;
use serde_json::Value;
use tokio::sync::watch;

use super::store::{Conflict, SessionStore, StoreKey, Stored};
use crate::core::BoxFuture;
use crate::core::env::Env;
use crate::core::error::Result;

/// Keeps records in memory. Cloning is cheap; clones are the same store.
#[derive(Clone)]
pub struct InMemorySessionStore(Arc<Shared>);

struct Shared {
    records: Mutex<Records>,
    /// Counts the writes.
    writes: watch::Sender<u64>,
    env: Env,
}

#[derive(Default)]
struct Records {
    by_key: BTreeMap<StoreKey, Record>,
    /// Those whose life ends, by when.
    ends: BTreeSet<(Duration, StoreKey)>,
    /// The last version given out: one count for all, so that a key never gets one again.
    last: u64,
}

struct Record {
    stored: Stored,
    ends: Option<Duration>,
}

impl InMemorySessionStore {
    /// A store that has nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Env::system())
    }

    /// The same with this clock.
    #[must_use]
    pub fn with(env: Env) -> Self {
        Self(Arc::new(Shared { records: Mutex::default(), writes: watch::Sender::new(0), env }))
    }

    /// The records that live.
    fn records(&self) -> MutexGuard<'_, Records> {
        let mut records = self.0.records.lock().unwrap_or_else(PoisonError::into_inner);
        if !records.ends.is_empty() {
            records.end(self.0.env.elapsed());
        }
        records
    }

    fn end(&self, lives: Option<Duration>) -> Option<Duration> {
        Some(self.0.env.elapsed().saturating_add(lives?))
    }

    fn told(&self) {
        self.0.writes.send_modify(|writes| *writes = writes.wrapping_add(1));
    }
}

impl Default for InMemorySessionStore {
    fn default() -> Self {
        Self::new()
    }
}

impl Records {
    fn version(&self, key: &StoreKey) -> u64 {
        self.by_key.get(key).map_or(0, |record| record.stored.version)
    }

    fn put(&mut self, key: &StoreKey, record: Record) {
        self.remove(key);
        self.ends.extend(record.ends.map(|ends| (ends, key.clone())));
        self.by_key.insert(key.clone(), record);
    }

    fn remove(&mut self, key: &StoreKey) -> Option<Record> {
        let record = self.by_key.remove(key)?;
        if let Some(ends) = record.ends {
            self.ends.remove(&(ends, key.clone()));
        }
        Some(record)
    }

    /// Removes those whose life is over.
    fn end(&mut self, now: Duration) {
        while self.ends.first().is_some_and(|(ends, _)| *ends <= now) {
            if let Some((_, key)) = self.ends.pop_first() {
                self.by_key.remove(&key);
            }
        }
    }
}

impl SessionStore for InMemorySessionStore {
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            key.check()?;
            Ok(self.records().by_key.get(key).map(|record| record.stored.clone()))
        })
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        seen: u64,
        value: Value,
        lives: Option<Duration>,
    ) -> BoxFuture<'a, Result<u64>> {
        Box::pin(async move {
            key.check()?;
            let version = {
                let mut records = self.records();
                let found = records.version(key);
                if found != seen {
                    return Err(Conflict { seen, found }.into());
                }
                records.last += 1;
                let version = records.last;
                records.put(key, Record { stored: Stored { version, value }, ends: self.end(lives) });
                version
            };
            self.told();
            Ok(version)
        })
    }

    fn touch<'a>(&'a self, keys: &'a [StoreKey], lives: Option<Duration>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let ends = self.end(lives);
            let mut records = self.records();
            for key in keys {
                key.check()?;
                if let Some(record) = records.remove(key) {
                    records.put(key, Record { ends, ..record });
                }
            }
            Ok(())
        })
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            key.check()?;
            let deleted = {
                let mut records = self.records();
                let found = records.version(key);
                if let Some(seen) = seen.filter(|seen| *seen != found) {
                    return Err(Conflict { seen, found }.into());
                }
                records.remove(key).is_some()
            };
            self.told();
            Ok(deleted)
        })
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        collection: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>>> {
        Box::pin(async move {
            let from = StoreKey::new(collection, after.unwrap_or_default()).of(tenant);
            let records = self.records();
            let of_collection = records
                .by_key
                .range(from..)
                .map(|(key, _)| key)
                .take_while(|key| key.tenant == tenant && key.collection == collection);
            let beyond = of_collection.filter(|key| after.is_none_or(|after| key.id.as_str() > after));
            Ok(beyond.take(limit).map(|key| key.id.clone()).collect())
        })
    }

    fn changed<'a>(&'a self, key: &'a StoreKey, seen: u64) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            let mut writes = self.0.writes.subscribe();
            loop {
                key.check()?;
                let found = {
                    let records = self.records();
                    records.by_key.get(key).map(|record| (record.stored.clone(), record.ends))
                };
                let (stored, ends) = found.map_or((None, None), |(stored, ends)| (Some(stored), ends));
                if stored.as_ref().map_or(0, |stored| stored.version) != seen {
                    return Ok(stored);
                }
                // The sender lives as long as this store.
                let written = pin!(writes.changed());
                match ends {
                    Some(ends) => {
                        let left = ends.saturating_sub(self.0.env.elapsed());
                        select(written, self.0.env.limit(left)).await;
                    }
                    None => drop(written.await),
                }
            }
        })
    }
}

impl fmt::Debug for InMemorySessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemorySessionStore").field("records", &self.records().by_key.len()).finish()
    }
}
