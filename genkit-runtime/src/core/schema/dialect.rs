//! Schemas in the words that each family of providers understands.

use serde_json::{Map, Value, json};

use crate::core::error::{Error, Result};

/// How deep a schema may be nested.
pub(crate) const MAX_DEPTH: usize = 128;

/// The kind of JSON schema that a family of providers takes.
///
/// ```
/// use genkit::schema::Dialect;
/// use serde_json::json;
///
/// let schema = json!({"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}, "required": ["name"]});
/// let lowered = Dialect::OpenAiStrict.lower(&schema)?;
/// assert_eq!(lowered.schema["required"], json!(["name", "age"]));
/// assert_eq!(lowered.schema["properties"]["age"]["type"], json!(["integer", "null"]));
/// assert!(lowered.weakened.is_empty());
/// # Ok::<(), genkit::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// OpenAI's strict mode: closed objects, every member required (one that was optional may be `null`), few keywords.
    OpenAiStrict,
    /// Gemini's `responseJsonSchema` and `parametersJsonSchema`: JSON schema without `$schema`.
    Gemini,
    /// Gemini's older `responseSchema` and `parameters`: a part of OpenAPI's, without references.
    GeminiOpenApi,
    /// Anthropic's strict tools and structured output: closed objects, few keywords.
    Anthropic,
    /// Ollama's `format`: JSON schema without `$schema`.
    Ollama,
}

/// A schema in a provider's words.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Lowered {
    /// The schema to send.
    pub schema: Value,
    /// What it no longer says, as paths with keywords, for example `/properties/age/minimum`. What the model answers
    /// must be checked against the first schema.
    pub weakened: Vec<String>,
}

impl Dialect {
    /// The schema in this dialect.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if it is nested more than 128 deep, or refers to what it does not hold, or if the dialect
    /// has no references and the schema refers to itself; and for `OpenAiStrict` if the root is no object.
    pub fn lower(self, schema: &Value) -> Result<Lowered> {
        let mut lowering = Lowering { dialect: self, root: schema, weakened: Vec::new() };
        if self == Dialect::OpenAiStrict && schema.get("type") != Some(&json!("object")) {
            return Err(Error::invalid_argument(
                "OpenAI's strict mode takes a schema whose root is an object",
            ));
        }
        let mut lowered = lowering.walk(schema, "", 0)?;
        if let Some(root) = lowered.as_object_mut() {
            root.shift_remove("$schema");
            if self == Dialect::GeminiOpenApi {
                root.shift_remove("$defs");
                root.shift_remove("definitions");
            }
        }
        Ok(Lowered { schema: lowered, weakened: lowering.weakened })
    }

    /// True if the dialect knows the keyword.
    fn knows(self, keyword: &str) -> bool {
        const ALL: [&str; 14] = [
            "type",
            "properties",
            "required",
            "items",
            "enum",
            "const",
            "anyOf",
            "description",
            "title",
            "$ref",
            "$defs",
            "definitions",
            "additionalProperties",
            "$schema",
        ];
        match self {
            Dialect::OpenAiStrict => ALL.contains(&keyword) && keyword != "title",
            Dialect::Anthropic => ALL.contains(&keyword) || ["allOf", "default", "format"].contains(&keyword),
            Dialect::GeminiOpenApi => {
                const MORE: [&str; 11] = [
                    "type",
                    "properties",
                    "required",
                    "items",
                    "enum",
                    "anyOf",
                    "description",
                    "title",
                    "nullable",
                    "minItems",
                    "maxItems",
                ];
                const BOUNDS: [&str; 6] =
                    ["minimum", "maximum", "minLength", "maxLength", "pattern", "format"];
                MORE.contains(&keyword) || BOUNDS.contains(&keyword)
            }
            Dialect::Gemini | Dialect::Ollama => true,
        }
    }

    fn closes_objects(self) -> bool {
        matches!(self, Dialect::OpenAiStrict | Dialect::Anthropic)
    }
}

struct Lowering<'a> {
    dialect: Dialect,
    root: &'a Value,
    weakened: Vec<String>,
}

