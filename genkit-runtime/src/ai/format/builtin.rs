//! The formats that every runtime has. The words are those that Genkit's models are used to.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Format, Reading};
use crate::ai::message::Message;
use crate::core::error::{Error, Result};
use crate::core::json::{self, JsonError, JsonErrorKind};

/// The built-in format of this name, checked against the schema it is used with.
///
/// # Errors
/// `INVALID_ARGUMENT` if the format needs another kind of schema.
pub(crate) fn find(name: &str, schema: Option<&Value>) -> Result<Option<Format>> {
    let format = match name {
        "text" => Format { content_type: Some("text/plain".to_owned()), ..Format::new("text") },
        "json" => Format {
            default_instructions: false,
            ..built("json", "application/json", Some(true), Reading::Json, json_instructions)
        },
        "array" => {
            need(
                schema,
                is_array,
                "Must supply an 'array' schema type when using the 'items' parser format.",
            )?;
            built("array", "application/json", Some(true), Reading::Array, |schema| {
                format!(
                    "Output should be a JSON array conforming to the following schema:\n    \n```\n{schema}\n```\n    "
                )
            })
        }
        "jsonl" => {
            let objects = |schema: &Value| is_array(schema) && type_of(schema.get("items")) == Some("object");
            need(
                schema,
                objects,
                "Must supply an 'array' schema type containing 'object' items when using the 'jsonl' parser format.",
            )?;
            built("jsonl", "application/jsonl", None, Reading::Lines, |schema| {
                let items = schema.get("items").unwrap_or(&Value::Null);
                format!(
                    "Output should be JSONL format, a sequence of JSON objects (one per line) separated by a newline \
                     `\\n` character. Each line should be a JSON object conforming to the following schema:\
                     \n\n```\n{items}\n```\n    "
                )
            })
        }
        "enum" => {
            let words = |schema: &Value| matches!(type_of(Some(schema)), Some("string" | "enum"));
            need(
                schema,
                words,
                "Must supply a 'string' or 'enum' schema type when using the enum parser format.",
            )?;
            let mut format = built("enum", "text/enum", Some(true), Reading::Enum, |schema| {
                let words = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
                let plain = |word: &Value| word.as_str().map_or_else(|| word.to_string(), str::to_owned);
                let words: Vec<String> = words.map(plain).collect();
                format!(
                    "Output should be ONLY one of the following enum values. Do not output any additional information \
                     or add quotes.\n\n{}",
                    words.join("\n")
                )
            });
            if schema.is_some_and(|s| s.get("enum").is_none()) {
                format.instructions = None;
            }
            format
        }
        _ => return Ok(None),
    };
    Ok(Some(format))
}

fn built(
    name: &str,
    content_type: &str,
    constrained: Option<bool>,
    reading: Reading,
    instructions: fn(&Value) -> String,
) -> Format {
    Format {
        content_type: Some(content_type.to_owned()),
        constrained,
        reading,
        instructions: Some(Arc::new(instructions)),
        ..Format::new(name)
    }
}

/// What a model is told that cannot hold its answer to a schema by itself.
pub(crate) fn json_instructions(schema: &Value) -> String {
    format!("Output should be in JSON format and conform to the following schema:\n\n```\n{schema}\n```\n")
}

fn need(schema: Option<&Value>, fits: impl Fn(&Value) -> bool, otherwise: &'static str) -> Result<()> {
    match schema {
        Some(schema) if !fits(schema) => Err(Error::invalid_argument(otherwise)),
        _ => Ok(()),
    }
}

fn type_of(schema: Option<&Value>) -> Option<&str> {
    schema?.get("type")?.as_str()
}

fn is_array(schema: &Value) -> bool {
    type_of(Some(schema)) == Some("array")
}

/// What an answer says, by one of the built-in readings.
pub(super) fn read(reading: Reading, message: &Message) -> Result<Value> {
    let text = message.text();
    match reading {
        Reading::Text => Ok(text.into()),
        Reading::Enum => Ok(text.replace(['\'', '"'], "").trim().into()),
        // A model may answer with data in place of text.
        Reading::Json if text.is_empty() && message.data().is_some() => {
            Ok(message.data().cloned().unwrap_or_default())
        }
        Reading::Json => absent_is_null(json::extract_json(&text)),
        Reading::Array => absent_is_null(json::extract_items(&text).map(Value::from)),
        Reading::Lines => absent_is_null(json::extract_lines(&text).map(Value::from)),
    }
}

/// An answer without any JSON says nothing: its schema will refuse that where it must.
fn absent_is_null(read: std::result::Result<Value, JsonError>) -> Result<Value> {
    match read {
        Ok(value) => Ok(value),
        Err(error) if matches!(error.kind(), JsonErrorKind::Missing | JsonErrorKind::NoArray) => {
            Ok(Value::Null)
        }
        Err(error) => Err(broken(&error)),
    }
}

#[cold]
fn broken(error: &JsonError) -> Error {
    let reason = if error.kind() == JsonErrorKind::Truncated { "truncated" } else { "malformed" };
    Error::invalid_argument(format!("the model's output is no whole JSON: {error}"))
        .with_details(json!({"reason": reason, "partial": error.partial()}))
}
