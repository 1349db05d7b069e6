//! The writing end of a stream.

use std::sync::Arc;

use genkit::durable::{StreamEvent, StreamWriter};
use genkit::{BoxFuture, Error, Result};
use tokio::runtime::Handle;

use super::Shared;
use super::beats::Beats;

pub(super) struct Writer {
    shared: Arc<Shared>,
    stream: i64,
    ended: bool,
    runtime: Handle,
}

impl Writer {
    /// Needs a tokio runtime.
    pub(super) fn new(shared: Arc<Shared>, stream: i64) -> Self {
        Beats::begin(&shared, stream);
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
        self.shared.beats.end(self.stream);
        if !self.ended {
            let (shared, stream) = (self.shared.clone(), self.stream);
            // If this comes to nothing, readers are told when the lease is over.
            self.runtime.spawn(async move { shared.write(stream, vec![StreamEvent::left()]).await });
        }
    }
}
