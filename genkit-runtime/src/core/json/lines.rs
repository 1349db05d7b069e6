//! JSON Lines: an object a line.

use serde_json::Value;

use super::parser::Parser;
use super::verdict::{Failure, Status};
use super::{JsonError, JsonErrorKind, JsonState};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    LineStart,
    Item,
    /// Behind an object, on its line.
    Behind,
    /// On a line that holds no object.
    OtherLine,
}

/// Reads JSON Lines that arrive in pieces: each line that starts with `{` is an item.
///
/// Other lines (prose, code fences) are passed over, as is what stands behind an object on its line, except
/// for another object. An object may go over several lines. An item is complete when its last brace is there.
/// [The module](super) tells what is accepted within an object, and what is shown of the one that is cut off.
///
/// ```
/// use genkit::json::JsonLinesStream;
/// use serde_json::json;
///
/// let mut stream = JsonLinesStream::new();
/// stream.push("{\"id\": 1}\n{\"id\": 2, \"na");
/// assert_eq!(stream.new_items(), [json!({"id": 1})]);
/// assert_eq!(stream.value(), &json!([{"id": 1}, {"id": 2}]));
/// stream.push("me\": \"x\"}\n");
/// assert_eq!(stream.new_items(), [json!({"id": 2, "name": "x"})]);
/// assert_eq!(stream.finish()?.len(), 2);
/// # Ok::<(), genkit::json::JsonError>(())
/// ```
#[derive(Debug)]
pub struct JsonLinesStream {
    mode: Mode,
    parser: Parser,
    /// An array: the complete items and, between two pieces, the one that is cut off.
    list: Value,
    complete: usize,
    seen: usize,
    length: usize,
    /// Whether a line was passed over that was more than punctuation.
    prose: bool,
    failure: Option<Failure>,
}

impl Default for JsonLinesStream {
    fn default() -> Self {
        Self::new()
    }
}

