//! From picoschema to JSON Schema. The words of the errors are those of Genkit's other languages.

use serde_json::{Map, Value, json};

use super::Schemas;
use crate::error::{Error, ErrorKind, Result};
use crate::yaml::{Content, Entry, Node, to_map};

const SCALARS: [&str; 6] = ["any", "boolean", "integer", "null", "number", "string"];
const WILDCARD: &str = "(*)";

/// The schema at the top, which may be JSON Schema too.
pub(crate) fn compile(node: &Node, schemas: Schemas<'_>) -> Result<Option<Value>> {
    match &node.content {
        Content::Scalar(Value::Null, _) => Ok(None),
        Content::Map(entries) if is_json_schema(node) => Ok(Some(Value::Object(to_map(entries)))),
        Content::Map(entries)
            if matches!(node.get("properties"), Some(Node { content: Content::Map(_), .. })) =>
        {
            let mut schema = to_map(entries);
            schema.insert("type".to_owned(), "object".into());
            Ok(Some(Value::Object(schema)))
        }
        _ => schema(node, schemas).map(|schema| Some(Value::Object(schema))),
    }
}

/// `type` is one of JSON Schema's own words, or a list of them.
fn is_json_schema(node: &Node) -> bool {
    let known = |word: &str| SCALARS.contains(&word) || word == "object" || word == "array";
    match node.get("type").map(|kind| &kind.content) {
        Some(Content::Scalar(Value::String(word), _)) => known(word),
        Some(Content::List(words)) => {
            !words.is_empty() && words.iter().all(|word| word.as_str().is_some_and(known))
        }
        _ => false,
    }
}

/// Depth is bounded by the tree, which is bounded when it is made.
fn schema(node: &Node, schemas: Schemas<'_>) -> Result<Map<String, Value>> {
    match &node.content {
        Content::Scalar(Value::String(text), _) => scalar(text, node, schemas),
        Content::Map(entries) => object(entries, schemas),
        // The type `null`, which YAML takes for its own word if it stands without quotes and description.
        Content::Scalar(Value::Null, written) if written == "null" => scalar("null", node, schemas),
        _ => {
            let message =
                format!("Picoschema: only consists of objects and strings. Got: {}", node.to_json());
            Err(node.error(ErrorKind::Picoschema, message))
        }
    }
}

/// `type, description` or `Name, description`.
fn scalar(text: &str, node: &Node, schemas: Schemas<'_>) -> Result<Map<String, Value>> {
    let (name, description) = split_description(text);
    let mut schema = match name {
        "any" => Map::new(),
        _ if SCALARS.contains(&name) => Map::from_iter([("type".to_owned(), name.into())]),
        _ => named(name, node, schemas)?,
    };
    describe(&mut schema, description);
    Ok(schema)
}

fn named(name: &str, node: &Node, schemas: Schemas<'_>) -> Result<Map<String, Value>> {
    let error = match schemas.find(name) {
        Ok(Value::Object(schema)) => return Ok(schema),
        // `true` is JSON Schema too, and says the same as an empty object.
        Ok(Value::Bool(true)) => return Ok(Map::new()),
        Ok(Value::Bool(false)) => return Ok(Map::from_iter([("not".to_owned(), json!({}))])),
        Ok(_) => {
            node.error(ErrorKind::Picoschema, format!("Picoschema: the schema '{name}' is no JSON Schema"))
        }
        Err(false) => {
            node.error(ErrorKind::UnknownSchema, format!("Picoschema: unsupported scalar type '{name}'."))
        }
        Err(true) => node
            .error(ErrorKind::UnknownSchema, format!("Picoschema: could not find schema with name '{name}'")),
    };
    Err(error.about(name))
}

