//! A run on behalf of a request: it ends with an output or an error whatever happens, a panic included.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use super::gate::Turn;
use super::peer::Peer;
use crate::core::action::Running;
use crate::core::error::{Error, Result};
use crate::core::trace::{SpanId, TraceId};

/// Output as JSON text.
pub(super) struct Work {
    running: Option<Running<'static, String>>,
    ids: (TraceId, SpanId),
    peer: Option<Peer>,
    _turn: Turn,
}

impl Work {
    pub(super) fn new(running: Running<'static, String>, peer: Option<Peer>, turn: Turn) -> Self {
        let span = running.ctx().span();
        Self { ids: (span.trace_id(), span.span_id()), running: Some(running), peer, _turn: turn }
    }

    /// Trace and span of the run.
    pub(super) fn ids(&self) -> (TraceId, SpanId) {
        self.ids
    }

    fn end(&mut self, result: Result<String>) -> Poll<Result<String>> {
        self.running = None;
        Poll::Ready(result.inspect_err(|error| error.attach_trace(self.ids.0)))
    }
}

impl Future for Work {
    type Output = Result<String>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let Some(running) = &mut this.running else { return Poll::Pending };
        match catch_unwind(AssertUnwindSafe(|| Pin::new(running).poll(cx))) {
            Ok(Poll::Ready(result)) => this.end(result),
            Ok(Poll::Pending) => match this.peer.as_ref().and_then(Peer::interrupted) {
                Some(error) => this.end(Err(error)),
                None => Poll::Pending,
            },
            Err(panic) => {
                let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
                let said = said.or_else(|| panic.downcast_ref().cloned()).unwrap_or_default();
                this.end(Err(Error::internal(format!("the flow panicked: {said}"))))
            }
        }
    }
}
