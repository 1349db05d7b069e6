//! What is asked of the traces of a project, and a trace in a line.

use std::collections::BTreeMap;

use serde_json::Value;

/// A trace in a line.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TraceSummary {
    /// Its id.
    pub id: String,
    /// The name of the action that it is a run of.
    pub name: String,
    /// The type of that action, for example `flow`.
    pub kind: String,
    /// When it began, in milliseconds since 1970.
    pub start_ms: f64,
    /// When it ended; `None` while it runs, and for a program that ended in the middle.
    pub end_ms: Option<f64>,
    /// True if it failed.
    pub failed: bool,
    /// The labels whose names begin with `genkitx:`.
    pub labels: BTreeMap<String, String>,
}

impl TraceSummary {
    pub(super) fn of(trace: &Value) -> Self {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let spans = trace.get("spans").and_then(Value::as_object);
        let root = spans.and_then(|spans| spans.values().find(|span| span.get("parentSpanId").is_none()));
        let root = root.unwrap_or(&Value::Null);
        let attributes = root.get("attributes").and_then(Value::as_object);
        let attribute = |name: &str| attributes.and_then(|attributes| attributes.get(name));
        let ms = |name: &str| root.get(name).and_then(Value::as_f64).filter(|ms| *ms > 0.0);
        let labels = attributes.into_iter().flatten().filter(|(name, _)| name.starts_with("genkitx:"));
        Self {
            id: text(trace.get("traceId")),
            name: text(root.get("displayName")),
            kind: text(attribute("genkit:metadata:subtype").or_else(|| attribute("genkit:type"))),
            start_ms: ms("startTime").unwrap_or_default(),
            end_ms: ms("endTime"),
            failed: root.pointer("/status/code").and_then(Value::as_u64) == Some(2),
            labels: labels.map(|(name, value)| (name.clone(), text(Some(value)))).collect(),
        }
    }
}

/// Which traces to list; by default the newest fifteen.
///
/// ```
/// use genkit::dev::TraceQuery;
/// let query = TraceQuery::new().name("suggest_dish").kind("flow").failed().limit(3);
/// # let _ = query;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a query is asked of a store"]
pub struct TraceQuery {
    name: Option<String>,
    kind: Option<String>,
    failed: Option<bool>,
    limit: Option<usize>,
}

impl TraceQuery {
    /// Every trace.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only runs of actions whose name contains this, whatever its case.
    pub fn name(mut self, part: impl Into<String>) -> Self {
        self.name = Some(part.into().to_lowercase());
        self
    }

    /// Only runs of actions of this type, for example `flow`.
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Only runs that failed.
    pub fn failed(mut self) -> Self {
        self.failed = Some(true);
        self
    }

    /// Only runs that did not fail.
    pub fn succeeded(mut self) -> Self {
        self.failed = Some(false);
        self
    }

    /// At most this many.
    pub fn limit(mut self, most: usize) -> Self {
        self.limit = Some(most);
        self
    }

    pub(super) fn most(&self) -> usize {
        self.limit.unwrap_or(15)
    }

    pub(super) fn fits(&self, trace: &TraceSummary) -> bool {
        self.name.as_ref().is_none_or(|part| trace.name.to_lowercase().contains(part))
            && self.kind.as_ref().is_none_or(|kind| trace.kind == *kind)
            && self.failed.is_none_or(|failed| trace.failed == failed)
    }
}
