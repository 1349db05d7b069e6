//! A receiver of traces: keeps the spans of a run until they are drawn.

use std::sync::{Arc, Mutex, PoisonError};

use genkit::trace::{SpanRecord, TraceSink};

#[derive(Clone, Default)]
pub(crate) struct Spans(Arc<Mutex<Vec<SpanRecord>>>);

impl Spans {
    /// The spans that ended since this was last asked.
    pub(crate) fn take(&self) -> Vec<SpanRecord> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl TraceSink for Spans {
    fn span_ended(&self, span: &SpanRecord) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(span.clone());
    }
}
