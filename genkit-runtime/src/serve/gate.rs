//! Turns for runs: so many at a time, and whoever waits gets in by the order of arrival.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::limits::Limits;
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};

/// Lets runs in; shared by all routes of a server.
#[derive(Debug)]
pub(super) struct Gate {
    turns: Arc<Semaphore>,
    limits: Limits,
    waiting: AtomicUsize,
}

/// Held while a run goes on.
pub(super) type Turn = OwnedSemaphorePermit;

impl Gate {
    pub(super) fn new(limits: Limits) -> Self {
        Self { turns: Arc::new(Semaphore::new(limits.runs)), limits, waiting: AtomicUsize::new(0) }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// A turn, at once or after those who came before.
    ///
    /// # Errors
    /// A public `UNAVAILABLE` that says when to come again, if too many wait or it took too long.
    pub(super) async fn turn(&self, env: &Env) -> Result<Turn> {
        match self.turns.clone().try_acquire_owned() {
            Ok(turn) => Ok(turn),
            // Boxed, since it is rare and long.
            Err(_) => Box::pin(self.wait(env)).await,
        }
    }

    async fn wait(&self, env: &Env) -> Result<Turn> {
        let place = Place::take(&self.waiting, self.limits.queue)?;
        let turn = tokio::select! {
            turn = self.turns.clone().acquire_owned() => turn.map_err(|_| full()),
            () = env.limit(self.limits.queue_time) => Err(full()),
        };
        drop(place);
        turn
    }

    /// Waits until no run goes on; lets no more in.
    pub(super) async fn drained(&self) {
        let all = u32::try_from(self.limits.runs).unwrap_or(u32::MAX);
        let _ = self.turns.acquire_many(all).await;
    }
}

/// A place in the queue, given back when it is dropped: its holder may go away while it waits.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize, places: usize) -> Result<Self> {
        let place = Place(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) < places { Ok(place) } else { Err(full()) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cold]
fn full() -> Error {
    Error::public(Status::Unavailable, "too many requests at the moment: try again")
        .with_retry_after(Duration::from_secs(1))
}
