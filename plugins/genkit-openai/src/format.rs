//! What form an answer shall have, in the provider's words.

use genkit::schema::Dialect;
use genkit::{OutputConfig, ToolChoice};
use serde_json::{Map, Value};

use crate::speaker::Speaker;

/// True if JSON is asked for.
pub(crate) fn wants_json(output: &OutputConfig) -> bool {
    output.format.as_deref() == Some("json") || output.content_type.as_deref() == Some("application/json")
}

/// The schema that the provider itself shall hold the answer to.
pub(crate) fn held(output: &OutputConfig, speaker: Speaker) -> Option<&Value> {
    let schema = output.schema.as_ref().filter(|_| wants_json(output) && speaker.takes_schema())?;
    let object = schema.get("type").is_some_and(|kind| kind == "object");
    (object || !speaker.is_strict()).then_some(schema)
}

/// A schema that is asked for and cannot be held to is told in words.
pub(crate) fn told(output: &OutputConfig, speaker: Speaker) -> Option<String> {
    let schema = output.schema.as_ref().filter(|_| output.constrained == Some(true))?;
    held(output, speaker)
        .is_none()
        .then(|| format!("Answer with JSON that conforms to this schema:\n{schema}"))
}

/// The schema by its name, in strict form where the provider takes that: `{name, schema, strict?}`.
pub(crate) fn named(schema: &Value, speaker: Speaker) -> Map<String, Value> {
    let dialect = if speaker.is_strict() { Dialect::OpenAiStrict } else { Dialect::Gemini };
    let lowered = dialect.lower(schema).ok();
    let strict = lowered.is_some() && speaker.is_strict();
    let mut named = Map::new();
    named.insert("name".to_owned(), "output".into());
    named.insert("schema".to_owned(), lowered.map_or_else(|| schema.clone(), |lowered| lowered.schema));
    if strict {
        named.insert("strict".to_owned(), true.into());
    }
    named
}

/// What a provider is told of `auto`, `required` and `none`.
pub(crate) fn choice_name(choice: ToolChoice) -> &'static str {
    match choice {
        ToolChoice::Auto => "auto",
        ToolChoice::Required => "required",
        ToolChoice::None => "none",
    }
}
