//! The same for a text that is there as a whole.

use serde_json::Value;

use super::parser::Parser;
use super::verdict::Status;
use super::{JsonError, JsonLinesStream, JsonRoot, JsonStream};

/// The JSON object or array in `text`, if it is complete.
///
/// ```
/// use genkit::json::extract_json;
/// use serde_json::json;
///
/// let text = "Here's the \"dish:\n```json\n{dish: 'soup', price: 12,}\n```";
/// assert_eq!(extract_json(text)?, json!({"dish": "soup", "price": 12}));
/// # Ok::<(), genkit::json::JsonError>(())
/// ```
pub fn extract_json(text: &str) -> Result<Value, JsonError> {
    let mut stream = JsonStream::new();
    stream.push(text);
    stream.finish()
}

/// The elements of the list in `text`, if it is complete: of an array or, if there is only an object, of the
/// first array that is one of its members.
///
/// ```
/// use genkit::json::extract_items;
/// use serde_json::json;
///
/// let text = r#"Here: [{"a": 1}, 2, "three"] done"#;
/// assert_eq!(extract_items(text)?, [json!({"a": 1}), json!(2), json!("three")]);
/// assert!(extract_items("[1, 2").is_err());
/// # Ok::<(), genkit::json::JsonError>(())
/// ```
pub fn extract_items(text: &str) -> Result<Vec<Value>, JsonError> {
    let mut stream = JsonStream::expecting(JsonRoot::Array);
    stream.push(text);
    stream.finish_items()
}

/// The items of a text of JSON Lines, if each is complete.
///
/// ```
/// use genkit::json::extract_lines;
/// use serde_json::json;
///
/// assert_eq!(extract_lines("{\"a\": 1}\n{\"a\": 2}\n")?, [json!({"a": 1}), json!({"a": 2})]);
/// # Ok::<(), genkit::json::JsonError>(())
/// ```
pub fn extract_lines(text: &str) -> Result<Vec<Value>, JsonError> {
    let mut stream = JsonLinesStream::new();
    stream.push(text);
    stream.finish()
}

/// The string, number, boolean or null that `text` is, bare or in a code fence; `None` if it is anything else.
///
/// A string has to stand in quotes. For an answer whose schema is a scalar: [`extract_json`] knows objects and
/// arrays only, since in prose any number would do.
///
/// ```
/// use genkit::json::extract_scalar;
/// use serde_json::json;
///
/// assert_eq!(extract_scalar("```json\n42\n```"), Some(json!(42)));
/// assert_eq!(extract_scalar(r#""a string""#), Some(json!("a string")));
/// assert_eq!(extract_scalar("42 or so"), None);
/// ```
#[must_use]
pub fn extract_scalar(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = match text.strip_prefix("```").and_then(|text| text.strip_suffix("```")) {
        Some(fenced) => fenced.split_once('\n')?.1,
        None => text,
    };
    let mut parser = Parser::default();
    let taken = parser.feed(text, 0);
    parser.end();
    let whole = parser.status() == Status::Complete && text.get(taken..)?.trim().is_empty();
    parser.tree.take_root().filter(|value| whole && !value.is_object() && !value.is_array())
}

#[cfg(test)]
mod tests {
    use super::super::JsonErrorKind;
    use super::*;
    use serde_json::json;

    #[test]
    fn prose_hides_no_json() {
        let found = json!({"a": 1});
        for text in [
            r#"{"a":1}"#,
            r#"say "hi: {"a":1}"#,
            r#"it's {"a":1} isn't it"#,
            r#"see the [docs] and {braces}, then: {"a":1}"#,
            r#"[the note] {"a":1}"#,
            r#"{{name}} is {"a":1}"#,
            r#"of the form {name: string, tags: string[]}: {"a":1}"#,
            r#"the set {"a", "b"} and {"a":1}"#,
            r#"[TODO]({url}) {"a":1} } ]"#,
            "```json\n{\"a\":1}\n```",
            "```json{\"a\":1}```",
            "\u{feff}\u{a0}{\u{a0}\"a\"\u{2003}: 1\u{feff}}",
            r#":-{ hides nothing {"a":1}"#,
        ] {
            assert_eq!(extract_json(text).ok(), Some(found.clone()), "{text}");
        }
    }

