//! Streams that outlive their connection: whoever knows the id of one reads it from its first event.
//!
//! What a manager of streams must hold is written down as a suite, `genkit::testing::check_streams`.

mod memory;

use futures_core::stream::BoxStream;
use serde_json::Value;

pub use memory::InMemoryStreams;

use super::BoxFuture;
use super::error::{Error, Result};

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
    /// What readers are told where a writer is gone and wrote no end.
    #[must_use]
    pub fn left() -> Self {
        StreamEvent::Failed(Error::internal("the run ended without a result").to_client())
    }

    /// True for what no event comes after.
    #[must_use]
    pub fn is_end(&self) -> bool {
        !matches!(self, StreamEvent::Chunk(_))
    }
}

/// Keeps streams, for as long as somebody may ask for them again.
///
/// [`InMemoryStreams`] keeps them in this process; plugins keep them in databases, where readers may be on another
/// machine than the run.
pub trait StreamManager: Send + Sync + 'static {
    /// Begins a stream.
    ///
    /// # Errors
    /// `ALREADY_EXISTS` if there is one of this id; `RESOURCE_EXHAUSTED` if no more are taken; `UNAVAILABLE` if the
    /// place where streams are kept cannot be reached.
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Box<dyn StreamWriter>>>;

    /// All events of a stream, first those that were, then those that come, each once and in order; `None` if there is
    /// no such stream. A subscription ends with an end, or with an error if the stream cannot be read any more.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the place where streams are kept cannot be reached.
    fn subscribe<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Subscription>>>;
}

/// The events of a stream.
pub type Subscription = BoxStream<'static, Result<StreamEvent>>;

/// The writing end of a stream. If it is dropped before an end was written, its readers are told of a
/// [failure](StreamEvent::left); if its whole process is gone, after a while.
pub trait StreamWriter: Send + 'static {
    /// Writes what there is to write, in order. Nothing is written behind an end.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the place where streams are kept cannot be reached.
    fn write(&mut self, events: Vec<StreamEvent>) -> BoxFuture<'_, Result<()>>;
}
