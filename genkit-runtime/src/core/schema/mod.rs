//! JSON schemas of Rust types, and the check of JSON against them.

mod dialect;
mod known;
mod nulls;
mod validate;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

pub use dialect::{Dialect, Lowered};
pub(crate) use known::{Known, known};
pub use nulls::drop_nulls;
pub(crate) use validate::Validator;

/// The dialect that Genkit's schemas are written in.
pub(crate) const DRAFT_07: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of what a `T` is read from: members with a default may be left out.
///
/// Inlined, without a root title and without numeric formats, since models and tools read it.
///
/// ```
/// #[derive(genkit::JsonSchema)]
/// # #[schemars(crate = "genkit::schemars")]
/// struct Dish {
///     name: String,
///     vegan: Option<bool>,
/// }
/// let schema = genkit::schema::input::<Dish>();
/// assert_eq!(schema["properties"]["name"]["type"], "string");
/// assert_eq!(schema["required"], serde_json::json!(["name"]));
/// assert!(schema.get("title").is_none());
/// ```
#[must_use]
pub fn input<T: JsonSchema>() -> Value {
    tidy(settings().for_deserialize().into_generator().into_root_schema_for::<T>())
}

/// The schema of what a `T` is written as: members that are always written are required.
#[must_use]
pub fn output<T: JsonSchema>() -> Value {
    tidy(settings().for_serialize().into_generator().into_root_schema_for::<T>())
}

/// The schema that says nothing, which stands where a tool has none.
#[must_use]
pub fn void() -> Value {
    json!({"$schema": DRAFT_07})
}

fn settings() -> SchemaSettings {
    SchemaSettings::draft07().with(|s| s.inline_subschemas = true)
}

fn tidy(mut schema: Schema) -> Value {
    schema.remove("title");
    let mut plain = RecursiveTransform(|schema: &mut Schema| {
        drop_numeric_format(schema);
        name_no_members(schema);
    });
    schemars::transform::Transform::transform(&mut plain, &mut schema);
    schema.into()
}

/// `uint8`, `double` and the like are names that no provider knows.
fn drop_numeric_format(schema: &mut Schema) {
    const NUMERIC: [&str; 4] = ["int", "uint", "float", "double"];
    let numeric = schema
        .get("format")
        .and_then(Value::as_str)
        .is_some_and(|f| NUMERIC.iter().any(|n| f.starts_with(n)));
    if numeric {
        schema.remove("format");
    }
}

/// An object without members says so: providers refuse a tool's input schema without `properties`.
fn name_no_members(schema: &mut Schema) {
    let object = schema.get("type").is_some_and(|t| t == "object");
    let silent = ["properties", "additionalProperties", "anyOf", "oneOf", "allOf"];
    if object && silent.iter().all(|&name| schema.get(name).is_none()) {
        schema.insert("properties".to_owned(), json!({}));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_without_members_says_so() {
        #[derive(JsonSchema)]
        struct Nothing {}
        type Open = serde_json::Map<String, Value>;
        assert_eq!(input::<Nothing>()["properties"], json!({}));
        assert!(input::<Open>().get("properties").is_none());
    }
}
