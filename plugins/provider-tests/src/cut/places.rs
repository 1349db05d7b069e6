//! Where a stream is cut.

use std::collections::HashSet;

/// So many cuts of a stream are also made by a call, its end aside.
const CALLS: usize = 12;

/// Where its events end, the last one at its own end: with an empty line, and so each line of JSON, which says no less.
pub(super) fn events(body: &[u8]) -> Vec<usize> {
    let (mut ends, mut at) = (Vec::new(), 0);
    let mut lines = body.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        at += line.len();
        let whole = line.trim_ascii().is_empty() || line.trim_ascii_start().starts_with(b"{");
        if whole || lines.peek().is_none() {
            ends.push(at);
        }
    }
    if ends.is_empty() { vec![0] } else { ends }
}

/// Some places at odd distances, and the last ones.
pub(super) fn sample(length: usize) -> HashSet<usize> {
    let stride = (length / CALLS) | 1;
    (0..=length).filter(|at| at.is_multiple_of(stride) || at + 4 > length).collect()
}
