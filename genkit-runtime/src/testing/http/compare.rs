//! Whether a request is the recorded one, and where it is not.

use serde_json::Value;

use super::cassette::{Asked, Tape};

pub(super) fn same(recorded: &Asked, asked: &Asked) -> bool {
    recorded.method == asked.method && recorded.url == asked.url && recorded.body == asked.body
}

/// The recorded request that is most like this one, told by its differences.
pub(super) fn nearest(tape: &Tape, asked: &Asked) -> String {
    let unused = tape.interactions.iter().filter(|i| !i.used);
    let nearest = unused.map(|i| differences(&i.request, asked)).min_by_key(Vec::len);
    match nearest {
        None if tape.interactions.is_empty() => "it is empty".to_owned(),
        None => "every recorded answer has been given".to_owned(),
        Some(differences) => {
            let more = differences.len().saturating_sub(3);
            let shown: Vec<String> = differences.into_iter().take(3).collect();
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            format!("the nearest differs in {}{more}", shown.join("; "))
        }
    }
}

fn differences(recorded: &Asked, asked: &Asked) -> Vec<String> {
    let mut found = Vec::new();
    for (name, was, is) in
        [("method", &recorded.method, &asked.method), ("address", &recorded.url, &asked.url)]
    {
        if was != is {
            found.push(format!("the {name}: recorded {was}, asked {is}"));
        }
    }
    walk(&recorded.body, &asked.body, "", &mut found);
    found
}

fn walk(was: &Value, is: &Value, path: &str, found: &mut Vec<String>) {
    match (was, is) {
        (Value::Object(a), Value::Object(b)) => {
            for (name, was) in a {
                let path = format!("{path}/{name}");
                match b.get(name) {
                    Some(is) => walk(was, is, &path, found),
                    None => found.push(format!("{path}: recorded {}, not asked", short(was))),
                }
            }
            for (name, is) in b.iter().filter(|(name, _)| !a.contains_key(*name)) {
                found.push(format!("{path}/{name}: not recorded, asked {}", short(is)));
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (was, is)) in a.iter().zip(b).enumerate() {
                walk(was, is, &format!("{path}/{at}"), found);
            }
        }
        (was, is) if was != is => found.push(format!("{path}: recorded {}, asked {}", short(was), short(is))),
        _ => {}
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        text
    } else {
        format!("{}…", text.chars().take(60).collect::<String>())
    }
}
