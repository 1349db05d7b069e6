//! The raw answer of a stream, put together as if it had come whole.

use serde_json::{Map, Value};

/// The raw answer so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Aggregate {
    answer: Map<String, Value>,
    candidate: Map<String, Value>,
    parts: Vec<Value>,
}

impl Aggregate {
    /// Adds an event without its candidates.
    pub(super) fn event(&mut self, event: Map<String, Value>) {
        self.answer.extend(event);
    }

    /// Adds what the first candidate tells besides its content.
    pub(super) fn candidate(&mut self, told: Map<String, Value>) {
        for (name, value) in told {
            let lists = ["groundingMetadata", "citationMetadata", "urlContextMetadata"];
            match (self.candidate.get_mut(&name), value) {
                (Some(Value::Object(known)), Value::Object(more)) if lists.contains(&name.as_str()) => {
                    append(known, more);
                }
                (_, value) => {
                    self.candidate.insert(name, value);
                }
            }
        }
    }

    /// Adds a part, whole.
    pub(super) fn part(&mut self, part: Value) {
        self.parts.push(part);
    }

    /// The answer.
    pub(super) fn into_raw(self) -> Value {
        let Self { mut answer, mut candidate, parts } = self;
        if !candidate.is_empty() || !parts.is_empty() {
            let members = [("role".to_owned(), "model".into()), ("parts".to_owned(), parts.into())];
            candidate.insert("content".to_owned(), Map::from_iter(members).into());
            candidate.entry("index").or_insert_with(|| 0.into());
            answer.insert("candidates".to_owned(), Value::Array(vec![candidate.into()]));
        }
        answer.into()
    }
}

/// Lists get longer, everything else is replaced.
fn append(known: &mut Map<String, Value>, more: Map<String, Value>) {
    for (name, value) in more {
        match (known.get_mut(&name), value) {
            (Some(Value::Array(all)), Value::Array(more)) => all.extend(more),
            (_, value) => {
                known.insert(name, value);
            }
        }
    }
}
