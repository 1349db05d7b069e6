//! Items sorted into what is sent: one body for each trace, one for all logs.

use super::log::{self, LogRecord};
use super::queue::Item;
use crate::core::trace::{SpanRecord, TraceId, trace_data};

/// What is sent together.
#[derive(Default)]
pub(super) struct Batch {
    traces: Vec<(TraceId, Vec<SpanRecord>)>,
    logs: Vec<LogRecord>,
}

impl Batch {
    pub(super) fn new(items: Vec<Item>) -> Self {
        let mut batch = Self::default();
        for item in items {
            match item {
                Item::Span(span) => batch.span(*span),
                Item::Log(log) => batch.logs.push(log),
            }
        }
        batch
    }

    /// Of a span that began and ended meanwhile, only its end.
    fn span(&mut self, span: SpanRecord) {
        let at = self.traces.iter().rposition(|(trace, _)| *trace == span.trace_id);
        let Some((_, spans)) = at.and_then(|at| self.traces.get_mut(at)) else {
            self.traces.push((span.trace_id, vec![span]));
            return;
        };
        match spans.iter_mut().rfind(|there| there.span_id == span.span_id) {
            Some(there) if span.end_ms.is_some() => *there = span,
            Some(_) => {}
            None => spans.push(span),
        }
    }

    pub(super) fn traces(&self) -> impl Iterator<Item = &[SpanRecord]> {
        self.traces.iter().map(|(_, spans)| spans.as_slice())
    }

    /// Requests to a telemetry server: path and body.
    pub(super) fn requests(&self) -> Vec<(&'static str, String)> {
        let traces = self.traces().map(|spans| ("/api/traces", trace_data(spans).to_string()));
        let logs = (!self.logs.is_empty()).then(|| ("/api/otlp", log::request(&self.logs).to_string()));
        traces.chain(logs).collect()
    }
}