impl JsonLinesStream {
    /// A stream with no items yet.
    ///
    /// ```
    /// assert!(genkit::json::JsonLinesStream::new().items().is_empty());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self {
            mode: Mode::LineStart,
            parser: Parser::default(),
            list: Value::Array(Vec::new()),
            complete: 0,
            seen: 0,
            length: 0,
            prose: false,
            failure: None,
        }
    }

    /// Takes the next piece of the text.
    ///
    /// ```
    /// let mut stream = genkit::json::JsonLinesStream::new();
    /// stream.push("Rows:\n{\"id\": 1}\n{\"id\"");
    /// assert_eq!(stream.complete_items(), 1);
    /// ```
    pub fn push(&mut self, chunk: &str) {
        if self.mode == Mode::Item
            && let Value::Array(list) = &mut self.list
            && let Some(item) = list.pop()
        {
            self.parser.tree.set_root(item);
        }
        let mut at = 0;
        while let Some(rest) = chunk.get(at..).filter(|rest| !rest.is_empty()) {
            at += match self.mode {
                Mode::Item => self.item(rest, self.length + at),
                Mode::OtherLine => match rest.find('\n') {
                    Some(end) => {
                        self.mode = Mode::LineStart;
                        end + 1
                    }
                    None => rest.len(),
                },
                Mode::LineStart | Mode::Behind => self.outside(rest),
            };
        }
        self.length += chunk.len();
        if self.mode == Mode::Item {
            self.keep();
        }
    }

    fn outside(&mut self, rest: &str) -> usize {
        let Some(c) = rest.chars().next() else { return 0 };
        match c {
            '{' => {
                self.parser.restart();
                self.mode = Mode::Item;
                return 0;
            }
            '\n' => self.mode = Mode::LineStart,
            ',' if self.mode == Mode::Behind => {}
            _ if c.is_whitespace() || c == '\u{feff}' => {}
            _ => {
                // The lines of a fence, or of an array around the objects, say nothing.
                self.prose |= self.mode == Mode::LineStart && !matches!(c, '`' | '[' | ']');
                self.mode = Mode::OtherLine;
            }
        }
        c.len_utf8()
    }

    fn item(&mut self, rest: &str, offset: usize) -> usize {
        let taken = self.parser.feed(rest, offset);
        match self.parser.status() {
            Status::Open => {}
            Status::Complete => {
                self.keep();
                self.complete += 1;
                self.mode = Mode::Behind;
            }
            Status::Failed(failure) => {
                // The lines that follow are still read, for what the error has to carry.
                self.failure = self.failure.or(Some(failure));
                self.mode = Mode::OtherLine;
            }
        }
        taken
    }

    /// Moves the item from the parser into the list.
    fn keep(&mut self) {
        if let (Value::Array(list), Some(item)) = (&mut self.list, self.parser.tree.take_root()) {
            list.push(item);
        }
    }

    /// All items so far as an array, the last one closed if it is cut off.
    ///
    /// ```
    /// # use serde_json::json;
    /// let mut stream = genkit::json::JsonLinesStream::new();
    /// stream.push("{\"id\": 1}\n{\"id\": ");
    /// assert_eq!(stream.value(), &json!([{"id": 1}, {}]));
    /// ```
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.list
    }

    /// The items that are complete.
    ///
    /// ```
    /// # use serde_json::json;
    /// let mut stream = genkit::json::JsonLinesStream::new();
    /// stream.push("{\"id\": 1}\n{\"id\": ");
    /// assert_eq!(stream.items(), [json!({"id": 1})]);
    /// ```
    #[must_use]
    pub fn items(&self) -> &[Value] {
        self.slice(0)
    }

    /// How many [`items`](Self::items) there are.
    ///
    /// ```
    /// let mut stream = genkit::json::JsonLinesStream::new();
    /// stream.push("{\"id\": 1}\n{\"id\": 2}");
    /// assert_eq!(stream.complete_items(), 2);
    /// ```
    #[must_use]
    pub fn complete_items(&self) -> usize {
        self.complete
    }

    /// The items that became complete since this was last called: each is given out once.
    ///
    /// ```
    /// # use serde_json::json;
    /// let mut stream = genkit::json::JsonLinesStream::new();
    /// stream.push("{\"id\": 1}");
    /// assert_eq!(stream.new_items(), [json!({"id": 1})]);
    /// stream.push("\n{\"id\": 2");
    /// assert!(stream.new_items().is_empty());
    /// ```
    pub fn new_items(&mut self) -> &[Value] {
        let from = std::mem::replace(&mut self.seen, self.complete);
        self.slice(from)
    }

    fn slice(&self, from: usize) -> &[Value] {
        self.list.as_array().and_then(|list| list.get(from..self.complete)).unwrap_or_default()
    }

    /// How far the stream has come; it is complete whenever no object is open.
    ///
    /// ```
    /// # use genkit::json::JsonState;
    /// let mut stream = genkit::json::JsonLinesStream::new();
    /// stream.push("{\"id\": 1}\n{\"id\"");
    /// assert_eq!(stream.state(), JsonState::Incomplete);
    /// ```
    #[must_use]
    pub fn state(&self) -> JsonState {
        match self.mode {
            _ if self.failure.is_some() => JsonState::Malformed,
            Mode::Item => JsonState::Incomplete,
            _ if self.complete == 0 => JsonState::Missing,
            _ => JsonState::Complete,
        }
    }

    /// Ends the text: the items, if each is complete. A text of nothing but white space or an empty fence has
    /// no items; one of nothing but prose is an error, since a refusal is no empty list.
    ///
    /// ```
    /// # use genkit::json::{JsonErrorKind, JsonLinesStream};
    /// # use serde_json::json;
    /// let mut stream = JsonLinesStream::new();
    /// stream.push("{\"id\": 1}\n{\"id\": 2");
    /// let error = stream.finish().unwrap_err();
    /// assert_eq!(error.kind(), JsonErrorKind::Truncated);
    /// assert_eq!(error.partial(), Some(&json!([{"id": 1}, {"id": 2}])));
    /// ```
    pub fn finish(self) -> Result<Vec<Value>, JsonError> {
        let error = match (self.failure, self.mode) {
            (Some(failure), _) => (failure.kind, failure.reason, failure.offset),
            (None, Mode::Item) => (JsonErrorKind::Truncated, "", self.length),
            _ if self.complete == 0 && self.prose => (JsonErrorKind::Missing, "", self.length),
            _ => {
                return Ok(match self.list {
                    Value::Array(list) => list,
                    _ => Vec::new(),
                });
            }
        };
        let (kind, reason, offset) = error;
        let partial = (kind != JsonErrorKind::Missing).then_some(self.list);
        Err(JsonError::new(kind, reason, offset, partial))
    }
}
