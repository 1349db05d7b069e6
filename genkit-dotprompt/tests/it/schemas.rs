//! Picoschema: what it gives, to the order of the keys, and its errors.

use genkit_dotprompt::{ErrorKind, Prompt, Schemas, picoschema};
use serde_json::{Value, json};

trials![results, the_type_null, json_schema_stays, named, errors, errors_in_files];

fn find(name: &str) -> Option<Value> {
    match name {
        "Dish" => Some(json!({"type": "object", "description": "a dish"})),
        "Yes" => Some(json!(true)),
        _ => None,
    }
}

fn results() {
    for (schema, expected) in [
        (json!("string"), r#"{"type":"string"}"#),
        (json!("any"), "{}"),
        (json!("any, what you like"), r#"{"description":"what you like"}"#),
        (json!("string, a, b"), r#"{"type":"string","description":"a, b"}"#),
        (
            json!({"b?": "string", "a": "number, n"}),
            r#"{"type":"object","properties":{"b":{"type":["string","null"]},"a":{"type":"number","description":"n"}},"required":["a"],"additionalProperties":false}"#,
        ),
        (
            json!({"t?(array, list)": "string"}),
            r#"{"type":"object","properties":{"t":{"type":["array","null"],"items":{"type":"string"},"description":"list"}},"additionalProperties":false}"#,
        ),
        (
            json!({"o?(object, it (all))": {"x": "any"}}),
            r#"{"type":"object","properties":{"o":{"type":["object","null"],"properties":{"x":{}},"required":["x"],"additionalProperties":false,"description":"it (all)"}},"additionalProperties":false}"#,
        ),
        (
            json!({"e?(enum)": ["A", null], "f(enum)": [1]}),
            r#"{"type":"object","properties":{"e":{"enum":["A",null]},"f":{"enum":[1]}},"required":["f"],"additionalProperties":false}"#,
        ),
        (
            json!({"(*)": "number, any of it"}),
            r#"{"type":"object","properties":{},"additionalProperties":{"type":"number","description":"any of it"}}"#,
        ),
        (json!({}), r#"{"type":"object","properties":{},"additionalProperties":false}"#),
    ] {
        let found = picoschema(&schema, Schemas::None).unwrap().unwrap();
        assert_eq!(serde_json::to_string(&found).unwrap(), expected, "{schema}");
    }
    assert_eq!(picoschema(&Value::Null, Schemas::None).unwrap(), None);
}

/// YAML reads the word `null` as no value; in a schema it is a type all the same.
fn the_type_null() {
    let prompt =
        Prompt::parse("---\ninput: {schema: {a: null, b: 'null, none'}}\noutput: {schema: {a: }}\n---\n")
            .unwrap();
    let schema = prompt.front_matter().input_schema(Schemas::None).unwrap().unwrap();
    assert_eq!(
        schema["properties"],
        json!({"a": {"type": "null"}, "b": {"type": "null", "description": "none"}})
    );
    let error = prompt.front_matter().output_schema(Schemas::None).unwrap_err();
    assert_eq!(error.message(), "Picoschema: only consists of objects and strings. Got: null");
}

fn json_schema_stays() {
    for schema in [
        json!({"type": "string", "minLength": 1}),
        json!({"type": ["string", "null"]}),
        json!({"type": "array", "items": {"type": "string"}}),
        json!({"type": "object", "required": ["x"]}),
    ] {
        assert_eq!(picoschema(&schema, Schemas::None).unwrap(), Some(schema));
    }
    let found = picoschema(&json!({"properties": {"x": {}}}), Schemas::None).unwrap().unwrap();
    assert_eq!(found, json!({"properties": {"x": {}}, "type": "object"}));
}

fn named() {
    let schemas = Schemas::From(&find);
    let of = |schema: Value| picoschema(&schema, schemas).unwrap().unwrap();
    assert_eq!(of(json!("Dish")), json!({"type": "object", "description": "a dish"}));
    assert_eq!(of(json!("Dish, other")), json!({"type": "object", "description": "other"}));
    assert_eq!(of(json!({"d?": "Dish"}))["properties"]["d"]["type"], json!(["object", "null"]));
    assert_eq!(of(json!({"d(array)": "Dish"}))["properties"]["d"]["items"]["type"], "object");
    assert_eq!(of(json!({"y": "Yes"}))["properties"]["y"], json!({}));
}

fn errors() {
    for (schema, message) in [
        (json!("text"), "Picoschema: unsupported scalar type 'text'."),
        (json!({"a": "text, it"}), "Picoschema: unsupported scalar type 'text'."),
        (
            json!({"a(list)": "string"}),
            "Picoschema: parenthetical types must be 'object' or 'array', got: list",
        ),
        (json!({"a": 1}), "Picoschema: only consists of objects and strings. Got: 1"),
        (json!({"a": ["string"]}), "Picoschema: only consists of objects and strings. Got: [\"string\"]"),
        (json!([1]), "Picoschema: only consists of objects and strings. Got: [1]"),
        (json!({"a(enum)": "x"}), "Picoschema: the values of an enum must be a list"),
        (json!({"a(array": "string"}), "Picoschema: 'a(array' has no closing parenthesis"),
        (json!({"a": "string", "a?": "string"}), "Picoschema: the property 'a' appears twice"),
    ] {
        assert_eq!(picoschema(&schema, Schemas::None).unwrap_err().to_string(), message, "{schema}");
    }
    let error = picoschema(&json!({"a": "Dosh"}), Schemas::From(&find)).unwrap_err();
    assert_eq!(error.message(), "Picoschema: could not find schema with name 'Dosh'");
    assert_eq!((error.kind(), error.subject()), (ErrorKind::UnknownSchema, Some("Dosh")));
    let mut deep = json!("string");
    for _ in 0..1_000 {
        deep = json!({"a": deep});
    }
    assert_eq!(picoschema(&deep, Schemas::None).unwrap_err().kind(), ErrorKind::Limit);
}

fn errors_in_files() {
    for (yaml, place) in [
        ("input:\n  schema:\n    a: string\n    b: {c: text}", "5:12"),
        ("input:\n  schema:\n    a(list): string", "4:5"),
        ("input:\n  schema:\n    a:\n      - 1", "5:7"),
        ("input: {schema: text}", "2:17"),
    ] {
        let prompt = Prompt::parse(&format!("---\n{yaml}\n---\n")).unwrap();
        let error = prompt.front_matter().input_schema(Schemas::None).unwrap_err();
        assert_eq!(error.position().unwrap().to_string(), place, "{yaml}: {error}");
    }
}
