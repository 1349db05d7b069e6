//! Whether what a file gives fits the schemas that it declares: the defaults of the input, the format of the output.

use genkit_dotprompt::Prompt;
use serde_json::Value;

use super::check::Faults;
use super::disk::Place;
use crate::errors::{Code, did_you_mean, one_of};

pub(super) fn check(place: &Place, prompt: &Prompt, schema: Option<&Value>, faults: &mut Faults<'_>) {
    let front = prompt.front_matter();
    let properties = schema.and_then(|schema| schema.get("properties"));
    for (name, value) in front.input_default().into_iter().flatten() {
        let Some(declared) = properties.and_then(|properties| properties.get(name)) else { continue };
        if let Some(wanted) = misfit(value, declared) {
            let message = format!("the default of `{name}` is not {wanted}, which the schema says");
            faults.push(
                Code::PromptField,
                &place.written,
                front.position(&["input", "default", name]),
                &message,
            );
        }
    }
}

/// What the schema wants and the value is not.
fn misfit(value: &Value, schema: &Value) -> Option<String> {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return (!words.contains(value)).then(|| "one of its words".to_owned());
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let is = |name: &&&str| match **name {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    };
    if types.iter().find(is).is_none() {
        return Some(types.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or "));
    }
    match value {
        Value::Array(items) => {
            let declared = schema.get("items")?;
            items.iter().find_map(|item| misfit(item, declared))
        }
        Value::Object(members) => {
            let properties = schema.get("properties")?;
            members.iter().find_map(|(name, value)| misfit(value, properties.get(name)?))
        }
        _ => None,
    }
}

/// A format that the runtime has must get the schema that it needs; a name near to one of these is a mistake.
pub(super) fn format(place: &Place, prompt: &Prompt, schema: Option<&Value>, faults: &mut Faults<'_>) {
    const FORMATS: &[&str] = &["text", "json", "array", "jsonl", "enum"];
    let front = prompt.front_matter();
    let Some(format) = front.output_format() else { return };
    let of = |name: &str| schema.and_then(|schema| schema.get("type")).is_some_and(|kind| kind == name);
    let message = match format {
        "array" | "jsonl" if !of("array") => format!("the format `{format}` needs a schema of `array`"),
        "enum" if schema.is_none_or(|schema| schema.get("enum").is_none()) => {
            "the format `enum` needs a schema of `enum`".to_owned()
        }
        other if FORMATS.contains(&other) => return,
        other => match did_you_mean(other, FORMATS) {
            Some(near) => format!("unknown format `{other}` ({}); did you mean `{near}`?", one_of(FORMATS)),
            // One of the application's own.
            None => return,
        },
    };
    faults.push(Code::PromptField, &place.written, front.position(&["output", "format"]), &message);
}
