//! A receiver of spans that keeps them.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Trace;
use crate::core::trace::{SpanId, SpanRecord, TraceId, TraceSink};

/// Keeps every span in memory. Cloning is cheap; clones are the same receiver.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::testing::MemoryTraces;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let traces = MemoryTraces::new();
/// let double = Flow::builder("double").handler(|n: i64, _ctx| async move { Ok::<_, Error>(n * 2) });
/// let ai = Genkit::builder().without_discovery().action(double).trace_sink(traces.clone()).build().await?;
/// ai.run_json("/flow/double", 4.into()).await?;
/// assert_eq!(traces.trace()[0].attribute("genkit:output").unwrap(), "8");
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct MemoryTraces(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    /// In the order they began.
    spans: Vec<SpanRecord>,
    place: HashMap<(TraceId, SpanId), usize>,
}

impl MemoryTraces {
    /// A receiver that has nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Every span so far, in the order they began; those that are still open have no end.
    #[must_use]
    pub fn trace(&self) -> Trace {
        Trace::new(self.kept().spans.clone())
    }

    /// Forgets what was kept.
    pub fn clear(&self) {
        *self.kept() = Kept::default();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TraceSink for MemoryTraces {
    fn span_started(&self, span: &SpanRecord) {
        let mut kept = self.kept();
        let place = kept.spans.len();
        kept.place.insert((span.trace_id, span.span_id), place);
        kept.spans.push(span.clone());
    }

    fn span_ended(&self, span: &SpanRecord) {
        let mut kept = self.kept();
        let place = kept.place.get(&(span.trace_id, span.span_id)).copied();
        match place.and_then(|place| kept.spans.get_mut(place)) {
            Some(there) => there.clone_from(span),
            // It began before this was cleared.
            None => kept.spans.push(span.clone()),
        }
    }
}

impl fmt::Debug for MemoryTraces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTraces").field("spans", &self.kept().spans.len()).finish()
    }
}
