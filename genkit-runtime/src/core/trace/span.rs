//! A span while it is open.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::{SpanId, SpanRecord, TraceId, Tracer};
use crate::core::env::Env;
use crate::core::error::Error;
use crate::core::key::ActionType;

/// What a span is about, told when it opens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SpanSpec<'a> {
    pub(crate) name: &'a str,
    pub(crate) kind: SpanKind,
    /// The key of the action, for actions.
    pub(crate) key: Option<&'a str>,
    pub(crate) labels: &'a [(String, String)],
}

/// Genkit's `genkit:type`, and for actions the subtype.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SpanKind {
    Action(ActionType),
    FlowStep,
    Util,
    /// A call of a prompt.
    #[cfg(feature = "prompts")]
    Prompt,
    /// The rendering of a prompt.
    #[cfg(feature = "prompts")]
    Template,
}

impl SpanKind {
    const fn name(self) -> &'static str {
        match self {
            SpanKind::Action(_) => "action",
            SpanKind::FlowStep => "flowStep",
            SpanKind::Util => "util",
            #[cfg(feature = "prompts")]
            SpanKind::Prompt => "dotprompt",
            #[cfg(feature = "prompts")]
            SpanKind::Template => "promptTemplate",
        }
    }

    const fn subtype(self) -> Option<ActionType> {
        match self {
            SpanKind::Action(subtype) => Some(subtype),
            _ => None,
        }
    }
}

/// The place in a trace that a run is at: ids always, a record only if somebody listens. Cloning is cheap.
#[derive(Clone)]
pub struct Span {
    trace_id: TraceId,
    span_id: SpanId,
    open: Option<Arc<Open>>,
}

struct Open {
    tracer: Arc<Tracer>,
    env: Env,
    /// The path without the decoration of its last part, as the spans below it continue it.
    path: String,
    record: Mutex<Option<SpanRecord>>,
}

impl Span {
    pub(super) fn silent(trace_id: TraceId, span_id: SpanId) -> Self {
        Self { trace_id, span_id, open: None }
    }

    pub(super) fn recording(
        tracer: Arc<Tracer>,
        env: Env,
        trace_id: TraceId,
        span_id: SpanId,
        parent: Option<&Span>,
        spec: SpanSpec<'_>,
        input: Option<String>,
    ) -> Self {
        let above = parent.and_then(|p| p.open.as_deref()).map_or("", |open| open.path.as_str());
        let shown = match spec.kind {
            SpanKind::Action(ActionType::Flow) => "flow",
            kind => kind.name(),
        };
        let path = [above, "/{", spec.name, ",t:", shown, "}"].concat();
        let mut record = SpanRecord {
            trace_id,
            span_id,
            parent_id: parent.map(Span::span_id),
            name: spec.name.to_owned(),
            start_ms: env.now_ms(),
            end_ms: None,
            error: None,
            attributes: Vec::with_capacity(10),
        };
        let mut full_path = path.clone();
        record.set("genkit:type", spec.kind.name());
        if let Some(subtype) = spec.kind.subtype() {
            record.set("genkit:metadata:subtype", subtype.name());
            if !above.is_empty() {
                full_path.pop();
                full_path.push_str(",s:");
                full_path.push_str(subtype.name());
                full_path.push('}');
            }
        }
        match (spec.key, spec.kind.subtype()) {
            (Some(key), _) => record.set("genkit:key", key),
            (None, Some(subtype)) => record.set("genkit:key", ["/", subtype.name(), "/", spec.name].concat()),
            (None, None) => {}
        }
        for (label, value) in spec.labels {
            record.set(label.clone(), value.as_str());
        }
        record.set("genkit:name", spec.name);
        if parent.is_none() {
            record.set("genkit:isRoot", true);
        }
        record.set("genkit:path", full_path);
        if let Some(input) = input {
            record.set("genkit:input", input);
        }
        for sink in tracer.sinks().iter() {
            sink.span_started(&record);
        }
        let open = Open { tracer, env, path, record: Mutex::new(Some(record)) };
        Self { trace_id, span_id, open: Some(Arc::new(open)) }
    }

    /// The trace it belongs to.
    #[must_use]
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// Its own id.
    #[must_use]
    pub fn span_id(&self) -> SpanId {
        self.span_id
    }

    /// True if somebody listens, so that what is set will be seen.
    #[must_use]
    pub fn is_recording(&self) -> bool {
        self.open.is_some()
    }

    /// Notes something under `genkit:metadata:{name}`.
    pub fn set_metadata(&self, name: &str, value: impl Into<Value>) {
        if self.is_recording() {
            self.set(format!("genkit:metadata:{name}"), value);
        }
    }

    pub(crate) fn set(&self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        self.with(|record| record.set(name, value));
    }

    fn with(&self, change: impl FnOnce(&mut SpanRecord)) {
        if let Some(open) = &self.open
            && let Some(record) = open.record.lock().unwrap_or_else(PoisonError::into_inner).as_mut()
        {
            change(record);
        }
    }

    /// Ends the span: with the output as JSON text, or with the error. Later calls do nothing.
    pub(crate) fn end(&self, outcome: Result<Option<String>, &Error>) {
        if let Err(error) = outcome {
            error.attach_trace(self.trace_id);
        }
        if let Some(open) = &self.open {
            open.end(outcome);
        }
    }
}

impl Open {
    fn end(&self, outcome: Result<Option<String>, &Error>) {
        let Some(mut record) = self.record.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return;
        };
        record.end_ms = Some(self.env.now_ms());
        match outcome {
            Ok(output) => {
                if let Some(output) = output {
                    record.set("genkit:output", output);
                }
                record.set("genkit:state", "success");
            }
            Err(error) if error.interrupt_metadata().is_some() => {
                let metadata = error.interrupt_metadata().map(ToString::to_string);
                record.set("genkit:metadata:interrupt", metadata.unwrap_or_default());
                record.set("genkit:state", "success");
            }
            Err(error) => {
                record.set("genkit:state", "error");
                if error.blame() {
                    record.set("genkit:isFailureSource", true);
                }
                record.error = Some(error.to_string());
            }
        }
        for sink in self.tracer.sinks().iter() {
            sink.span_ended(&record);
        }
    }
}

/// A run that is dropped half-way still ends its span.
impl Drop for Open {
    fn drop(&mut self) {
        self.end(Err(&Error::cancelled("the run was dropped before it was done")));
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Span({}/{})", self.trace_id, self.span_id)
    }
}
