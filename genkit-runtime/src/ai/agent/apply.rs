//! Changes of JSON (RFC 6902), carried out: what a client does with those that it is streamed.

use serde_json::{Map, Value};

use super::patch::{PatchOp, PatchOperation};
use crate::core::error::{Error, Result};

/// Names that no path may have: Genkit's other runtimes refuse them.
const FORBIDDEN: [&str; 3] = ["__proto__", "prototype", "constructor"];

impl PatchOperation {
    /// Carries out changes, one after the other; with an error none of them.
    ///
    /// A value that is `null` becomes an object where a member is added; what is to be removed and is not there is passed
    /// over.
    ///
    /// ```
    /// use genkit::PatchOperation;
    /// use serde_json::json;
    /// let changes: Vec<PatchOperation> = serde_json::from_value(json!([
    ///     {"op": "replace", "path": "", "value": {"seen": ["a"]}},
    ///     {"op": "add", "path": "/seen/-", "value": "b"},
    /// ]))?;
    /// let mut state = json!(null);
    /// PatchOperation::apply(&changes, &mut state)?;
    /// assert_eq!(state, json!({"seen": ["a", "b"]}));
    /// # Ok::<(), genkit::Error>(())
    /// ```
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a path that leads nowhere; `FAILED_PRECONDITION` if a test fails.
    pub fn apply(changes: &[Self], value: &mut Value) -> Result<()> {
        let mut after = value.clone();
        changes.iter().try_for_each(|change| change.carry_out(&mut after))?;
        *value = after;
        Ok(())
    }

    fn carry_out(&self, root: &mut Value) -> Result<()> {
        let path = tokens(&self.path)?;
        let from = || tokens(self.from.as_deref().unwrap_or_default());
        let value = self.value.clone().unwrap_or_default();
        match self.op {
            PatchOp::Add => put(root, &path, value, true, &self.path),
            PatchOp::Replace => put(root, &path, value, false, &self.path),
            PatchOp::Remove => {
                take(root, &path);
                Ok(())
            }
            PatchOp::Move => {
                let moved = take(root, &from()?).ok_or_else(|| nowhere(&self.path))?;
                put(root, &path, moved, true, &self.path)
            }
            PatchOp::Copy => {
                let copied = find(root, &from()?).cloned().ok_or_else(|| nowhere(&self.path))?;
                put(root, &path, copied, true, &self.path)
            }
            PatchOp::Test if find(root, &path) == Some(&value) => Ok(()),
            PatchOp::Test => {
                Err(Error::failed_precondition(format!("JSON Patch 'test' failed at \"{}\".", self.path)))
            }
        }
    }
}

fn nowhere(path: &str) -> Error {
    Error::invalid_argument(format!("JSON Patch path \"{path}\" leads nowhere."))
}

fn tokens(pointer: &str) -> Result<Vec<String>> {
    if pointer.is_empty() {
        return Ok(Vec::new());
    }
    let rest = pointer.strip_prefix('/').ok_or_else(|| {
        Error::invalid_argument(format!("Invalid JSON Pointer: \"{pointer}\" must start with \"/\"."))
    })?;
    let tokens: Vec<String> = rest.split('/').map(|t| t.replace("~1", "/").replace("~0", "~")).collect();
    match tokens.iter().find(|token| FORBIDDEN.contains(&token.as_str())) {
        Some(token) => Err(Error::invalid_argument(format!(
            "Invalid JSON Pointer: \"{pointer}\" contains forbidden token \"{token}\"."
        ))),
        None => Ok(tokens),
    }
}

fn step<'a>(value: &'a mut Value, token: &str) -> Option<&'a mut Value> {
    match value {
        Value::Object(members) => members.get_mut(token),
        Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
        _ => None,
    }
}

fn find<'a>(value: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, token| match value {
        Value::Object(members) => members.get(token),
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    })
}

fn put(root: &mut Value, path: &[String], value: Value, inserts: bool, told: &str) -> Result<()> {
    let Some((last, above)) = path.split_last() else {
        *root = value;
        return Ok(());
    };
    if root.is_null() {
        *root = Map::new().into();
    }
    let mut at = root;
    for token in above {
        at = step(at, token).ok_or_else(|| nowhere(told))?;
    }
    match at {
        Value::Object(members) => {
            members.insert(last.clone(), value);
        }
        Value::Array(items) if last == "-" => items.push(value),
        Value::Array(items) => {
            let place: usize = last.parse().map_err(|_| nowhere(told))?;
            if inserts && place <= items.len() {
                items.insert(place, value);
            } else {
                let there = items.get_mut(place).filter(|_| !inserts);
                *there.ok_or_else(|| nowhere(told))? = value;
            }
        }
        _ => return Err(nowhere(told)),
    }
    Ok(())
}

fn take(root: &mut Value, path: &[String]) -> Option<Value> {
    let Some((last, above)) = path.split_last() else { return Some(root.take()) };
    let mut at = root;
    for token in above {
        at = step(at, token)?;
    }
    match at {
        Value::Object(members) => members.shift_remove(last),
        Value::Array(items) => {
            let place = last.parse::<usize>().ok().filter(|place| *place < items.len())?;
            Some(items.remove(place))
        }
        _ => None,
    }
}
