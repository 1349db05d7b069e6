//! The way back from a dialect in which every member is required.

use serde_json::Value;

/// Takes out of `value` the members that are `null` only because [`Dialect::OpenAiStrict`](super::Dialect) had to make
/// them required: those that `schema` lets be left out and does not let be `null`. True if there were any.
///
/// ```
/// use genkit::schema::drop_nulls;
/// use serde_json::json;
///
/// let schema = json!({"properties": {"name": {"type": "string"}, "note": {"type": ["string", "null"]}}});
/// let mut value = json!({"name": null, "note": null});
/// assert!(drop_nulls(&schema, &mut value));
/// assert_eq!(value, json!({"note": null}));
/// ```
pub fn drop_nulls(schema: &Value, value: &mut Value) -> bool {
    walk(schema, schema, value, 0)
}

fn walk(root: &Value, schema: &Value, value: &mut Value, depth: usize) -> bool {
    if depth > super::dialect::MAX_DEPTH {
        return false;
    }
    let schema = resolve(root, schema);
    let mut dropped = false;
    match value {
        Value::Object(members) => {
            let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return false };
            let required = schema.get("required").and_then(Value::as_array);
            for (name, property) in properties {
                let needed = required.is_some_and(|r| r.iter().any(|n| n == name));
                if !needed && members.get(name) == Some(&Value::Null) && !takes_null(root, property, 0) {
                    members.shift_remove(name);
                    dropped = true;
                } else if let Some(member) = members.get_mut(name) {
                    dropped |= walk(root, property, member, depth + 1);
                }
            }
        }
        Value::Array(items) => {
            if let Some(of) = schema.get("items") {
                for item in items {
                    dropped |= walk(root, of, item, depth + 1);
                }
            }
        }
        _ => {}
    }
    dropped
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|r| root.pointer(r.strip_prefix('#')?));
    target.unwrap_or(schema)
}

fn takes_null(root: &Value, schema: &Value, depth: usize) -> bool {
    let schema = resolve(root, schema);
    let branches = || ["anyOf", "oneOf"].iter().filter_map(|name| schema.get(*name)?.as_array()).flatten();
    match schema.get("type") {
        Some(Value::String(one)) => one == "null",
        Some(Value::Array(many)) => many.iter().any(|t| t == "null"),
        _ if schema.get("enum").is_some() => {
            schema.get("enum").and_then(Value::as_array).is_some_and(|of| of.contains(&Value::Null))
        }
        _ if branches().next().is_some() => depth < 8 && branches().any(|b| takes_null(root, b, depth + 1)),
        // Says nothing of its type.
        _ => schema.get("const").is_none_or(Value::is_null),
    }
}
