//! Reading a tree of spans that a test wrote.

use super::node::Node;
use crate::core::error::{Error, Result};

/// One line: how far to the right it begins, and what it says.
type Line = (usize, Node);

pub(super) fn forest(text: &str) -> Result<Vec<Node>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(read);
    let lines = lines.collect::<Result<Vec<_>>>()?;
    let mut lines = lines.into_iter().peekable();
    let mut roots = Vec::new();
    let first = lines.peek().map_or(0, |(column, _)| *column);
    while let Some((column, mut node)) = lines.next() {
        if column < first {
            return Err(Error::invalid_argument(format!(
                "`{node}` stands further to the left than the first span"
            )));
        }
        node.below = below(column, &mut lines);
        roots.push(node);
    }
    Ok(roots)
}

/// The spans that follow further to the right.
fn below(above: usize, lines: &mut std::iter::Peekable<impl Iterator<Item = Line>>) -> Vec<Node> {
    let mut nodes = Vec::new();
    while let Some((column, mut node)) = lines.next_if(|(column, _)| *column > above) {
        node.below = below(column, lines);
        nodes.push(node);
    }
    nodes
}

fn read(line: &str) -> Result<Line> {
    let said = line.trim_start_matches(|c: char| c.is_whitespace() || "│├└─".contains(c));
    let column = line.chars().count() - said.chars().count();
    let (span, error) = match said.split_once('✗') {
        Some((span, error)) => (span, Some(error.trim().to_owned())),
        None => (said, None),
    };
    let (kind, name) = span.trim().split_once(char::is_whitespace).ok_or_else(|| {
        Error::invalid_argument(format!("`{}` is not the kind and the name of a span", said.trim()))
    })?;
    let name = without_time(name.trim()).to_owned();
    Ok((column, Node { kind: kind.to_owned(), name, error, below: Vec::new() }))
}

/// A name without the time taken, as a tree that was printed has it.
fn without_time(name: &str) -> &str {
    let untimed = name.strip_suffix(" ms").and_then(|rest| {
        let (name, number) = rest.rsplit_once(' ')?;
        number.parse::<f64>().ok().map(|_| name)
    });
    untimed.or_else(|| name.strip_suffix(" …")).unwrap_or(name)
}
