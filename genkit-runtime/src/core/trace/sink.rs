//! Where spans go, and the switch that keeps them from being made where nobody wants them.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::{Span, SpanId, SpanRecord, SpanSpec, TraceId};
use crate::core::BoxFuture;
use crate::core::env::Env;

/// Receives spans as they start and as they end. Must not block: it is called on the task that runs the action.
///
/// ```
/// use genkit::trace::{SpanRecord, TraceSink};
///
/// struct Names(std::sync::mpsc::Sender<String>);
///
/// impl TraceSink for Names {
///     fn span_ended(&self, span: &SpanRecord) {
///         let _ = self.0.send(span.name.clone());
///     }
/// }
/// ```
pub trait TraceSink: Send + Sync + 'static {
    /// A span began; name, path, labels and input are there already.
    fn span_started(&self, span: &SpanRecord) {
        let _ = span;
    }

    /// A span ended, with output or error.
    fn span_ended(&self, span: &SpanRecord);

    /// Passes on what waits, for sinks that keep a queue; gives up after a while rather than wait for ever.
    fn flush(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

type Sinks = Arc<[Arc<dyn TraceSink>]>;

/// Makes spans and hands them to the sinks of one runtime.
pub(crate) struct Tracer {
    listening: AtomicBool,
    sinks: RwLock<Sinks>,
    /// Whose sinks are used while there are none of its own.
    parent: Option<Arc<Tracer>>,
}

impl Tracer {
    pub(crate) fn new(sinks: Vec<Arc<dyn TraceSink>>, parent: Option<Arc<Tracer>>) -> Self {
        Self { listening: AtomicBool::new(!sinks.is_empty()), sinks: RwLock::new(sinks.into()), parent }
    }

    pub(crate) fn add(&self, sink: Arc<dyn TraceSink>) {
        let mut sinks = self.sinks.write().unwrap_or_else(PoisonError::into_inner);
        *sinks = sinks.iter().cloned().chain([sink]).collect();
        self.listening.store(true, Ordering::Release);
    }

    /// True if anybody wants spans. Inputs and outputs are serialised only then.
    pub(crate) fn listening(&self) -> bool {
        self.listening.load(Ordering::Relaxed) || self.parent.as_ref().is_some_and(|p| p.listening())
    }

    pub(crate) fn sinks(&self) -> Sinks {
        match &self.parent {
            Some(parent) if !self.listening.load(Ordering::Relaxed) => parent.sinks(),
            _ => self.sinks.read().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Opens a span below `parent`, or a trace of its own. `input` is JSON text.
    pub(crate) fn start(
        self: &Arc<Self>,
        env: &Env,
        parent: Option<&Span>,
        spec: SpanSpec<'_>,
        input: Option<String>,
    ) -> Span {
        let span_id = SpanId(env.random() | 1);
        let trace_id = match parent {
            Some(parent) => parent.trace_id(),
            None => TraceId((u128::from(env.random()) << 64) | u128::from(env.random()) | 1),
        };
        if !self.listening() {
            return Span::silent(trace_id, span_id);
        }
        Span::recording(self.clone(), env.clone(), trace_id, span_id, parent, spec, input)
    }
}

impl fmt::Debug for Tracer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracer").field("listening", &self.listening()).finish()
    }
}
