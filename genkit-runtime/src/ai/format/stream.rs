//! What has been said so far, read while it streams: a chunk costs the same however long the answer is.

use std::sync::LazyLock;

use serde_json::Value;

use super::shown::shown;
use super::{Format, Reading};
use crate::core::json::{JsonLinesStream, JsonRoot, JsonStream};

/// The output of an answer while it streams.
#[derive(Debug)]
pub(crate) struct OutputStream {
    kind: Kind,
    /// How many items were given out before the last chunk.
    given: usize,
    /// How many will have been given out before the next one.
    settled: usize,
    /// How many items were looked at for that.
    looked_at: usize,
}

#[derive(Debug)]
enum Kind {
    /// Not read.
    Text,
    /// One word, whole at the end only.
    Word,
    Json(JsonStream),
    Array(JsonStream),
    Lines(JsonLinesStream),
}

static NO_ITEMS: LazyLock<Value> = LazyLock::new(|| Value::Array(Vec::new()));

impl Kind {
    fn new(format: Option<&Format>) -> Self {
        match format.map_or(Reading::Json, |f| if f.parse.is_some() { Reading::Enum } else { f.reading }) {
            Reading::Text => Kind::Text,
            Reading::Enum => Kind::Word,
            Reading::Json => Kind::Json(JsonStream::new()),
            Reading::Array => Kind::Array(JsonStream::expecting(JsonRoot::Array)),
            Reading::Lines => Kind::Lines(JsonLinesStream::new()),
        }
    }

    fn again(&self) -> Self {
        match self {
            Kind::Text => Kind::Text,
            Kind::Word => Kind::Word,
            Kind::Json(_) => Kind::Json(JsonStream::new()),
            Kind::Array(_) => Kind::Array(JsonStream::expecting(JsonRoot::Array)),
            Kind::Lines(_) => Kind::Lines(JsonLinesStream::new()),
        }
    }
}

impl OutputStream {
    pub(crate) fn new(format: Option<&Format>) -> Self {
        Self::of(Kind::new(format))
    }

    fn of(kind: Kind) -> Self {
        Self { kind, given: 0, settled: 0, looked_at: 0 }
    }

    /// A new one of the same kind.
    pub(crate) fn again(&self) -> Self {
        Self::of(self.kind.again())
    }

    /// Another chunk begins.
    pub(crate) fn next_chunk(&mut self) {
        if let Kind::Array(stream) = &self.kind {
            // Objects are given out once; what stands behind the last one is given again, as Genkit has it.
            let new = stream.items().get(self.looked_at..).unwrap_or_default();
            if let Some(last) = new.iter().rposition(Value::is_object) {
                self.settled = self.looked_at + last + 1;
            }
            self.looked_at += new.len();
        }
        self.given = self.settled;
    }

    /// Takes more text of the chunk.
    pub(crate) fn push(&mut self, text: &str) {
        match &mut self.kind {
            Kind::Text | Kind::Word => {}
            Kind::Json(stream) | Kind::Array(stream) => stream.push(text),
            Kind::Lines(stream) => match text.rfind('\n').map(|end| text.split_at(end)) {
                // Items are given out again until their line ends.
                Some((ended, begun)) => {
                    stream.push(ended);
                    self.settled = stream.complete_items();
                    stream.push(begun);
                }
                None => stream.push(text),
            },
        }
    }

    /// What can be read so far, repaired where it is cut off.
    pub(crate) fn value(&self) -> Option<&Value> {
        match &self.kind {
            Kind::Text | Kind::Word => None,
            Kind::Json(stream) => stream.value(),
            Kind::Array(stream) => Some(stream.value().unwrap_or(&NO_ITEMS)),
            Kind::Lines(stream) => Some(stream.value()),
        }
    }

    /// The items of the array so far, and how many of them are whole.
    pub(crate) fn items(&self) -> (&[Value], usize) {
        match &self.kind {
            Kind::Text | Kind::Word => (&[], 0),
            Kind::Json(stream) | Kind::Array(stream) => (stream.items(), stream.complete_items()),
            Kind::Lines(stream) => (stream.items(), stream.complete_items()),
        }
    }

    /// What the last chunk gives, of this text, after all this text.
    pub(crate) fn of_chunk(&self, text: impl FnOnce() -> String, so_far: &str) -> Option<Value> {
        match &self.kind {
            Kind::Text => Some(text().into()),
            Kind::Word => None,
            Kind::Json(stream) => shown(stream, so_far),
            Kind::Array(_) | Kind::Lines(_) => {
                Some(self.items().0.get(self.given..).unwrap_or_default().to_vec().into())
            }
        }
    }
}
