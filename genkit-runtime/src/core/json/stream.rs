//! The value in a text that arrives in pieces.

use serde_json::Value;

use super::parser::{Parser, Phase};
use super::verdict::{Belief, Failure, Status};
use super::{JsonRoot, JsonState, OpenToken};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mode {
    /// Looking for a bracket, once so many brackets are closed.
    Search { skip: usize },
    /// Inside a value, or behind one that failed.
    Value,
    /// Behind the value.
    Done { end: usize },
}

/// Finds the JSON value in a text that arrives in pieces, and has it at hand as it grows.
///
/// [`push`](Self::push) costs as much as its chunk is long (and a little for each object or array that is
/// open), [`value`](Self::value) costs nothing. What is accepted and what is shown is told at [the
/// module](super).
///
/// ```
/// use genkit::json::JsonStream;
/// use serde_json::json;
///
/// let mut stream = JsonStream::new();
/// stream.push(r#"{"rows": [{"id": 1}, {"i"#);
/// assert_eq!(stream.value(), Some(&json!({"rows": [{"id": 1}, {}]})));
/// assert_eq!(stream.items(), [json!({"id": 1})]);
/// assert!(stream.finish().is_err());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct JsonStream {
    want: JsonRoot,
    pub(super) mode: Mode,
    pub(super) parser: Parser,
    /// Bytes pushed so far.
    pub(super) length: usize,
    start: usize,
    trailing: String,
    /// A complete value of another kind than wanted.
    pub(super) other: Option<Value>,
    /// What looked like JSON and was none.
    pub(super) failure: Option<Failure>,
}

impl Default for JsonStream {
    fn default() -> Self {
        Self::new()
    }
}