fn object(entries: &[Entry], schemas: Schemas<'_>) -> Result<Map<String, Value>> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut additional = Value::Bool(false);
    for entry in entries {
        if entry.key == WILDCARD {
            additional = Value::Object(schema(&entry.value, schemas)?);
            continue;
        }
        let key = Key::parse(entry)?;
        if !key.optional {
            required.push(Value::from(key.name));
        }
        let property = property(&key, entry, schemas)?;
        if properties.insert(key.name.to_owned(), Value::Object(property)).is_some() {
            let message = format!("Picoschema: the property '{}' appears twice", key.name);
            return Err(at_key(entry, message));
        }
    }
    let mut object = Map::new();
    object.insert("type".to_owned(), "object".into());
    object.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        object.insert("required".to_owned(), Value::Array(required));
    }
    object.insert("additionalProperties".to_owned(), additional);
    Ok(object)
}

/// `name?(kind, description)`.
struct Key<'a> {
    name: &'a str,
    optional: bool,
    kind: Option<&'a str>,
    description: Option<&'a str>,
}

impl<'a> Key<'a> {
    fn parse(entry: &'a Entry) -> Result<Self> {
        let (name, kind) = match entry.key.split_once('(') {
            None => (entry.key.as_str(), None),
            Some((name, kind)) => match kind.trim_end().strip_suffix(')') {
                Some(kind) => (name, Some(kind)),
                None => {
                    return Err(at_key(
                        entry,
                        format!("Picoschema: '{}' has no closing parenthesis", entry.key),
                    ));
                }
            },
        };
        let name = name.trim_end();
        let optional = name.ends_with('?');
        let name = name.strip_suffix('?').unwrap_or(name);
        let (kind, description) = match kind.filter(|kind| !kind.is_empty()) {
            None => (None, None),
            Some(kind) => {
                let (kind, description) = split_description(kind);
                (Some(kind), description)
            }
        };
        Ok(Key { name, optional, kind, description })
    }
}

fn property(key: &Key<'_>, entry: &Entry, schemas: Schemas<'_>) -> Result<Map<String, Value>> {
    let mut property = match key.kind {
        None | Some("object") => {
            let mut property = schema(&entry.value, schemas)?;
            if key.optional {
                make_nullable(&mut property);
            }
            property
        }
        Some("array") => {
            let kind = if key.optional { json!(["array", "null"]) } else { json!("array") };
            let items = Value::Object(schema(&entry.value, schemas)?);
            Map::from_iter([("type".to_owned(), kind), ("items".to_owned(), items)])
        }
        Some("enum") => {
            let Value::Array(mut values) = entry.value.to_json() else {
                let message = "Picoschema: the values of an enum must be a list";
                return Err(entry.value.error(ErrorKind::Picoschema, message));
            };
            if key.optional && !values.contains(&Value::Null) {
                values.push(Value::Null);
            }
            Map::from_iter([("enum".to_owned(), Value::Array(values))])
        }
        Some(kind) => {
            let message = format!("Picoschema: parenthetical types must be 'object' or 'array', got: {kind}");
            return Err(at_key(entry, message));
        }
    };
    describe(&mut property, key.description);
    Ok(property)
}

/// What may be left out may be null too.
fn make_nullable(schema: &mut Map<String, Value>) {
    if let Some(kind) = schema.get_mut("type")
        && kind.is_string()
    {
        *kind = json!([kind.take(), "null"]);
    }
}

fn describe(schema: &mut Map<String, Value>, description: Option<&str>) {
    if let Some(description) = description.filter(|text| !text.is_empty()) {
        schema.insert("description".to_owned(), description.into());
    }
}

/// `type, description`: the description may hold commas itself.
fn split_description(text: &str) -> (&str, Option<&str>) {
    match text.split_once(',') {
        Some((kind, description)) => (kind.trim(), Some(description.trim_start())),
        None => (text.trim(), None),
    }
}

fn at_key(entry: &Entry, message: impl Into<String>) -> Error {
    let error = Error::new(ErrorKind::Picoschema, message);
    match entry.position {
        Some(position) => error.at(position),
        None => error,
    }
}
