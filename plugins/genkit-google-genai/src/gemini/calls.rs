//! Calls of tools whose arguments come in pieces.

use genkit::{Part, ToolNames, ToolRequest};
use serde_json::{Map, Value, json};

/// A call that is still written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Open {
    name: String,
    id: Option<Value>,
    args: Option<Value>,
    signature: Option<Value>,
    /// How much has come, and at how much it is shown again.
    length: usize,
    next: usize,
}

/// What a piece of a call makes.
#[derive(Debug)]
pub(super) enum Step {
    /// It goes on; this is how it stands, unless that was shown a moment ago.
    More(Option<Part>),
    /// It is complete; the flag tells whether its signature was shown with its beginning.
    Done(Value, bool),
}

impl Open {
    /// Takes a piece. `open` is the call that is still written, if there is one.
    pub(super) fn take(open: &mut Option<Self>, part: &Value, names: &ToolNames) -> Step {
        let empty = Map::new();
        let piece = part.get("functionCall").and_then(Value::as_object).unwrap_or(&empty);
        let mut call = open.take().unwrap_or_default();
        if let Some(name) = piece.get("name").and_then(Value::as_str) {
            name.clone_into(&mut call.name);
        }
        if let Some(id) = piece.get("id") {
            call.id = Some(id.clone());
        }
        let shown = call.signature.is_some();
        if let Some(signature) = part.get("thoughtSignature") {
            call.signature = Some(signature.clone());
        }
        if let Some(args) = piece.get("args") {
            call.args = Some(args.clone());
        }
        for piece in piece.get("partialArgs").and_then(Value::as_array).into_iter().flatten() {
            call.length += apply(call.args.get_or_insert_with(|| json!({})), piece);
        }
        if piece.get("willContinue").is_some_and(|more| more == &Value::Bool(true)) {
            let shown = call.show(names, part.get("thoughtSignature"));
            *open = Some(call);
            return Step::More(shown);
        }
        Step::Done(call.finish(), shown)
    }

    /// True if a piece begins a call of its own.
    pub(super) fn is_another(&self, piece: &Value) -> bool {
        piece.get("name").and_then(Value::as_str).is_some_and(|name| name != self.name)
    }

    /// The call as the API would have sent it whole.
    pub(super) fn finish(self) -> Value {
        let mut call = Map::new();
        call.extend(self.id.map(|id| ("id".to_owned(), id)));
        call.insert("name".to_owned(), self.name.into());
        call.extend(self.args.map(|args| ("args".to_owned(), args)));
        let mut part = Map::from_iter([("functionCall".to_owned(), call.into())]);
        part.extend(self.signature.map(|signature| ("thoughtSignature".to_owned(), signature)));
        part.into()
    }

    /// The call so far. Long arguments are shown at each new sixteenth, so that showing them costs no more than a
    /// multiple of their length.
    fn show(&mut self, names: &ToolNames, signature: Option<&Value>) -> Option<Part> {
        if self.length < self.next {
            return None;
        }
        self.next = if self.length < SHORT { 0 } else { self.length + self.length / 16 };
        let request = ToolRequest {
            name: names.given(&self.name),
            reference: self.id.as_ref().and_then(Value::as_str).map(str::to_owned),
            input: self.args.clone(),
            partial: Some(true),
        };
        let part = Part::from(request);
        Some(match signature {
            Some(signature) => part.with_metadata("thoughtSignature", signature.clone()),
            None => part,
        })
    }
}

/// Sets what a piece tells at its path; text is added to the text that stands there. Gives how much came.
fn apply(args: &mut Value, piece: &Value) -> usize {
    let Some(path) = piece.get("jsonPath").and_then(Value::as_str) else { return 0 };
    let text = piece.get("stringValue").and_then(Value::as_str);
    let value = piece.get("numberValue").or_else(|| piece.get("boolValue"));
    let Some(place) = place(args, path) else { return 0 };
    match (text, value) {
        (Some(text), _) => match place {
            Value::String(known) => known.push_str(text),
            place => *place = text.into(),
        },
        (None, Some(value)) => *place = value.clone(),
        (None, None) => *place = Value::Null,
    }
    text.map_or(1, str::len)
}

/// Arguments so short are always shown.
const SHORT: usize = 1024;
/// The longest list that is made to reach a place in it.
const LONGEST: usize = 100_000;

/// The value at a path such as `$.operations[1].price`, made where it is not there.
fn place<'a>(root: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    let mut place = root;
    for step in steps(path)? {
        match step {
            Hop::Member(name) => {
                if !place.is_object() {
                    *place = json!({});
                }
                place = place.as_object_mut()?.entry(name).or_insert(Value::Null);
            }
            Hop::Item(at) => {
                if !place.is_array() {
                    *place = json!([]);
                }
                let items = place.as_array_mut().filter(|_| at < LONGEST)?;
                if items.len() <= at {
                    items.resize(at + 1, Value::Null);
                }
                place = items.get_mut(at)?;
            }
        }
    }
    Some(place)
}

enum Hop {
    Member(String),
    Item(usize),
}

/// Reads `$.a[0]['b c']`.
fn steps(path: &str) -> Option<Vec<Hop>> {
    let mut rest = path.strip_prefix('$').unwrap_or(path);
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(quoted) = ["['", "[\""].iter().find_map(|open| rest.strip_prefix(open)) {
            let end = if rest.starts_with("['") { "']" } else { "\"]" };
            let (name, after) = quoted.split_once(end)?;
            steps.push(Hop::Member(name.to_owned()));
            rest = after;
        } else if let Some(inside) = rest.strip_prefix('[') {
            let (at, after) = inside.split_once(']')?;
            steps.push(Hop::Item(at.parse().ok()?));
            rest = after;
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (name, after) = name.split_at(end);
            if name.is_empty() {
                return None;
            }
            steps.push(Hop::Member(name.to_owned()));
            rest = after;
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_where_their_path_says() {
        let mut args = json!({});
        for (path, value) in [
            ("$.a", json!({"stringValue": "x"})),
            ("$.a", json!({"stringValue": "y"})),
            ("$.list[1].n", json!({"numberValue": 0.5})),
            ("$['b c']", json!({"boolValue": true})),
            ("$.gone", json!({"nullValue": "NULL_VALUE"})),
            ("$.list[999999999]", json!({"numberValue": 1})),
            ("$..", json!({"numberValue": 1})),
        ] {
            let mut piece = value;
            piece["jsonPath"] = path.into();
            apply(&mut args, &piece);
        }
        assert_eq!(args, json!({"a": "xy", "list": [null, {"n": 0.5}], "b c": true, "gone": null}));
    }
}
