//! The writing end of a stream in a database, and the signs of life of all that are written in this process.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::log::Shared;
use super::{StreamEvent, StreamLog, StreamWriter};
use crate::core::BoxFuture;
use crate::core::env::{Spawner, Task};
use crate::core::error::{Error, Result};

/// How many times a lease is renewed while it lasts.
const TIMES: u32 = 4;

/// The streams that are written here, and the task that says so.
#[derive(Default)]
pub(super) struct Beats(Mutex<(BTreeSet<i64>, Option<Task<()>>)>);

impl Beats {
    fn lock(&self) -> MutexGuard<'_, (BTreeSet<i64>, Option<Task<()>>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Until nobody has the streams any more.
async fn beat<L: StreamLog>(shared: Weak<Shared<L>>) {
    while let Some(shared) = shared.upgrade() {
        let open: Vec<i64> = shared.beats.lock().0.iter().copied().collect();
        if !open.is_empty()
            && let Err(error) = shared.log.renew(open).await
        {
            tracing::warn!(target: "genkit::durable", %error, "readers may take the writers here for gone");
        }
        let pause = shared.log.env().sleep(shared.log.limits().lease() / TIMES);
        drop(shared);
        pause.await;
    }
}

pub(super) struct Writer<L: StreamLog> {
    shared: Arc<Shared<L>>,
    stream: i64,
    ended: bool,
    tasks: Spawner,
}

impl<L: StreamLog> Writer<L> {
    pub(super) fn new(shared: Arc<Shared<L>>, stream: i64) -> Self {
        let mut beats = shared.beats.lock();
        beats.0.insert(stream);
        // Anew where the runtime that it ran on is gone.
        if beats.1.as_ref().is_none_or(Task::is_done) {
            beats.1 = Some(Task::spawn(beat(Arc::downgrade(&shared))));
        }
        drop(beats);
        Self { shared, stream, ended: false, tasks: Spawner::current() }
    }
}

impl<L: StreamLog> StreamWriter for Writer<L> {
    fn write(&mut self, mut events: Vec<StreamEvent>) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            if self.ended || events.is_empty() {
                return Ok(());
            }
            let ends = StreamEvent::cut(&mut events);
            let open = self.shared.log.write(self.stream, events).await?;
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

impl<L: StreamLog> Drop for Writer<L> {
    fn drop(&mut self) {
        self.shared.beats.lock().0.remove(&self.stream);
        if !self.ended {
            let (shared, stream) = (self.shared.clone(), self.stream);
            // If this comes to nothing, readers are told when the lease is over.
            let tell = async move { shared.log.write(stream, vec![StreamEvent::left()]).await.map(drop) };
            self.tasks.spawn(tell).detach();
        }
    }
}
