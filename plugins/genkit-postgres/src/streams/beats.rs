//! Signs of life of the writers in this process: one statement for all of them.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::Shared;
use crate::database::Params;

/// How many times a lease is renewed while it lasts.
const TIMES: u32 = 4;

/// The streams that are written here.
#[derive(Default)]
pub(super) struct Beats {
    open: Mutex<BTreeSet<i64>>,
    begun: AtomicBool,
}

impl Beats {
    fn open(&self) -> MutexGuard<'_, BTreeSet<i64>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives signs of life for a stream from now on. Needs a tokio runtime.
    pub(super) fn begin(shared: &Arc<Shared>, stream: i64) {
        shared.beats.open().insert(stream);
        if !shared.beats.begun.swap(true, Ordering::Relaxed) {
            tokio::spawn(beat(Arc::downgrade(shared)));
        }
    }

    pub(super) fn end(&self, stream: i64) {
        self.open().remove(&stream);
    }
}

/// Until nobody has the streams any more.
async fn beat(shared: Weak<Shared>) {
    while let Some(shared) = shared.upgrade() {
        let open: Vec<i64> = shared.beats.open().iter().copied().collect();
        if !open.is_empty() {
            let params: Params<'_> = &[&open, &shared.lease(), &(shared.lease() + shared.kept())];
            if let Err(error) = shared.db.query(&shared.sql.beat, params).await {
                tracing::warn!(target: "genkit::postgres", %error, "readers may take the writers here for gone");
            }
        }
        let pause = shared.db.env.sleep(shared.db.options.lease / TIMES);
        drop(shared);
        pause.await;
    }
}
