//! A run whose chunks are read.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use futures_core::Stream;
use tokio::sync::mpsc;

use super::Running;
use super::run::ids;
use crate::core::error::{Error, Result};
use crate::core::trace::{SpanId, TraceId};

/// A run under way, read chunk by chunk. Dropping it stops the run.
///
/// The chunks come first, then exactly one end: [`StreamRun::output`] gives the output, or the error that the last
/// item of the stream was. The run goes on only while somebody reads, and waits while its chunks wait.
///
/// See [`Chunks`](crate::Chunks) for an example.
#[must_use = "a run that is streamed goes on only while it is read"]
pub struct StreamRun<C, O> {
    chunks: mpsc::Receiver<C>,
    state: State<O>,
    ids: (TraceId, SpanId),
}

enum State<O> {
    Running(Running<'static, O>),
    /// The run is done; its last chunks may still wait.
    Done(Result<O>),
    /// The error was handed out as an item.
    Failed(Error),
}

impl<C, O> StreamRun<C, O> {
    pub(crate) fn new(running: Running<'static, O>, chunks: mpsc::Receiver<C>) -> Self {
        Self { ids: ids(&running), chunks, state: State::Running(running) }
    }

    /// The trace of the run.
    #[must_use]
    pub fn trace_id(&self) -> TraceId {
        self.ids.0
    }

    /// The span of the run.
    #[must_use]
    pub fn span_id(&self) -> SpanId {
        self.ids.1
    }

    /// The next chunk; `None` at the end. An error is the last item.
    pub async fn next(&mut self) -> Option<Result<C>> {
        poll_fn(|cx| self.poll_chunk(cx)).await
    }

    /// The output. Chunks that were not read are dropped.
    ///
    /// # Errors
    /// What the run failed with, whether or not it was read as an item before.
    pub async fn output(mut self) -> Result<O> {
        while let Some(chunk) = self.next().await {
            drop(chunk?);
        }
        match self.state {
            State::Done(result) => result,
            State::Failed(error) => Err(error),
            State::Running(running) => running.await,
        }
    }

    fn poll_chunk(&mut self, cx: &mut TaskContext<'_>) -> Poll<Option<Result<C>>> {
        loop {
            match &mut self.state {
                State::Failed(_) => return Poll::Ready(None),
                State::Done(result) => {
                    if let Ok(chunk) = self.chunks.try_recv() {
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                    let Err(error) = result else { return Poll::Ready(None) };
                    let error = error.clone();
                    self.state = State::Failed(error.clone());
                    return Poll::Ready(Some(Err(error)));
                }
                State::Running(running) => {
                    if let Poll::Ready(Some(chunk)) = self.chunks.poll_recv(cx) {
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                    match Pin::new(running).poll(cx) {
                        Poll::Ready(result) => self.state = State::Done(result),
                        Poll::Pending => {
                            return match self.chunks.poll_recv(cx) {
                                Poll::Ready(Some(chunk)) => Poll::Ready(Some(Ok(chunk))),
                                _ => Poll::Pending,
                            };
                        }
                    }
                }
            }
        }
    }
}

impl<C, O: Unpin> Stream for StreamRun<C, O> {
    type Item = Result<C>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx)
    }
}

impl<C, O> fmt::Debug for StreamRun<C, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamRun").field("trace_id", &self.ids.0).finish()
    }
}
