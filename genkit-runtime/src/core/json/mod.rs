//! JSON from a model: incremental, lenient about form, strict about completeness.
//!
//! A model's answer arrives in pieces, with prose and code fences around its JSON, and may be cut off
//! anywhere. [`JsonStream`] takes the pieces as they come and has the value so far at hand after each,
//! repaired where it is cut off; a piece costs the same however long the answer already is.
//! [`JsonLinesStream`] does so for JSON Lines. [`extract_json`], [`extract_items`], [`extract_lines`] and
//! [`extract_scalar`] are the same for a text that is there as a whole.
//!
//! ```
//! use genkit::json::JsonStream;
//! use serde_json::json;
//!
//! let mut stream = JsonStream::new();
//! stream.push("Here you are:\n```json\n{\"dish\": \"fish so");
//! assert_eq!(stream.value(), Some(&json!({"dish": "fish so"})));
//! stream.push("up\", \"price\": 12}\n```");
//! assert_eq!(stream.finish()?, json!({"dish": "fish soup", "price": 12}));
//! # Ok::<(), genkit::json::JsonError>(())
//! ```
//!
//! # What is accepted
//!
//! All of JSON with the meaning that `serde_json` gives it, and of JSON5: single quotes, unquoted keys,
//! trailing commas, comments, `+1`, `.5`, `5.`, hexadecimal numbers, further escapes, further white space.
//! `Infinity` and `NaN`, which JSON cannot hold, become `null`, as JavaScript writes them. Beyond JSON5, a
//! line break inside a string stands for itself. A key that comes twice keeps its place and takes its last
//! value. At most [`MAX_DEPTH`] objects and arrays may contain each other.
//!
//! The value is the first `{` or `[` that goes on like JSON. Quotes in the prose before it mean nothing,
//! brackets that open no JSON (`[docs]`, `{name}`) are passed over, and something that only looks like it
//! (`{name: string}`) is passed over up to its closing bracket. But once a value inside was read, the text
//! is taken at its word: if it does not go on as JSON, it is malformed, and no smaller value inside or
//! behind it is taken for the answer.
//!
//! # What is shown of a value that is cut off
//!
//! | cut off | shown |
//! | --- | --- |
//! | a string: `"ab`, also within an escape sequence: `"ab\u00` | what is sure of it: `"ab"` |
//! | an array, an object | closed |
//! | a key, or a key whose value has not begun: `{"a`, `{"a":` | not there yet: `{}` |
//! | a word: `t`, `nu` | the word that it begins: `true`, `null` |
//! | a number: `1`, `1.`, `1.5e` | the number so far: `1`, `1`, `1.5` |
//! | a sign alone: `-` | not there yet |

mod comment;
mod error;
mod extract;
mod finish;
mod items;
mod lines;
mod parser;
mod scalar;
mod state;
mod stream;
mod string;
mod token;
mod tree;
mod verdict;

#[cfg(test)]
mod tests;

pub use error::{JsonError, JsonErrorKind};
pub use extract::{extract_items, extract_json, extract_lines, extract_scalar};
pub use lines::JsonLinesStream;
pub(crate) use state::OpenToken;
pub use state::{JsonRoot, JsonState};
pub use stream::JsonStream;

/// How many objects and arrays may contain each other. An answer nested deeper is an error, never a
/// stack overflow.
///
/// ```
/// use genkit::json::{JsonErrorKind, MAX_DEPTH, extract_json};
///
/// assert!(extract_json(&("[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH))).is_ok());
/// assert_eq!(extract_json(&"[".repeat(1000)).unwrap_err().kind(), JsonErrorKind::TooDeep);
/// ```
pub const MAX_DEPTH: usize = 128;