impl Lowering<'_> {
    fn walk(&mut self, schema: &Value, path: &str, depth: usize) -> Result<Value> {
        if depth > MAX_DEPTH {
            return Err(Error::invalid_argument(format!(
                "the schema is nested more than {MAX_DEPTH} deep at {path}"
            )));
        }
        let Value::Object(schema) = schema else { return Ok(schema.clone()) };
        if let (Dialect::GeminiOpenApi, Some(Value::String(reference))) = (self.dialect, schema.get("$ref")) {
            let target = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer)).cloned();
            let missing =
                || Error::invalid_argument(format!("the schema has no {reference}, which {path} refers to"));
            return self.walk(&target.ok_or_else(missing)?, path, depth + 1);
        }
        let mut lowered = Map::new();
        for (keyword, value) in schema {
            self.keyword(&mut lowered, keyword, value, path, depth)?;
        }
        if self.dialect.closes_objects() {
            self.close(&mut lowered, schema, path);
        }
        Ok(Value::Object(lowered))
    }

    fn keyword(
        &mut self,
        lowered: &mut Map<String, Value>,
        keyword: &str,
        value: &Value,
        path: &str,
        depth: usize,
    ) -> Result<()> {
        let here = format!("{path}/{keyword}");
        let (keyword, value) = match (keyword, self.dialect) {
            ("oneOf", Dialect::OpenAiStrict | Dialect::GeminiOpenApi | Dialect::Anthropic) => {
                ("anyOf", value.clone())
            }
            ("const", Dialect::GeminiOpenApi) => ("enum", json!([value])),
            ("type", Dialect::GeminiOpenApi) => {
                self.openapi_type(lowered, value);
                return Ok(());
            }
            _ => (keyword, value.clone()),
        };
        if !self.dialect.knows(keyword) {
            // What only describes is no loss.
            if !["default", "examples", "title", "$comment", "$schema", "$defs", "definitions"]
                .contains(&keyword)
            {
                self.weakened.push(here);
            }
            return Ok(());
        }
        let value = match (keyword, value) {
            ("properties" | "$defs" | "definitions" | "patternProperties", Value::Object(members)) => {
                let mut walked = Map::new();
                for (name, member) in &members {
                    walked.insert(name.clone(), self.walk(member, &format!("{here}/{name}"), depth + 1)?);
                }
                Value::Object(walked)
            }
            ("items" | "additionalProperties" | "not" | "contains", value @ Value::Object(_)) => {
                self.walk(&value, &here, depth + 1)?
            }
            ("anyOf" | "allOf" | "oneOf" | "items" | "prefixItems", Value::Array(branches)) => {
                let mut walked = Vec::with_capacity(branches.len());
                for (i, branch) in branches.iter().enumerate() {
                    walked.push(self.walk(branch, &format!("{here}/{i}"), depth + 1)?);
                }
                Value::Array(walked)
            }
            (_, value) => value,
        };
        lowered.insert(keyword.to_owned(), value);
        Ok(())
    }

    /// `["string", "null"]` is `string` and `nullable`.
    fn openapi_type(&mut self, lowered: &mut Map<String, Value>, value: &Value) {
        let Value::Array(types) = value else {
            lowered.insert("type".to_owned(), value.clone());
            return;
        };
        let mut named: Vec<Value> = types.iter().filter(|t| **t != "null").cloned().collect();
        if named.len() < types.len() {
            lowered.insert("nullable".to_owned(), true.into());
        }
        if named.len() == 1 {
            lowered.insert("type".to_owned(), named.remove(0));
        } else {
            let branches: Vec<Value> = named.into_iter().map(|t| json!({"type": t})).collect();
            lowered.insert("anyOf".to_owned(), branches.into());
        }
    }

    /// Objects take no members but their own; in OpenAI's dialect each of them is required.
    fn close(&mut self, lowered: &mut Map<String, Value>, schema: &Map<String, Value>, path: &str) {
        let Some(Value::Object(properties)) = lowered.get_mut("properties") else {
            if schema.get("type") == Some(&json!("object")) {
                if schema.get("additionalProperties").is_some_and(|a| *a != Value::Bool(false)) {
                    self.weakened.push(format!("{path}/additionalProperties"));
                }
                lowered.insert("additionalProperties".to_owned(), false.into());
                if self.dialect == Dialect::OpenAiStrict {
                    lowered.insert("properties".to_owned(), json!({}));
                    lowered.insert("required".to_owned(), json!([]));
                }
            }
            return;
        };
        if self.dialect == Dialect::OpenAiStrict {
            let required: Vec<String> = schema
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect();
            for (name, member) in properties.iter_mut() {
                if !required.contains(name) {
                    nullable(member);
                }
            }
            let all: Vec<&String> = properties.keys().collect();
            let all = json!(all);
            lowered.insert("required".to_owned(), all);
        }
        if schema.get("additionalProperties").is_some_and(Value::is_object) {
            self.weakened.push(format!("{path}/additionalProperties"));
        }
        lowered.insert("additionalProperties".to_owned(), false.into());
    }
}

/// A member that may be left out becomes one that may be `null`.
fn nullable(member: &mut Value) {
    let Some(schema) = member.as_object_mut() else { return };
    if let Some(Value::Array(words)) = schema.get_mut("enum")
        && !words.contains(&Value::Null)
    {
        words.push(Value::Null);
    }
    match schema.get_mut("type") {
        Some(Value::String(one)) if one != "null" => {
            let both = json!([one, "null"]);
            schema.insert("type".to_owned(), both);
        }
        Some(Value::Array(many)) if !many.contains(&json!("null")) => many.push("null".into()),
        Some(_) => {}
        None => {
            if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
                if !branches.contains(&json!({"type": "null"})) {
                    branches.push(json!({"type": "null"}));
                }
            } else if schema.contains_key("$ref") {
                let first = Value::Object(std::mem::take(schema));
                schema.insert("anyOf".to_owned(), json!([first, {"type": "null"}]));
            }
        }
    }
}