    #[test]
    fn what_json5_allows() {
        let text = "{a: 'x\"y', $b_2: [+1, .5, 5., 0x1F, Infinity, -NaN, ], /* c } */ \"d\": // e\n \"\\x41\\\n\\q\", }";
        let value = json!({"a": "x\"y", "$b_2": [1, 0.5, 5, 31, null, null], "d": "Aq"});
        assert_eq!(extract_json(text).ok(), Some(value));
    }

    #[test]
    fn a_broken_value_is_no_answer_and_neither_is_a_part_of_it() {
        for text in [
            r#"{"a": 1 "b": {"c": 2}}"#,
            r#"{"a" {"b": 1}}"#,
            r#"{ {"a": 1}, {"b": 2} }"#,
            r#"[, {"a": 1}]"#,
            r#"{price: $5, tags: ["a"]}"#,
            r#"[1, 2} [3]"#,
            r#"["a" "b"]"#,
            r#"{"a": 01, "b": []}"#,
            r#"{"a": "\u00g0"} {}"#,
            r#"{"a": nul}"#,
            r#"{"a": 1e}"#,
            r#"{"a": /x, "b": []}"#,
        ] {
            let error = extract_json(text).unwrap_err();
            assert_eq!(error.kind(), JsonErrorKind::Malformed, "{text}");
        }
        assert_eq!(extract_json("no [idea] {at all}").unwrap_err().kind(), JsonErrorKind::Missing);
        assert_eq!(
            extract_json(r#"{"a": 1 "b": 2}"#).unwrap_err().to_string(),
            "the JSON is malformed at byte 8: expected `,` or `}`"
        );
    }

    #[test]
    fn items_need_a_list() {
        assert_eq!(extract_items("[]").ok(), Some(vec![]));
        assert_eq!(extract_items(r#"{"note": 1} [2]"#).ok(), Some(vec![json!(2)]));
        assert_eq!(extract_items(r#"{"note": [1]} [2]"#).ok(), Some(vec![json!(1)]));
        assert_eq!(extract_items(r#"{"note": 1}"#).unwrap_err().kind(), JsonErrorKind::NoArray);
        assert_eq!(extract_items("I cannot").unwrap_err().kind(), JsonErrorKind::Missing);
        assert_eq!(extract_items("[1, 2").unwrap_err().into_partial(), Some(json!([1, 2])));
    }

    #[test]
    fn a_wanted_kind_comes_before_the_first() {
        let object = |text: &str| {
            let mut stream = JsonStream::expecting(JsonRoot::Object);
            stream.push(text);
            stream.finish()
        };
        assert_eq!(object(r#"[1] {"a": 2} [3]"#).ok(), Some(json!({"a": 2})));
        assert_eq!(object("[1] [2]").ok(), Some(json!([1])));
        assert_eq!(object(r#"[1] {"a": 2"#).unwrap_err().kind(), JsonErrorKind::Truncated);
    }

    #[test]
    fn scalars_stand_alone() {
        for (text, value) in [
            (" 42\n", Some(json!(42))),
            ("-1.5e3", Some(json!(-1500.0))),
            ("true", Some(json!(true))),
            ("'x'", Some(json!("x"))),
            ("```\nnull\n```", Some(json!(null))),
            ("```json\n\"x\"\n```", Some(json!("x"))),
            ("no idea", None),
            ("tru", None),
            ("4 5", None),
            ("\"open", None),
            ("[1]", None),
            ("", None),
            ("``````", None),
        ] {
            assert_eq!(extract_scalar(text), value, "{text}");
        }
    }
}
