//! What a caller may say of a run besides its input.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::core::context::Context;
use crate::core::trace::{SpanId, TraceId};

type OnTraceStart = Box<dyn FnOnce(TraceId, SpanId) + Send>;

/// Options of a run: context, labels, a token that cancels it.
#[derive(Default)]
pub struct RunOptions {
    pub(crate) context: Option<Context>,
    pub(crate) labels: Vec<(String, String)>,
    pub(crate) cancel: Option<CancellationToken>,
    pub(crate) on_trace_start: Option<OnTraceStart>,
    pub(crate) side: Option<Arc<dyn Any + Send + Sync>>,
    /// True if the answer goes to somebody who may be told of public errors only.
    pub(crate) outside: bool,
}

impl RunOptions {
    /// No options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The values that the run and everything below it carry, over those that the runtime has by default; without
    /// them they are those of the run around it.
    #[must_use]
    pub fn context(mut self, context: Context) -> Self {
        self.context = Some(context);
        self
    }

    /// A label on the span of the run.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((name.into(), value.into()));
        self
    }

    /// A token that stops the run: it ends with `CANCELLED`, and everything below it is dropped.
    #[must_use]
    pub fn cancel(mut self, token: CancellationToken) -> Self {
        self.cancel = Some(token);
        self
    }

    /// Called with the ids of trace and span before the function runs.
    #[must_use]
    pub fn on_trace_start(mut self, call: impl FnOnce(TraceId, SpanId) + Send + 'static) -> Self {
        self.on_trace_start = Some(Box::new(call));
        self
    }
}

impl fmt::Debug for RunOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunOptions").field("context", &self.context).field("labels", &self.labels).finish()
    }
}

/// The outcome of a run by key: the result, and where to find its trace.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct JsonRun {
    /// What the action returned.
    pub result: Value,
    /// The trace of the run.
    pub trace_id: TraceId,
    /// The span of the run in it.
    pub span_id: SpanId,
}