impl JsonStream {
    /// A stream that takes the first object or array.
    ///
    /// ```
    /// let stream = genkit::json::JsonStream::new();
    /// assert_eq!(stream.value(), None);
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::expecting(JsonRoot::Any)
    }

    /// A stream that prefers a kind of value; see [`JsonRoot`].
    ///
    /// ```
    /// use genkit::json::{JsonRoot, JsonStream};
    ///
    /// let mut stream = JsonStream::expecting(JsonRoot::Array);
    /// stream.push(r#"{"note": "two rows"} [1, 2]"#);
    /// assert_eq!(stream.items().len(), 2);
    /// ```
    #[must_use]
    pub fn expecting(want: JsonRoot) -> Self {
        Self {
            want,
            mode: Mode::Search { skip: 0 },
            parser: Parser::default(),
            length: 0,
            start: 0,
            trailing: String::new(),
            other: None,
            failure: None,
        }
    }

    /// Takes the next piece of the text.
    ///
    /// ```
    /// # use serde_json::json;
    /// let mut stream = genkit::json::JsonStream::new();
    /// for piece in ["[\"a", "b\", tr", "ue]"] {
    ///     stream.push(piece);
    /// }
    /// assert_eq!(stream.value(), Some(&json!(["ab", true])));
    /// ```
    pub fn push(&mut self, chunk: &str) {
        let mut at = 0;
        while let Some(rest) = chunk.get(at..).filter(|rest| !rest.is_empty()) {
            at += match self.mode {
                Mode::Search { skip } => self.search(rest, skip, self.length + at),
                Mode::Value if matches!(self.parser.status(), Status::Failed(_)) => rest.len(),
                Mode::Value => self.parse(rest, self.length + at),
                Mode::Done { .. } => {
                    self.trailing.push_str(rest);
                    rest.len()
                }
            };
        }
        self.length += chunk.len();
    }

    fn search(&mut self, rest: &str, skip: usize, offset: usize) -> usize {
        let found = rest.bytes().enumerate().find(|(_, b)| matches!(b, b'{' | b'[' | b'}' | b']'));
        let Some((at, bracket)) = found else { return rest.len() };
        let opens = matches!(bracket, b'{' | b'[');
        if opens && skip == 0 {
            self.parser.restart();
            self.start = offset + at;
            self.mode = Mode::Value;
            return at;
        }
        self.mode = Mode::Search { skip: if opens { skip + 1 } else { skip.saturating_sub(1) } };
        at + 1
    }

    fn parse(&mut self, rest: &str, offset: usize) -> usize {
        let taken = self.parser.feed(rest, offset);
        match self.parser.status() {
            Status::Open => {}
            Status::Complete if self.is_wanted() => self.mode = Mode::Done { end: offset + taken },
            Status::Complete => {
                let value = self.parser.tree.take_root();
                self.other = self.other.take().or(value);
                self.look_further(0);
            }
            Status::Failed(failure) => match failure.belief {
                Belief::Sure => {}
                Belief::Shaped => {
                    self.failure = self.failure.or(Some(failure));
                    self.look_further(failure.depth);
                }
                Belief::Doubtful => self.look_further(0),
            },
        }
        taken
    }

    fn is_wanted(&self) -> bool {
        match self.want {
            JsonRoot::Any => true,
            JsonRoot::Object => self.parser.value().is_some_and(Value::is_object),
            JsonRoot::Array => self.parser.tree.items.found(),
        }
    }

    fn look_further(&mut self, skip: usize) {
        self.parser.restart();
        self.mode = Mode::Search { skip };
    }

    /// The value so far, with what is cut off closed; `None` as long as none has begun.
    ///
    /// It only grows, except that an empty `{}` or `[]` goes away again when its bracket turns out to be
    /// prose.
    ///
    /// ```
    /// # use serde_json::json;
    /// let mut stream = genkit::json::JsonStream::new();
    /// stream.push(r#"{"a": [tr"#);
    /// assert_eq!(stream.value(), Some(&json!({"a": [true]})));
    /// ```
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        self.parser.value().or(self.other.as_ref())
    }

    /// What kind of value the text so far ends within, if it does.
    pub(crate) fn open_token(&self) -> Option<OpenToken> {
        if !matches!(self.mode, Mode::Value) || self.parser.comment.is_some() {
            return None;
        }
        match (self.parser.status(), self.parser.phase) {
            (Status::Open, Phase::Text { key: false }) => Some(OpenToken::Text),
            (Status::Open, Phase::Scalar) => Some(OpenToken::Scalar),
            _ => None,
        }
    }

    /// How far the stream has come.
    ///
    /// ```
    /// # use genkit::json::JsonState;
    /// let mut stream = genkit::json::JsonStream::new();
    /// stream.push("[1 2");
    /// assert_eq!(stream.state(), JsonState::Malformed);
    /// ```
    #[must_use]
    pub fn state(&self) -> JsonState {
        match (&self.mode, self.parser.status()) {
            (Mode::Done { .. }, _) => JsonState::Complete,
            (Mode::Search { .. }, _) if self.other.is_some() => JsonState::Complete,
            (Mode::Search { .. }, _) => JsonState::Missing,
            (Mode::Value, Status::Failed(_)) => JsonState::Malformed,
            (Mode::Value, _) => JsonState::Incomplete,
        }
    }

    /// Where the value stands in the text, in bytes: from its opening bracket to behind its closing one, if
    /// that is there.
    ///
    /// ```
    /// let mut stream = genkit::json::JsonStream::new();
    /// stream.push("so: [1");
    /// assert_eq!(stream.span(), Some((4, None)));
    /// stream.push("] ok?");
    /// assert_eq!(stream.span(), Some((4, Some(7))));
    /// ```
    #[must_use]
    pub fn span(&self) -> Option<(usize, Option<usize>)> {
        match self.mode {
            Mode::Search { .. } => None,
            Mode::Value => Some((self.start, None)),
            Mode::Done { end } => Some((self.start, Some(end))),
        }
    }

    /// The text behind the complete value.
    ///
    /// ```
    /// let mut stream = genkit::json::JsonStream::new();
    /// stream.push("[1] and so");
    /// assert_eq!(stream.trailing(), " and so");
    /// ```
    #[must_use]
    pub fn trailing(&self) -> &str {
        &self.trailing
    }

    /// The elements of the list that are complete. The list is the root, if that is an array, or else the
    /// first array that is a member of the root.
    ///
    /// ```
    /// # use serde_json::json;
    /// let mut stream = genkit::json::JsonStream::new();
    /// stream.push("[1, 2, 3");
    /// assert_eq!(stream.items(), [json!(1), json!(2)]); // the 3 may become 30
    /// stream.push("0");
    /// stream.push("]");
    /// assert_eq!(stream.items(), [json!(1), json!(2), json!(30)]);
    /// ```
    #[must_use]
    pub fn items(&self) -> &[Value] {
        self.parser.tree.items.all(self.parser.value())
    }

    /// How many [`items`](Self::items) there are.
    ///
    /// ```
    /// let mut stream = genkit::json::JsonStream::new();
    /// stream.push(r#"{"rows": ["a", "b", "c"#);
    /// assert_eq!(stream.complete_items(), 2);
    /// ```
    #[must_use]
    pub fn complete_items(&self) -> usize {
        self.parser.tree.items.count()
    }

    /// The items that became complete since this was last called: each is given out once.
    ///
    /// ```
    /// # use serde_json::json;
    /// let mut stream = genkit::json::JsonStream::new();
    /// stream.push(r#"["a", "b", "c"#);
    /// assert_eq!(stream.new_items(), [json!("a"), json!("b")]);
    /// stream.push(r#"d"]"#);
    /// assert_eq!(stream.new_items(), [json!("cd")]);
    /// ```
    pub fn new_items(&mut self) -> &[Value] {
        self.parser.tree.new_items()
    }
}
