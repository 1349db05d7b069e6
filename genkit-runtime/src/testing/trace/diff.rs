//! What differs between two trees of spans, drawn as one tree.

use std::fmt::Write;

use super::node::Node;

/// A line of the drawing: in both, or in one only.
struct Line<'a> {
    mark: char,
    node: &'a Node,
    below: Vec<Line<'a>>,
}

/// The drawing, if there is a difference.
pub(super) fn draw(expected: &[Node], actual: &[Node]) -> Option<String> {
    let lines = merge(expected, actual);
    if same(&lines) {
        return None;
    }
    let mut text = String::new();
    for line in &lines {
        let _ = writeln!(text, "{} {}", line.mark, line.node);
        below(&mut text, &line.below, "");
    }
    Some(text)
}

fn same(lines: &[Line<'_>]) -> bool {
    lines.iter().all(|line| line.mark == ' ' && same(&line.below))
}

fn below(text: &mut String, lines: &[Line<'_>], indent: &str) {
    for (i, line) in lines.iter().enumerate() {
        let (branch, rest) = if i + 1 == lines.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let _ = writeln!(text, "{} {indent}{branch}{}", line.mark, line.node);
        below(text, &line.below, &format!("{indent}{rest}"));
    }
}

/// Both lists in one, with as many in both as can be.
fn merge<'a>(mut expected: &'a [Node], mut actual: &'a [Node]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    while let ([want, wants @ ..], [got, gots @ ..]) = (expected, actual) {
        if want.expects(got) {
            lines.push(Line { mark: ' ', node: got, below: merge(&want.below, &got.below) });
            (expected, actual) = (wants, gots);
        } else if in_common(wants, actual) >= in_common(expected, gots) {
            lines.push(alone('-', want));
            expected = wants;
        } else {
            lines.push(alone('+', got));
            actual = gots;
        }
    }
    lines.extend(expected.iter().map(|node| alone('-', node)));
    lines.extend(actual.iter().map(|node| alone('+', node)));
    lines
}

fn alone(mark: char, node: &Node) -> Line<'_> {
    Line { mark, node, below: node.below.iter().map(|node| alone(mark, node)).collect() }
}

/// How many of the two lists go together in order.
fn in_common(expected: &[Node], actual: &[Node]) -> usize {
    let mut row = vec![0; actual.len() + 1];
    for want in expected {
        let mut corner = 0;
        for (i, got) in actual.iter().enumerate() {
            let left = row.get(i).copied().unwrap_or_default();
            if let Some(cell) = row.get_mut(i + 1) {
                let above = *cell;
                *cell = if want.expects(got) { corner + 1 } else { above.max(left) };
                corner = above;
            }
        }
    }
    row.last().copied().unwrap_or_default()
}