/// How deep JSON is nested, counted without recursion; stops counting past `limit`.
#[cfg(feature = "validate")]
pub(crate) fn deeper_than(value: &Value, limit: usize) -> bool {
    let mut open = vec![(value, 0_usize)];
    while let Some((value, depth)) = open.pop() {
        if depth > limit {
            return true;
        }
        match value {
            Value::Array(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(members) => open.extend(members.values().map(|member| (member, depth + 1))),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dish() -> Value {
        json!({
            "$schema": super::super::DRAFT_07,
            "type": "object",
            "properties": {
                "name": {"type": "string", "description": "As printed", "minLength": 1},
                "price": {"type": "number", "minimum": 0, "default": 1},
                "kind": {"type": "string", "enum": ["soup", "fish"]},
                "note": {"type": ["string", "null"]},
                "parts": {"type": "array", "items": {"type": "object", "properties": {"grams": {"type": "integer"}}, "required": ["grams"]}},
                "by": {"oneOf": [{"const": "sea"}, {"const": "land"}]},
                "more": {"type": "object", "additionalProperties": {"type": "string"}}
            },
            "required": ["name", "parts"]
        })
    }

    #[test]
    fn openai_strict() {
        let lowered = Dialect::OpenAiStrict.lower(&dish()).unwrap();
        assert_eq!(
            lowered.schema,
            json!({
                "type": "object",
                "properties": {
                    "name": {"type": "string", "description": "As printed"},
                    "price": {"type": ["number", "null"]},
                    "kind": {"type": ["string", "null"], "enum": ["soup", "fish", null]},
                    "note": {"type": ["string", "null"]},
                    "parts": {"type": "array", "items": {
                        "type": "object", "properties": {"grams": {"type": "integer"}}, "required": ["grams"], "additionalProperties": false}},
                    "by": {"anyOf": [{"const": "sea"}, {"const": "land"}, {"type": "null"}]},
                    "more": {"type": ["object", "null"], "additionalProperties": false, "properties": {}, "required": []}
                },
                "required": ["name", "price", "kind", "note", "parts", "by", "more"],
                "additionalProperties": false
            })
        );
        assert_eq!(
            lowered.weakened,
            [
                "/properties/name/minLength",
                "/properties/price/minimum",
                "/properties/more/additionalProperties"
            ]
        );
        assert!(Dialect::OpenAiStrict.lower(&json!({"type": "array"})).is_err());
    }

    #[test]
    fn gemini_takes_json_schema() {
        let mut plain = dish();
        plain.as_object_mut().unwrap().shift_remove("$schema");
        assert_eq!(
            Dialect::Gemini.lower(&dish()).unwrap(),
            Lowered { schema: plain.clone(), weakened: vec![] }
        );
        assert_eq!(Dialect::Ollama.lower(&dish()).unwrap(), Lowered { schema: plain, weakened: vec![] });
    }

    #[test]
    fn gemini_of_old() {
        let schema = json!({
            "type": "object",
            "properties": {
                "a": {"$ref": "#/$defs/A"},
                "n": {"type": ["string", "null"]},
                "u": {"type": ["string", "integer"]},
                "by": {"oneOf": [{"const": "sea"}, {"type": "null"}]}
            },
            "additionalProperties": false,
            "$defs": {"A": {"type": "object", "properties": {"x": {"type": "integer"}}}}
        });
        let lowered = Dialect::GeminiOpenApi.lower(&schema).unwrap();
        assert_eq!(
            lowered.schema,
            json!({
                "type": "object",
                "properties": {
                    "a": {"type": "object", "properties": {"x": {"type": "integer"}}},
                    "n": {"nullable": true, "type": "string"},
                    "u": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                    "by": {"anyOf": [{"enum": ["sea"]}, {"type": "null"}]}
                }
            })
        );
        assert_eq!(lowered.weakened, ["/additionalProperties"]);
        let own = json!({"type": "object", "properties": {"next": {"$ref": "#"}}});
        assert!(Dialect::GeminiOpenApi.lower(&own).unwrap_err().message().contains("nested"));
        assert!(
            Dialect::GeminiOpenApi.lower(&json!({"$ref": "#/no"})).unwrap_err().message().contains("#/no")
        );
    }

    #[test]
    fn anthropic_closes_objects() {
        let lowered = Dialect::Anthropic.lower(&dish()).unwrap();
        assert_eq!(lowered.schema["additionalProperties"], false);
        assert_eq!(lowered.schema["properties"]["parts"]["items"]["additionalProperties"], false);
        assert_eq!(lowered.schema["required"], json!(["name", "parts"]));
    }

    #[test]
    fn a_schema_a_thousand_deep_is_refused() {
        let mut schema = json!({"type": "string"});
        for _ in 0..1000 {
            schema = json!({"type": "array", "items": schema});
        }
        for dialect in [Dialect::Gemini, Dialect::GeminiOpenApi, Dialect::Anthropic, Dialect::Ollama] {
            assert!(dialect.lower(&schema).unwrap_err().message().contains("nested more than 128 deep"));
        }
        assert!(super::super::Validator::new(&schema).check(&Value::Null).is_err());
    }
}
