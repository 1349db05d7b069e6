//! A trace as a tree of lines, for terminals.

use std::fmt::Write;

use super::SpanRecord;

/// Draws spans as a tree: a line each, with kind, name, time taken and the error if there is one.
///
/// ```text
/// flow suggest_dish 1.2 ms
/// └─ util generate 1.1 ms
///    ├─ model demo 0.4 ms
///    └─ tool get_weather 0.1 ms
/// ```
#[must_use]
pub fn print_tree(spans: &[SpanRecord]) -> String {
    let mut text = String::new();
    let known = |span: &SpanRecord| spans.iter().any(|s| Some(s.span_id) == span.parent_id);
    let mut roots: Vec<&SpanRecord> = spans.iter().filter(|s| !known(s)).collect();
    roots.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
    for root in roots {
        line(&mut text, "", root);
        children(&mut text, spans, root, "");
    }
    text
}

fn children(text: &mut String, spans: &[SpanRecord], parent: &SpanRecord, indent: &str) {
    let mut below: Vec<&SpanRecord> = spans.iter().filter(|s| s.parent_id == Some(parent.span_id)).collect();
    below.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
    let last = below.len().saturating_sub(1);
    for (i, span) in below.into_iter().enumerate() {
        let (branch, rest) = if i == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        line(text, &format!("{indent}{branch}"), span);
        children(text, spans, span, &format!("{indent}{rest}"));
    }
}

fn line(text: &mut String, indent: &str, span: &SpanRecord) {
    let _ = write!(text, "{indent}{} {}", span.kind(), span.name);
    match span.end_ms {
        Some(end) => {
            let _ = write!(text, " {:.1} ms", end - span.start_ms);
        }
        None => text.push_str(" …"),
    }
    if let Some(error) = &span.error {
        let first = error.lines().next().unwrap_or_default();
        let _ = write!(text, " ✗ {first}");
    }
    text.push('\n');
}
