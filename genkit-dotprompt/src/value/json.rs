//! `JSON.stringify`: serde_json's own writer differs from it in floats (`1.0`), and cannot be bounded.

use serde_json::Value;

use super::number::write_number;
use crate::limits::MAX_VALUE_DEPTH;

/// The indentation of one level; empty means all on one line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Indent(String);

impl Indent {
    /// The `indent` argument: a number of spaces or the text itself, at most ten characters as in JavaScript.
    pub(crate) fn from_argument(argument: Option<&Value>) -> Self {
        match argument {
            Some(Value::Number(count)) => {
                let count = count.as_f64().unwrap_or(0.0).clamp(0.0, 10.0);
                // The clamp above leaves nothing to truncate or wrap.
                Indent(" ".repeat(count as usize))
            }
            Some(Value::String(text)) => Indent(text.chars().take(10).collect()),
            _ => Indent::default(),
        }
    }

    fn line(&self, depth: usize, out: &mut String) {
        if !self.0.is_empty() {
            out.push('\n');
            for _ in 0..depth {
                out.push_str(&self.0);
            }
        }
    }
}

/// Writes `value`; `false` means that it is nested too deep, or that `out` grew past `limit`.
#[must_use]
pub(crate) fn write_json(value: &Value, indent: &Indent, limit: usize, out: &mut String) -> bool {
    write(value, indent, limit, 0, out)
}

fn write(value: &Value, indent: &Indent, limit: usize, depth: usize, out: &mut String) -> bool {
    if depth > MAX_VALUE_DEPTH || out.len() > limit {
        return false;
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_string(text, out),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Array(items) => {
            let mut open = '[';
            for item in items {
                out.push(open);
                open = ',';
                indent.line(depth + 1, out);
                if !write(item, indent, limit, depth + 1, out) {
                    return false;
                }
            }
            indent.line(depth, out);
            out.push(']');
        }
        Value::Object(members) if members.is_empty() => out.push_str("{}"),
        Value::Object(members) => {
            let mut open = '{';
            for (name, member) in members {
                out.push(open);
                open = ',';
                indent.line(depth + 1, out);
                write_string(name, out);
                out.push_str(if indent.0.is_empty() { ":" } else { ": " });
                if !write(member, indent, limit, depth + 1, out) {
                    return false;
                }
            }
            indent.line(depth, out);
            out.push('}');
        }
    }
    out.len() <= limit
}

fn write_string(text: &str, out: &mut String) {
    // A string cannot fail to serialise; the fallback only keeps this free of panics.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(value: &Value, indent: &Value) -> String {
        let mut out = String::new();
        assert!(write_json(value, &Indent::from_argument(Some(indent)), usize::MAX, &mut out));
        out
    }

    #[test]
    fn as_javascript_writes_it() {
        let value = json!({"a": [1.0, "x\"\n"], "b": {}, "c": []});
        assert_eq!(text(&value, &json!(0)), r#"{"a":[1,"x\"\n"],"b":{},"c":[]}"#);
        assert_eq!(
            text(&value, &json!(2)),
            "{\n  \"a\": [\n    1,\n    \"x\\\"\\n\"\n  ],\n  \"b\": {},\n  \"c\": []\n}"
        );
        assert_eq!(text(&json!([1]), &json!("--")), "[\n--1\n]");
    }

    #[test]
    fn bounded() {
        let mut deep = json!(1);
        for _ in 0..MAX_VALUE_DEPTH + 1 {
            deep = json!([deep]);
        }
        assert!(!write_json(&deep, &Indent::default(), usize::MAX, &mut String::new()));
        assert!(!write_json(&json!("long"), &Indent::default(), 3, &mut String::new()));
    }
}
