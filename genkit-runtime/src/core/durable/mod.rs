//! Streams that outlive their connection: whoever knows the id of one reads it from its first event.
//!
//! What a manager of streams must hold is written down as a suite, `genkit::testing::check_streams`.

mod limits;
mod log;
mod memory;
mod reader;
mod writer;

use futures_core::stream::BoxStream;
use serde_json::Value;

pub use limits::Limits;
pub use log::{LoggedStreams, StreamLog};
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

/// What kind of event it is, as whoever keeps streams writes it beside the [text](StreamEvent::into_text).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A chunk.
    Chunk,
    /// The end of a run that is done.
    Done,
    /// The end of a run that failed.
    Failed,
}

impl StreamEvent {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        match self {
            StreamEvent::Chunk(_) => EventKind::Chunk,
            StreamEvent::Done(_) => EventKind::Done,
            StreamEvent::Failed(_) => EventKind::Failed,
        }
    }

    /// What it says, as JSON text.
    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            StreamEvent::Chunk(text) | StreamEvent::Done(text) => text,
            StreamEvent::Failed(told) => told.to_string(),
        }
    }

    /// The event of this kind that says this.
    ///
    /// ```
    /// use genkit::durable::StreamEvent;
    /// let event = StreamEvent::Done("42".to_owned());
    /// assert_eq!(StreamEvent::of(event.kind(), event.clone().into_text())?, event);
    /// # Ok::<(), genkit::Error>(())
    /// ```
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a failure that is no JSON.
    pub fn of(kind: EventKind, text: String) -> Result<Self> {
        Ok(match kind {
            EventKind::Chunk => StreamEvent::Chunk(text),
            EventKind::Done => StreamEvent::Done(text),
            EventKind::Failed => StreamEvent::Failed(serde_json::from_str(&text)?),
        })
    }

    /// Drops what stands behind an end; true if there is one.
    pub fn cut(events: &mut Vec<Self>) -> bool {
        let end = events.iter().position(StreamEvent::is_end);
        events.truncate(end.map_or(events.len(), |end| end + 1));
        end.is_some()
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
