//! Trees of spans with only what is compared.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::core::trace::{SpanId, SpanRecord, TraceId};

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) kind: String,
    pub(super) name: String,
    /// The error that it ended with; of an expected one a part of it.
    pub(super) error: Option<String>,
    pub(super) below: Vec<Node>,
}

impl Node {
    /// True if the other is what this one expects, whatever stands below them.
    pub(super) fn expects(&self, other: &Node) -> bool {
        let error = match (&self.error, &other.error) {
            (Some(part), Some(error)) => error.contains(part),
            (None, None) => true,
            _ => false,
        };
        error && self.kind == other.kind && self.name == other.name
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)?;
        match self.error.as_deref().map(|e| e.lines().next().unwrap_or_default()) {
            None => Ok(()),
            Some("") => write!(f, " ✗"),
            Some(error) => write!(f, " ✗ {error}"),
        }
    }
}

/// The spans below each, in the order they began.
type Below<'a> = HashMap<(TraceId, SpanId), Vec<&'a SpanRecord>>;

/// The trees that spans make, in the order they began.
pub(super) fn forest(spans: &[SpanRecord]) -> Vec<Node> {
    let known: HashSet<_> = spans.iter().map(|s| (s.trace_id, s.span_id)).collect();
    let mut below = Below::new();
    let mut roots = Vec::new();
    for span in spans {
        match span.parent_id.map(|parent| (span.trace_id, parent)).filter(|parent| known.contains(parent)) {
            Some(parent) => below.entry(parent).or_default().push(span),
            None => roots.push(span),
        }
    }
    roots.into_iter().map(|root| tree(&below, root)).collect()
}

fn tree(below: &Below<'_>, span: &SpanRecord) -> Node {
    let spans = below.get(&(span.trace_id, span.span_id)).map(Vec::as_slice).unwrap_or_default();
    Node {
        kind: span.kind().to_owned(),
        name: span.name.clone(),
        error: span.error.clone(),
        below: spans.iter().map(|s| tree(below, s)).collect(),
    }
}
