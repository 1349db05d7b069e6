//! Chunks on their way from a run to whoever reads it, and inputs on their way in.

use std::future::Future;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::sync::mpsc;

use super::BoxFuture;
use super::action::ActionChunk;
use super::error::{Error, Result};

/// How many chunks wait unread before the sender does.
const CAPACITY: usize = 256;

/// The chunk type of an action that does not stream: it has no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(crate = "schemars")]
pub enum NoChunk {}

/// A chunk as JSON text: what crosses the runtime where types are not known.
pub type RawChunk = Box<RawValue>;

/// Where a run sends its chunks. Costs nothing where nobody reads; waits where the reader is slow.
///
/// Cloning is cheap; clones send to the same reader.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Counts down.
/// #[flow]
/// async fn countdown(from: u32, out: Chunks<u32>) -> Result<String> {
///     for n in (1..=from).rev() {
///         out.send(n).await?;
///     }
///     Ok("lift-off".to_owned())
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().build().await?;
/// let mut run = ai.stream::<countdown>(3);
/// let mut seen = vec![];
/// while let Some(n) = run.next().await {
///     seen.push(n?);
/// }
/// assert_eq!(seen, [3, 2, 1]);
/// assert_eq!(run.output().await?, "lift-off");
/// # Ok(()) }
/// ```
pub struct Chunks<C>(Option<Arc<dyn Sink<C>>>);

/// What takes chunks; answers at once where it can.
pub(crate) trait Sink<C>: Send + Sync {
    fn send(&self, chunk: C) -> Sent;
}

pub(crate) enum Sent {
    Now(Result<()>),
    Later(BoxFuture<'static, Result<()>>),
}

impl<C: Send + 'static> Chunks<C> {
    /// Drops every chunk: nobody reads.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// Chunks that go there.
    pub(crate) fn to(sink: Arc<dyn Sink<C>>) -> Self {
        Self(Some(sink))
    }

    /// A bounded channel.
    pub(crate) fn channel() -> (Self, mpsc::Receiver<C>) {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        (Self(Some(Arc::new(sender))), receiver)
    }

    /// True if somebody reads; where not, chunks need not be made.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.0.is_some()
    }

    /// Sends a chunk; waits while the reader is more than some hundred chunks behind.
    ///
    /// # Errors
    /// `CANCELLED` if the reader is gone; `INTERNAL` if the chunk cannot be written as JSON where it must be.
    pub fn send(&self, chunk: C) -> impl Future<Output = Result<()>> + Send + use<C> {
        let sent = match &self.0 {
            None => Sent::Now(Ok(())),
            Some(sink) => sink.send(chunk),
        };
        async {
            match sent {
                Sent::Now(result) => result,
                Sent::Later(future) => future.await,
            }
        }
    }

    /// Chunks of another type, turned into these on the way. `None` leaves a chunk out.
    pub(crate) fn map<D: Send + 'static>(
        &self,
        change: impl Fn(D) -> Result<Option<C>> + Send + Sync + 'static,
    ) -> Chunks<D> {
        match &self.0 {
            None => Chunks::none(),
            Some(inner) => Chunks(Some(Arc::new(Map { inner: inner.clone(), change }))),
        }
    }
}

impl Chunks<RawChunk> {
    /// Chunks of a type, sent on as JSON text.
    pub(crate) fn typed<C: ActionChunk>(&self) -> Chunks<C> {
        self.map(|chunk: C| Ok(Some(serde_json::value::to_raw_value(chunk.data())?)))
    }
}

impl<C> Clone for Chunks<C> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<C> std::fmt::Debug for Chunks<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chunks").field("read", &self.0.is_some()).finish()
    }
}

impl<C: Send + 'static> Sink<C> for mpsc::Sender<C> {
    fn send(&self, chunk: C) -> Sent {
        use mpsc::error::TrySendError;
        match self.try_send(chunk) {
            Ok(()) => Sent::Now(Ok(())),
            Err(TrySendError::Closed(_)) => Sent::Now(Err(reader_gone())),
            Err(TrySendError::Full(chunk)) => {
                let sender = self.clone();
                Sent::Later(Box::pin(async move { sender.send(chunk).await.map_err(|_| reader_gone()) }))
            }
        }
    }
}

struct Map<C, F> {
    inner: Arc<dyn Sink<C>>,
    change: F,
}

impl<C, D, F> Sink<D> for Map<C, F>
where
    F: Fn(D) -> Result<Option<C>> + Send + Sync,
{
    fn send(&self, chunk: D) -> Sent {
        match (self.change)(chunk) {
            Ok(Some(chunk)) => self.inner.send(chunk),
            Ok(None) => Sent::Now(Ok(())),
            Err(error) => Sent::Now(Err(error)),
        }
    }
}

#[cold]
pub(super) fn reader_gone() -> Error {
    Error::cancelled("nobody reads this stream any more")
}

/// The inputs of a bidirectional action, as they arrive.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Answers every line.
/// #[flow]
/// async fn shout(mut lines: Inputs<String>, out: Chunks<String>) -> Result<usize> {
///     let mut count = 0;
///     while let Some(line) = lines.next().await {
///         out.send(line?.to_uppercase()).await?;
///         count += 1;
///     }
///     Ok(count)
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().build().await?;
/// let mut run = ai.bidi::<shout>(());
/// run.send("hello".into()).await?;
/// run.close();
/// assert_eq!(run.next().await.unwrap()?, "HELLO");
/// assert_eq!(run.output().await?, 1);
/// # Ok(()) }
/// ```
pub struct Inputs<T>(Source<T>);

enum Source<T> {
    Typed(mpsc::Receiver<T>),
    Json(mpsc::Receiver<serde_json::Value>, fn(serde_json::Value) -> Result<T>),
}

impl<T> Inputs<T> {
    pub(crate) fn typed(receiver: mpsc::Receiver<T>) -> Self {
        Self(Source::Typed(receiver))
    }

    pub(crate) fn json(
        receiver: mpsc::Receiver<serde_json::Value>,
        read: fn(serde_json::Value) -> Result<T>,
    ) -> Self {
        Self(Source::Json(receiver, read))
    }

    /// The next input; `None` when the caller closed its side.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for an input that came as JSON and is not a `T`.
    pub async fn next(&mut self) -> Option<Result<T>> {
        match &mut self.0 {
            Source::Typed(receiver) => receiver.recv().await.map(Ok),
            Source::Json(receiver, read) => receiver.recv().await.map(*read),
        }
    }
}

impl<T> std::fmt::Debug for Inputs<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inputs")
    }
}
