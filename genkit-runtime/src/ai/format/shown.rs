//! The JSON so far as Genkit's other runtimes show it to whoever reads chunks. They read the text so far anew for each
//! chunk, without the white space at its end, and show no number that could not end where it is cut off.

use serde_json::Value;

use crate::core::json::{JsonStream, OpenToken};

/// What a stream shows, given the text that it has read.
pub(super) fn shown(stream: &JsonStream, text: &str) -> Option<Value> {
    let mut value = stream.value()?.clone();
    match stream.open_token() {
        Some(OpenToken::Text) => trim(&mut value, text.chars().rev().take_while(|c| is_space(*c)).count()),
        Some(OpenToken::Scalar) if text.ends_with('.') => cut(&mut value),
        _ => {}
    }
    Some(value)
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Takes as much white space off the string that is read last.
fn trim(value: &mut Value, spaces: usize) {
    match value {
        Value::Object(members) => {
            if let Some(last) = members.values_mut().next_back() {
                trim(last, spaces);
            }
        }
        Value::Array(items) => {
            if let Some(last) = items.last_mut() {
                trim(last, spaces);
            }
        }
        Value::String(text) => {
            for _ in 0..spaces {
                if !text.ends_with(is_space) {
                    return;
                }
                text.pop();
            }
        }
        _ => {}
    }
}

/// Takes the value away that is read last.
fn cut(value: &mut Value) {
    match value {
        Value::Object(members) => match members.iter_mut().next_back() {
            Some((_, last)) if holds_more(last) => cut(last),
            Some((name, _)) => {
                let name = name.clone();
                members.shift_remove(&name);
            }
            None => {}
        },
        Value::Array(items) => match items.last_mut() {
            Some(last) if holds_more(last) => cut(last),
            _ => drop(items.pop()),
        },
        _ => {}
    }
}

fn holds_more(value: &Value) -> bool {
    value.as_object().is_some_and(|m| !m.is_empty()) || value.as_array().is_some_and(|a| !a.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn after(text: &str) -> Value {
        let mut stream = JsonStream::new();
        stream.push(text);
        shown(&stream, text).unwrap()
    }

    #[test]
    fn white_space_at_the_end_is_not_there_yet() {
        assert_eq!(after("{\"a\": [\"fish  "), json!({"a": ["fish"]}));
        assert_eq!(after("{\"a\": \"fish\\n \t"), json!({"a": "fish\n"}));
        assert_eq!(after("{\"a\": \"fish \" "), json!({"a": "fish "}));
        assert_eq!(after("{\"a\": \"fish \", \"b "), json!({"a": "fish "}));
    }

    #[test]
    fn a_number_that_ends_with_its_point_is_not_there() {
        assert_eq!(after("{\"a\": 1, \"b\": 12."), json!({"a": 1}));
        assert_eq!(after("[[1.5, 12."), json!([[1.5]]));
        assert_eq!(after("{\"a\": 12.5"), json!({"a": 12.5}));
        assert_eq!(after("{\"a\": \"12."), json!({"a": "12."}));
    }
}
