//! The end of a text: a complete value, or an error.

use serde_json::Value;

use super::items::Items;
use super::stream::Mode;
use super::verdict::Status;
use super::{JsonError, JsonErrorKind, JsonStream};

impl JsonStream {
    /// Ends the text: the value if it is complete, or else the error that carries what there is.
    ///
    /// ```
    /// # use serde_json::json;
    /// let mut stream = genkit::json::JsonStream::new();
    /// stream.push("[1, [2");
    /// let error = stream.finish().unwrap_err();
    /// assert_eq!(error.partial(), Some(&json!([1, [2]])));
    /// ```
    pub fn finish(self) -> Result<Value, JsonError> {
        self.finish_parser().map(|(value, _)| value)
    }

    /// Like [`finish`](Self::finish), for the list alone.
    ///
    /// ```
    /// # use genkit::json::{JsonErrorKind, JsonStream};
    /// # use serde_json::json;
    /// let mut stream = JsonStream::new();
    /// stream.push(r#"{"rows": [1, "two"]}"#);
    /// assert_eq!(stream.finish_items()?, [json!(1), json!("two")]);
    ///
    /// let mut stream = JsonStream::new();
    /// stream.push(r#"{"rows": 2}"#);
    /// assert_eq!(stream.finish_items().unwrap_err().kind(), JsonErrorKind::NoArray);
    /// # Ok::<(), genkit::json::JsonError>(())
    /// ```
    pub fn finish_items(self) -> Result<Vec<Value>, JsonError> {
        let length = self.length;
        let (value, items) = self.finish_parser()?;
        items
            .into_list(value)
            .map_err(|value| JsonError::new(JsonErrorKind::NoArray, "", length, Some(value)))
    }

    fn finish_parser(mut self) -> Result<(Value, Items), JsonError> {
        let tree = &mut self.parser.tree;
        let (value, items) = (tree.take_root(), std::mem::take(&mut tree.items));
        let (kind, reason, offset) = match (&self.mode, self.parser.status(), self.failure) {
            (Mode::Value, Status::Failed(failure), _) => (failure.kind, failure.reason, failure.offset),
            (Mode::Value, _, _) => (JsonErrorKind::Truncated, "", self.length),
            (Mode::Search { .. }, _, Some(failure)) if self.other.is_none() => {
                (failure.kind, failure.reason, failure.offset)
            }
            _ => match value.or(self.other) {
                Some(value) => return Ok((value, items)),
                None => return Err(JsonError::new(JsonErrorKind::Missing, "", self.length, None)),
            },
        };
        Err(JsonError::new(kind, reason, offset, value))
    }
}
