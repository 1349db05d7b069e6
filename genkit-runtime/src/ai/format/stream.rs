//! What has been said so far, read while it streams: a chunk costs the same however long the answer is.

use std::sync::LazyLock;

use serde_json::Value;

use super::{Format, Reading};
use crate::core::json::{JsonLinesStream, JsonRoot, JsonStream};

/// The output of an answer while it streams.
#[derive(Debug)]
pub(crate) enum OutputStream {
    /// Not read.
    Text,
    Json(JsonStream),
    Array(JsonStream),
    Lines(JsonLinesStream),
}

static NO_ITEMS: LazyLock<Value> = LazyLock::new(|| Value::Array(Vec::new()));

impl OutputStream {
    pub(crate) fn new(format: Option<&Format>) -> Self {
        match format.map_or(Reading::Json, |f| if f.parse.is_some() { Reading::Text } else { f.reading }) {
            Reading::Text | Reading::Enum => OutputStream::Text,
            Reading::Json => OutputStream::Json(JsonStream::new()),
            Reading::Array => OutputStream::Array(JsonStream::expecting(JsonRoot::Array)),
            Reading::Lines => OutputStream::Lines(JsonLinesStream::new()),
        }
    }

    /// A new one of the same kind.
    pub(crate) fn again(&self) -> Self {
        match self {
            OutputStream::Text => OutputStream::Text,
            OutputStream::Json(_) => OutputStream::Json(JsonStream::new()),
            OutputStream::Array(_) => OutputStream::Array(JsonStream::expecting(JsonRoot::Array)),
            OutputStream::Lines(_) => OutputStream::Lines(JsonLinesStream::new()),
        }
    }

    pub(crate) fn push(&mut self, text: &str) {
        match self {
            OutputStream::Text => {}
            OutputStream::Json(stream) | OutputStream::Array(stream) => stream.push(text),
            OutputStream::Lines(stream) => stream.push(text),
        }
    }

    /// What can be read so far, repaired where it is cut off.
    pub(crate) fn value(&self) -> Option<&Value> {
        match self {
            OutputStream::Text => None,
            OutputStream::Json(stream) => stream.value(),
            OutputStream::Array(stream) => Some(stream.value().unwrap_or(&NO_ITEMS)),
            OutputStream::Lines(stream) => Some(stream.value()),
        }
    }

    /// The items of the array so far, and how many of them are whole.
    pub(crate) fn items(&self) -> (&[Value], usize) {
        match self {
            OutputStream::Text => (&[], 0),
            OutputStream::Json(stream) | OutputStream::Array(stream) => {
                (stream.items(), stream.complete_items())
            }
            OutputStream::Lines(stream) => (stream.items(), stream.complete_items()),
        }
    }
}
