//! Changes of JSON (RFC 6902): what makes one value of another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One change of a JSON document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PatchOperation {
    /// What is done.
    pub op: PatchOp,
    /// Where, as a JSON pointer; empty for the whole.
    pub path: String,
    /// Where from, for moves and copies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The new value.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// What a [`PatchOperation`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PatchOp {
    /// Adds a member or an item.
    Add,
    /// Takes one away.
    Remove,
    /// Puts another value in its place.
    Replace,
    /// Moves it.
    Move,
    /// Copies it.
    Copy,
    /// Fails unless it is this value.
    Test,
}

/// A member that is there and `null` is not the same as one that is not there.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// The whole in place of what was there.
pub(super) fn whole(value: Value) -> Vec<PatchOperation> {
    vec![operation(PatchOp::Replace, String::new(), Some(value))]
}

/// What makes `to` of `from`: additions, removals and replacements, none if they are equal.
pub(super) fn diff(from: &Value, to: &Value) -> Vec<PatchOperation> {
    let mut operations = Vec::new();
    compare(from, to, String::new(), &mut operations);
    operations
}

fn operation(op: PatchOp, path: String, value: Option<Value>) -> PatchOperation {
    PatchOperation { op, path, from: None, value }
}

fn compare(from: &Value, to: &Value, path: String, out: &mut Vec<PatchOperation>) {
    match (from, to) {
        (from, to) if from == to => {}
        (Value::Object(from), Value::Object(to)) => {
            for name in from.keys().filter(|name| !to.contains_key(*name)) {
                out.push(operation(PatchOp::Remove, at(&path, name), None));
            }
            for (name, value) in to {
                match from.get(name) {
                    Some(before) => compare(before, value, at(&path, name), out),
                    None => out.push(operation(PatchOp::Add, at(&path, name), Some(value.clone()))),
                }
            }
        }
        (Value::Array(from), Value::Array(to)) => {
            for (i, (before, value)) in from.iter().zip(to).enumerate() {
                compare(before, value, format!("{path}/{i}"), out);
            }
            for value in to.iter().skip(from.len()) {
                out.push(operation(PatchOp::Add, format!("{path}/-"), Some(value.clone())));
            }
            for i in (to.len()..from.len()).rev() {
                out.push(operation(PatchOp::Remove, format!("{path}/{i}"), None));
            }
        }
        (_, to) => out.push(operation(PatchOp::Replace, path, Some(to.clone()))),
    }
}

fn at(path: &str, name: &str) -> String {
    format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"))
}
