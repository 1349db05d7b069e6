//! What a tool takes, in one of the two forms that the API knows.

use genkit::Result;
use genkit::schema::Dialect;
use serde_json::{Map, Value, json};

/// The member and the schema: `parameters` where that says all that the schema does, as Genkit's other languages send
/// it; otherwise the whole as `parametersJsonSchema`.
pub(super) fn parameters(schema: &Value) -> Result<(&'static str, Value)> {
    match plain(schema, 0) {
        Some(mut schema) => {
            if let Some(root) = schema.as_object_mut().filter(|root| !root.contains_key("properties")) {
                root.insert("properties".to_owned(), json!({}));
            }
            Ok(("parameters", schema))
        }
        None => Ok(("parametersJsonSchema", Dialect::Gemini.lower(schema)?.schema)),
    }
}

/// A schema of types, members, items, words and choices; `None` for one that says more.
fn plain(schema: &Value, depth: usize) -> Option<Value> {
    let schema = schema.as_object().filter(|_| depth < 64)?;
    let mut said = Map::new();
    for (name, value) in schema {
        let value = match name.as_str() {
            "type" => {
                let (kind, nullable) = kind(value)?;
                if nullable {
                    said.insert("nullable".to_owned(), true.into());
                }
                kind.to_uppercase().into()
            }
            "description" | "required" => value.clone(),
            "enum" if value.as_array().is_some_and(|all| all.iter().all(Value::is_string)) => value.clone(),
            "properties" => {
                let each = value.as_object()?.iter();
                let each = each.map(|(name, p)| Some((name.clone(), plain(p, depth + 1)?)));
                Value::Object(each.collect::<Option<_>>()?)
            }
            "items" => plain(value, depth + 1)?,
            // Says nothing that a model could hold to.
            "$schema" | "title" => continue,
            "additionalProperties" if value == &Value::Bool(false) => continue,
            _ => return None,
        };
        said.insert(name.clone(), value);
    }
    said.contains_key("type").then(|| said.into())
}

/// The type, and whether it may be `null`.
fn kind(kind: &Value) -> Option<(&str, bool)> {
    const KNOWN: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];
    let (name, nullable) = match kind {
        Value::String(name) => (name.as_str(), false),
        Value::Array(names) => match names.as_slice() {
            [Value::String(name)] => (name.as_str(), false),
            [Value::String(name), Value::String(null)] if null == "null" => (name.as_str(), true),
            [Value::String(null), Value::String(name)] if null == "null" => (name.as_str(), true),
            _ => return None,
        },
        _ => return None,
    };
    KNOWN.contains(&name).then_some((name, nullable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_older_form_can_say_is_said_in_it() {
        let schema = json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "type": "object", "additionalProperties": false, "required": ["city"],
            "properties": {"city": {"type": "string"}, "days": {"type": ["integer", "null"]}},
        });
        let said = json!({
            "type": "OBJECT", "required": ["city"],
            "properties": {"city": {"type": "STRING"}, "days": {"nullable": true, "type": "INTEGER"}},
        });
        assert_eq!(parameters(&schema).unwrap(), ("parameters", said));
        let empty = json!({"type": "OBJECT", "properties": {}});
        assert_eq!(parameters(&json!({"type": "object"})).unwrap(), ("parameters", empty));
    }

    #[test]
    fn what_says_more_is_sent_whole() {
        for more in [
            json!({"anyOf": [{"type": "string"}, {"type": "number"}]}),
            json!({"type": "string", "format": "date-time"}),
            json!({"type": "array", "items": {"type": "string", "minLength": 1}}),
            json!({"$ref": "#/$defs/N"}),
        ] {
            let schema =
                json!({"type": "object", "properties": {"v": more}, "$defs": {"N": {"type": "object"}}});
            assert_eq!(parameters(&schema).unwrap(), ("parametersJsonSchema", schema));
        }
    }
}
