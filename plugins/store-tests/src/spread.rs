//! Several stores of the same records as one: each call goes to the next of them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use genkit::{BoxFuture, Result, SessionStore, StoreKey, Stored};
use serde_json::Value;

pub(super) struct Spread<S> {
    stores: Vec<S>,
    next: AtomicUsize,
}

impl<S> Spread<S> {
    pub(super) fn over(stores: Vec<S>) -> Self {
        Self { stores, next: AtomicUsize::new(0) }
    }

    fn next(&self) -> &S {
        &self.stores[self.next.fetch_add(1, Ordering::Relaxed) % self.stores.len()]
    }
}

impl<S: SessionStore> SessionStore for Spread<S> {
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>> {
        self.next().get(key)
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        seen: u64,
        value: Value,
        lives: Option<Duration>,
    ) -> BoxFuture<'a, Result<u64>> {
        self.next().save(key, seen, value, lives)
    }

    fn touch<'a>(&'a self, keys: &'a [StoreKey], lives: Option<Duration>) -> BoxFuture<'a, Result<()>> {
        self.next().touch(keys, lives)
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> BoxFuture<'a, Result<bool>> {
        self.next().delete(key, seen)
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        collection: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>>> {
        self.next().list(tenant, collection, after, limit)
    }

    fn changed<'a>(&'a self, key: &'a StoreKey, seen: u64) -> BoxFuture<'a, Result<Option<Stored>>> {
        self.next().changed(key, seen)
    }
}
