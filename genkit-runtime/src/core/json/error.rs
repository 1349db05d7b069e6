//! Why a text gave no complete JSON value.

use std::fmt;

use serde_json::Value;

use super::MAX_DEPTH;

/// What went wrong; see [`JsonError`].
///
/// ```
/// use genkit::json::{JsonErrorKind, extract_json};
///
/// let error = extract_json("no idea").unwrap_err();
/// assert_eq!(error.kind(), JsonErrorKind::Missing);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// The text holds no JSON object or array.
    Missing,
    /// The text holds JSON, but no array to take items from.
    NoArray,
    /// The text ends before its JSON does.
    Truncated,
    /// What began as JSON does not go on as JSON.
    Malformed,
    /// Objects and arrays are nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
}

/// A text that gave no complete JSON value.
///
/// The error carries what could be read until then, so that a caller can show or log it. It is no result: a
/// value that was cut off is never handed out as a success. The message tells the place and the cause and
/// quotes nothing of the text.
///
/// ```
/// use genkit::json::{JsonErrorKind, extract_json};
/// use serde_json::json;
///
/// let error = extract_json(r#"{"a": 1, "b": "tru"#).unwrap_err();
/// assert_eq!(error.kind(), JsonErrorKind::Truncated);
/// assert_eq!(error.offset(), 18);
/// assert_eq!(error.partial(), Some(&json!({"a": 1, "b": "tru"})));
/// assert_eq!(error.to_string(), "the text ends at byte 18, before its JSON is complete");
/// ```
#[derive(Clone, Debug)]
pub struct JsonError {
    // Boxed, so that a `Result` on the good path stays small.
    inner: Box<Inner>,
}

#[derive(Clone, Debug)]
struct Inner {
    kind: JsonErrorKind,
    reason: &'static str,
    offset: usize,
    partial: Option<Value>,
}

impl JsonError {
    pub(super) fn new(
        kind: JsonErrorKind,
        reason: &'static str,
        offset: usize,
        partial: Option<Value>,
    ) -> Self {
        Self { inner: Box::new(Inner { kind, reason, offset, partial }) }
    }

    /// What went wrong.
    ///
    /// ```
    /// # use genkit::json::{JsonErrorKind, extract_json};
    /// assert_eq!(extract_json("[1, 2").unwrap_err().kind(), JsonErrorKind::Truncated);
    /// ```
    #[must_use]
    pub fn kind(&self) -> JsonErrorKind {
        self.inner.kind
    }

    /// The byte of the text at which it went wrong: where the text ends, or where it stops being JSON.
    ///
    /// ```
    /// # use genkit::json::extract_json;
    /// assert_eq!(extract_json("see: [1 2]").unwrap_err().offset(), 8);
    /// ```
    #[must_use]
    pub fn offset(&self) -> usize {
        self.inner.offset
    }

    /// What could be read, with open strings, arrays and objects closed.
    ///
    /// ```
    /// # use genkit::json::extract_json;
    /// # use serde_json::json;
    /// assert_eq!(extract_json("[1, 2").unwrap_err().partial(), Some(&json!([1, 2])));
    /// ```
    #[must_use]
    pub fn partial(&self) -> Option<&Value> {
        self.inner.partial.as_ref()
    }

    /// Like [`partial`](Self::partial), owned.
    ///
    /// ```
    /// # use genkit::json::extract_json;
    /// # use serde_json::json;
    /// assert_eq!(extract_json("[1, 2").unwrap_err().into_partial(), Some(json!([1, 2])));
    /// ```
    #[must_use]
    pub fn into_partial(self) -> Option<Value> {
        self.inner.partial
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, reason, offset, .. } = &*self.inner;
        match kind {
            JsonErrorKind::Missing => f.write_str("the text holds no JSON object or array"),
            JsonErrorKind::NoArray => f.write_str("the JSON in the text holds no array of items"),
            JsonErrorKind::Truncated => {
                write!(f, "the text ends at byte {offset}, before its JSON is complete")
            }
            JsonErrorKind::Malformed => write!(f, "the JSON is malformed at byte {offset}: {reason}"),
            JsonErrorKind::TooDeep => {
                write!(
                    f,
                    "at byte {offset} more than {MAX_DEPTH} objects and arrays of the JSON contain each other"
                )
            }
        }
    }
}

impl std::error::Error for JsonError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_quotes_nothing() {
        let error =
            JsonError::new(JsonErrorKind::Malformed, "expected a comma", 7, Some(Value::from("a secret")));
        assert_eq!(error.to_string(), "the JSON is malformed at byte 7: expected a comma");
        assert_eq!(error.into_partial(), Some(Value::from("a secret")));
    }

    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<JsonError>(), size_of::<usize>());
    }
}
