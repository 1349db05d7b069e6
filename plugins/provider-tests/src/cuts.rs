//! Where a recorded stream is cut.

use std::collections::HashSet;

use serde_json::Value;

use crate::Framing;

/// How much is read again for the cuts of one stream, its ends aside.
const BUDGET: usize = 500_000;

/// Every byte of a stream that is short. Of a long one every byte of the first event of each shape, as long as that takes, and of
/// the beginning and the end, with places between at odd distances; every byte with `EVERY_BYTE=1`.
pub(crate) fn cuts(body: &str, framing: Framing) -> Vec<usize> {
    let length = body.len();
    if length * length / 2 <= BUDGET || std::env::var_os("EVERY_BYTE").is_some() {
        return (0..=length).collect();
    }
    let stride = (length / 10) | 1;
    let mut kept: Vec<usize> =
        (0..=length).filter(|at| at.is_multiple_of(stride) || *at < 40 || at + 30 > length).collect();
    let mut left = BUDGET;
    let (mut shapes, mut begin) = (HashSet::new(), 0);
    let end = match framing {
        Framing::Sse => "\n\n",
        Framing::Lines => "\n",
    };
    for event in body.split_inclusive(end) {
        let mut lines = event.lines();
        let data: Option<Value> =
            lines.find_map(|line| serde_json::from_str(line.trim_start_matches("data:")).ok());
        if data.as_ref().is_some_and(|data| shapes.insert(shape(data))) {
            for at in begin..=begin + event.len() {
                if left < at {
                    break;
                }
                left -= at;
                kept.push(at);
            }
        }
        begin += event.len();
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// The names of an event's members, and what tells kinds of events apart.
fn shape(event: &Value) -> String {
    match event {
        Value::Object(members) => {
            let each = members.iter().map(|(name, value)| match value {
                Value::String(kind) if name == "type" || name == "object" => format!("{name}={kind}"),
                value => format!("{name}:{}", shape(value)),
            });
            format!("{{{}}}", each.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.first().map(shape).unwrap_or_default()),
        Value::Null => "-".to_owned(),
        _ => String::new(),
    }
}
