//! The writing end of a stream, and the signs of life of all that are written in this process.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use genkit::durable::{StreamEvent, StreamWriter};
use genkit::{BoxFuture, Error, Result};
use tokio::runtime::Handle;

use super::{Shared, rows};
use crate::waiting::Topic;

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
}

/// Until nobody has the streams any more.
async fn beat(shared: Weak<Shared>) {
    while let Some(shared) = shared.upgrade() {
        let open: Vec<i64> = shared.beats.open().iter().copied().collect();
        if !open.is_empty() {
            let times = shared.times();
            // One that fails is made up for by the next.
            let _ = shared.file.write(move |connection| rows::beat(connection, &open, times)).await;
        }
        let pause = shared.file.options.env.sleep(shared.file.options.lease / TIMES);
        drop(shared);
        pause.await;
    }
}

impl Shared {
    pub(super) async fn write(&self, stream: i64, events: Vec<StreamEvent>) -> Result<bool> {
        let times = self.times();
        let open = self.file.write(move |connection| rows::write(connection, stream, &events, times)).await?;
        self.file.waiting.tell(&Topic::Stream(stream));
        Ok(open)
    }
}

pub(super) struct Writer {
    shared: Arc<Shared>,
    stream: i64,
    ended: bool,
    runtime: Handle,
}

impl Writer {
    /// Needs a tokio runtime.
    pub(super) fn new(shared: Arc<Shared>, stream: i64) -> Self {
        shared.beats.open().insert(stream);
        if !shared.beats.begun.swap(true, Ordering::Relaxed) {
            tokio::spawn(beat(Arc::downgrade(&shared)));
        }
        Self { shared, stream, ended: false, runtime: Handle::current() }
    }
}

impl StreamWriter for Writer {
    fn write(&mut self, mut events: Vec<StreamEvent>) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            if self.ended || events.is_empty() {
                return Ok(());
            }
            let ends = StreamEvent::cut(&mut events);
            let open = self.shared.write(self.stream, events).await?;
            self.ended = ends || !open;
            if !open {
                let gone =
                    "the stream was ended without this writer, which gave no sign of life for too long";
                return Err(Error::aborted(gone));
            }
            Ok(())
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.beats.open().remove(&self.stream);
        if !self.ended {
            let (shared, stream) = (self.shared.clone(), self.stream);
            // If this comes to nothing, readers are told when the lease is over.
            self.runtime.spawn(async move { shared.write(stream, vec![StreamEvent::left()]).await });
        }
    }
}
