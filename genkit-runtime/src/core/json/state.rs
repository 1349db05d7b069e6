//! What a stream is asked for, and how far it has come.

/// Which kind of value is wanted, if the text holds more than one.
///
/// A complete value of another kind (the `[1]` of a footnote before the object) is then only the answer if
/// nothing else is.
///
/// ```
/// use genkit::json::{JsonRoot, JsonStream};
/// use serde_json::json;
///
/// let mut stream = JsonStream::expecting(JsonRoot::Object);
/// stream.push(r#"According to Smith [1]: {"a": 1}"#);
/// assert_eq!(stream.finish()?, json!({"a": 1}));
/// # Ok::<(), genkit::json::JsonError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JsonRoot {
    /// The first value, an object or an array.
    #[default]
    Any,
    /// An object.
    Object,
    /// An array, or an object with an array as one of its members.
    Array,
}

/// How far a stream has come.
///
/// ```
/// use genkit::json::{JsonState, JsonStream};
///
/// let mut stream = JsonStream::new();
/// assert_eq!(stream.state(), JsonState::Missing);
/// stream.push("Sure! [1, 2");
/// assert_eq!(stream.state(), JsonState::Incomplete);
/// stream.push("]");
/// assert_eq!(stream.state(), JsonState::Complete);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonState {
    /// No JSON has begun.
    Missing,
    /// A value has begun and has not ended.
    Incomplete,
    /// The value is complete.
    Complete,
    /// The value does not go on as JSON. No text that follows can mend it, so that a request can be given up.
    Malformed,
}

/// What a text can end within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenToken {
    /// A string that is a value.
    Text,
    /// A number or a word.
    Scalar,
}
