//! YAML as a tree that knows its places.

mod load;
mod scalar;

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, Result};
use crate::limits::MAX_VALUE_DEPTH;
use crate::position::Position;

pub(crate) use load::load;

/// A value and where it stands; what did not come from a text stands nowhere.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) content: Content,
    pub(crate) position: Option<Position>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    /// The value, and the text it was written as.
    Scalar(Value, String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A member of a map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) position: Option<Position>,
    pub(crate) value: Node,
}

impl Node {
    pub(crate) fn null(position: Option<Position>) -> Self {
        Node { content: Content::Scalar(Value::Null, String::new()), position }
    }

    /// A value from elsewhere.
    pub(crate) fn from_json(value: &Value) -> Result<Self> {
        from_json(value, 0)
    }

    pub(crate) fn to_json(&self) -> Value {
        match &self.content {
            Content::Scalar(value, _) => value.clone(),
            Content::List(items) => items.iter().map(Node::to_json).collect(),
            Content::Map(entries) => Value::Object(to_map(entries)),
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        Some(&self.entry(key)?.value)
    }

    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.content {
            Content::Map(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(Value::String(text), _) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.content, Content::Scalar(Value::Null, _))
    }

    /// An error at this place.
    pub(crate) fn error(&self, kind: ErrorKind, message: impl Into<String>) -> Error {
        let error = Error::new(kind, message);
        match self.position {
            Some(position) => error.at(position),
            None => error,
        }
    }
}

pub(crate) fn to_map(entries: &[Entry]) -> Map<String, Value> {
    entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect()
}

fn from_json(value: &Value, depth: usize) -> Result<Node> {
    if depth > MAX_VALUE_DEPTH {
        let message = format!("the value is nested more than {MAX_VALUE_DEPTH} deep");
        return Err(Error::new(ErrorKind::Limit, message));
    }
    let content = match value {
        Value::Array(items) => {
            Content::List(items.iter().map(|item| from_json(item, depth + 1)).collect::<Result<_>>()?)
        }
        Value::Object(members) => {
            let entry = |(key, value): (&String, &Value)| -> Result<Entry> {
                Ok(Entry { key: key.clone(), position: None, value: from_json(value, depth + 1)? })
            };
            Content::Map(members.iter().map(entry).collect::<Result<_>>()?)
        }
        scalar => Content::Scalar(scalar.clone(), String::new()),
    };
    Ok(Node { content, position: None })
}
