//! Where two values differ.

use serde_json::Value;

/// Each place where `is` is not what `expected` is; numbers are compared by value.
pub(crate) fn differences(expected: &Value, is: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(expected, is, "", &mut found);
    found
}

fn walk(expected: &Value, is: &Value, path: &str, found: &mut Vec<String>) {
    match (expected, is) {
        (Value::Object(a), Value::Object(b)) => {
            for (name, expected) in a {
                match b.get(name) {
                    Some(is) => walk(expected, is, &format!("{path}/{name}"), found),
                    None => found.push(format!("{path}/{name}: expected {}, is not there", short(expected))),
                }
            }
            for (name, is) in b.iter().filter(|(name, _)| !a.contains_key(*name)) {
                found.push(format!("{path}/{name}: not expected, is {}", short(is)));
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                found.push(format!("{path}: expected {} items, are {}", a.len(), b.len()));
            }
            for (at, (expected, is)) in a.iter().zip(b).enumerate() {
                walk(expected, is, &format!("{path}/{at}"), found);
            }
        }
        (Value::Number(a), Value::Number(b)) if same_number(a, b) => {}
        _ if expected == is => {}
        _ => found.push(format!("{path}: expected {}, is {}", short(expected), short(is))),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 200 {
        text
    } else {
        format!("{}…", text.chars().take(200).collect::<String>())
    }
}

/// Vectors have 32-bit numbers.
fn same_number(expected: &serde_json::Number, is: &serde_json::Number) -> bool {
    expected.as_f64() == is.as_f64() || expected.as_f64().map(|n| n as f32) == is.as_f64().map(|n| n as f32)
}
