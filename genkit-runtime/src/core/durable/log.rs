//! Streams that a database keeps as numbered events: what is the same whichever it is.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::unfold;

use super::reader::Reader;
use super::writer::{Beats, Writer};
use super::{Limits, StreamEvent, StreamManager, StreamWriter, Subscription};
use crate::core::BoxFuture;
use crate::core::env::Env;
use crate::core::error::Result;

/// A database that keeps streams as events with numbers, which grow by the order in which they are seen.
/// [`LoggedStreams`] makes a [`StreamManager`] of it.
pub trait StreamLog: Send + Sync + 'static {
    /// Begins a stream and its writer's lease; gives the number that stands for it from then on.
    ///
    /// # Errors
    /// As [`StreamManager::open`].
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<i64>>;

    /// The number of a stream, if there is one.
    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<i64>>>;

    /// Writes events, of which the last may be an end, and renews the lease; false if the stream had an end.
    fn write(&self, stream: i64, events: Vec<StreamEvent>) -> BoxFuture<'_, Result<bool>>;

    /// Renews the leases of streams that have no end.
    fn renew(&self, streams: Vec<i64>) -> BoxFuture<'_, Result<()>>;

    /// Events behind the one of a number, 0 for all, with their numbers; as many as are read at once.
    fn read(&self, stream: i64, behind: i64) -> BoxFuture<'_, Result<Vec<(i64, StreamEvent)>>>;

    /// Writes [`StreamEvent::left`] if the writer's lease is over and the stream has no end.
    ///
    /// # Errors
    /// `NOT_FOUND` if the stream is not kept any more.
    fn end_if_left(&self, stream: i64) -> BoxFuture<'_, Result<()>>;

    /// Waits until something is written; what is written after this was called, though before it is awaited, counts.
    fn told(&self, stream: i64) -> BoxFuture<'static, ()>;

    /// How often readers look by themselves.
    fn look_again(&self) -> Duration;

    /// How long leases are.
    fn limits(&self) -> &Limits;

    /// The clock that pauses go by.
    fn env(&self) -> &Env;
}

/// Streams in a database: signs of life of the writers here, readers that bear that it is gone for a while, and that end what a
/// writer left. Cloning is cheap. Needs a tokio runtime.
pub struct LoggedStreams<L>(Arc<Shared<L>>);

pub(super) struct Shared<L> {
    pub(super) log: L,
    pub(super) beats: Beats,
}

impl<L: StreamLog> LoggedStreams<L> {
    /// Streams in this database.
    pub fn new(log: L) -> Self {
        Self(Arc::new(Shared { log, beats: Beats::default() }))
    }

    /// The database.
    #[must_use]
    pub fn log(&self) -> &L {
        &self.0.log
    }
}

impl<L: StreamLog> StreamManager for LoggedStreams<L> {
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Box<dyn StreamWriter>>> {
        Box::pin(async move {
            let stream = self.0.log.open(id).await?;
            Ok(Box::new(Writer::new(self.0.clone(), stream)) as Box<dyn StreamWriter>)
        })
    }

    fn subscribe<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Subscription>>> {
        Box::pin(async move {
            let Some(stream) = self.0.log.find(id).await? else { return Ok(None) };
            let reader = Reader::new(self.0.clone(), stream);
            Ok(Some(Box::pin(unfold(reader, Reader::next)) as Subscription))
        })
    }
}

impl<L> Clone for LoggedStreams<L> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<L> fmt::Debug for LoggedStreams<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoggedStreams")
    }
}
