//! What every store of sessions must hold: the suite that those of the runtime run, and those of plugins.

mod bounds;
mod lives;
mod records;
mod writers;

use std::fmt::Debug;
use std::sync::Arc;

use super::fail::fail;
use crate::ai::session::{SessionStore, StoreKey, Stored};
use crate::core::BoxFuture;
use crate::core::env::Env;
use crate::core::error::Result;

/// One thing that a store must hold.
#[derive(Clone, Copy, Debug)]
pub struct StoreCase {
    /// What, in words.
    pub name: &'static str,
    run: fn(Probe) -> BoxFuture<'static, Checked>,
}

/// What is wrong, or nothing.
type Checked = std::result::Result<(), String>;

/// Everything that a store must hold, a case each: for a test harness that lists them.
#[must_use]
pub fn store_cases() -> Vec<StoreCase> {
    [records::CASES, lives::CASES, bounds::CASES, writers::CASES].concat()
}

impl StoreCase {
    /// Runs it. What it writes is under a tenant of its own, so that the store may have other records, and other cases
    /// may run beside it. Needs a tokio runtime.
    ///
    /// # Errors
    /// What the store does not hold, in words.
    pub async fn run(&self, store: Arc<dyn SessionStore>) -> std::result::Result<(), String> {
        (self.run)(Probe { store, tenant: format!("case-{}", Env::system().id()) }).await
    }
}

/// Runs the whole suite on a store.
///
/// # Panics
/// Where the store does not hold it, naming every case.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// genkit::testing::check_store(genkit::InMemorySessionStore::new()).await;
/// # });
/// ```
pub async fn check_store(store: impl SessionStore) {
    let store: Arc<dyn SessionStore> = Arc::new(store);
    let mut wrong = Vec::new();
    for case in store_cases() {
        if let Err(why) = case.run(store.clone()).await {
            wrong.push(format!("{}: {why}", case.name));
        }
    }
    if !wrong.is_empty() {
        fail(&format!("the store does not hold its suite:\n{}", wrong.join("\n")));
    }
}

/// A store under test, and the tenant that a case writes under.
#[derive(Clone)]
struct Probe {
    store: Arc<dyn SessionStore>,
    tenant: String,
}

impl Probe {
    fn key(&self, id: &str) -> StoreKey {
        StoreKey::new("probe", id).of(&self.tenant)
    }

    async fn get(&self, id: &str) -> std::result::Result<Option<Stored>, String> {
        told("a get", self.store.get(&self.key(id)).await)
    }

    async fn save(&self, id: &str, seen: u64, value: impl Into<serde_json::Value>) -> Result<u64> {
        self.store.save(&self.key(id), seen, value.into(), None).await
    }

    async fn saved(
        &self,
        id: &str,
        seen: u64,
        value: impl Into<serde_json::Value>,
    ) -> std::result::Result<u64, String> {
        told("a save", self.save(id, seen, value).await)
    }

    async fn list(&self, after: Option<&str>, limit: usize) -> std::result::Result<Vec<String>, String> {
        told("a list", self.store.list(&self.tenant, "probe", after, limit).await)
    }
}

fn told<T>(what: &str, result: Result<T>) -> std::result::Result<T, String> {
    result.map_err(|error| format!("{what} failed: {error:?}"))
}

fn same<T: PartialEq + Debug>(what: &str, got: &T, want: &T) -> Checked {
    if got == want { Ok(()) } else { Err(format!("{what}: {got:?} in place of {want:?}")) }
}
