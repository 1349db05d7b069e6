//! Streams that outlive their connection: whoever knows the id of one reads it from its first chunk.

mod memory;
mod replay;
mod run;

use futures_core::stream::BoxStream;
use serde_json::Value;

pub use memory::InMemoryStreams;
pub(super) use replay::Replay;
pub(super) use run::{lines, start};

use crate::core::BoxFuture;
use crate::core::error::Result;

/// One event of a stream; the last is an end.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum StreamEvent {
    /// A chunk, as JSON text.
    Chunk(String),
    /// The end of a run that is done, with its output as JSON text.
    Done(String),
    /// The end of a run that failed, with what clients are told: `{message, status, details?}`.
    Failed(Value),
}

impl StreamEvent {
    /// True for what no event comes after.
    #[must_use]
    pub fn is_end(&self) -> bool {
        !matches!(self, StreamEvent::Chunk(_))
    }
}

/// Keeps streams, for as long as somebody may ask for them again.
///
/// [`InMemoryStreams`] keeps them in this process.
pub trait StreamManager: Send + Sync + 'static {
    /// Begins a stream.
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Box<dyn StreamWriter>>>;

    /// All events of a stream, first those that were, then those that come; `None` if there is no such stream. A
    /// subscription ends with an end, or with an error if the stream cannot be read any more.
    fn subscribe<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Subscription>>>;
}

/// The events of a stream.
pub type Subscription = BoxStream<'static, Result<StreamEvent>>;

/// The writing end of a stream. If it is dropped before an end was written, its readers are told of a failure.
pub trait StreamWriter: Send + 'static {
    /// Writes an event.
    fn write(&mut self, event: StreamEvent) -> BoxFuture<'_, Result<()>>;
}
