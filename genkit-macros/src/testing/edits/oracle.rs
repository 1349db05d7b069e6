//! Whether an edit is a mistake, found out by running.

use genkit_dotprompt::{Data, Environment, Message, Prompt, Schemas};
use serde_json::{Map, Value, json};

use super::Files;

/// What a file means to its program.
pub(super) struct Meaning {
    pub(super) input: Option<Value>,
    pub(super) output: Option<Value>,
    pub(super) tools: Vec<String>,
    /// The fields that go into the call as they are.
    call: Value,
    prompt: Prompt,
}

pub(super) fn meaning(text: &str) -> Option<Meaning> {
    let prompt = Prompt::parse(text).ok()?;
    let front = prompt.front_matter().clone();
    let input = front.input_schema(Schemas::None).ok()?;
    let output = front.output_schema(Schemas::None).ok()?;
    let mut tools = front.tools.clone();
    tools.sort();
    let call = json!({
        "model": front.model, "config": front.config, "choice": front.tool_choice, "turns": front.max_turns,
        "format": front.output_format(), "description": front.description,
    });
    Some(Meaning { input, output, tools, call, prompt })
}

/// A value that a schema allows: with all that may be left out, or without.
fn instance(schema: &Value, whole: bool) -> Value {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return if whole { words.last() } else { words.first() }.cloned().unwrap_or_default();
    }
    let kind = match &schema["type"] {
        Value::Array(several) => several.first().and_then(Value::as_str).unwrap_or("any"),
        one => one.as_str().unwrap_or("any"),
    };
    match kind {
        "string" => json!(if whole { "some text" } else { "word" }),
        "integer" => json!(7),
        "number" => json!(2.5),
        "boolean" => json!(whole),
        "null" => Value::Null,
        "array" => json!([instance(&schema["items"], whole), instance(&schema["items"], whole)]),
        "object" => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let members = schema["properties"].as_object().into_iter().flatten();
            let given = members.map(|(name, declared)| {
                let absent = !whole && !required.contains(&json!(name));
                (name.clone(), if absent { Value::Null } else { instance(declared, whole) })
            });
            Value::Object(given.collect())
        }
        _ => json!({"any": ["thing"]}),
    }
}

/// Whether a schema allows a value; `open` lets further members pass, as reading does.
fn allows(schema: &Value, value: &Value, open: bool) -> bool {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return words.contains(value);
    }
    let of_type = |kind: &str| match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value
            .as_array()
            .is_some_and(|items| items.iter().all(|item| allows(&schema["items"], item, open))),
        "object" => value.as_object().is_some_and(|members| object(schema, members, open)),
        _ => true,
    };
    match &schema["type"] {
        Value::String(one) => of_type(one),
        Value::Array(several) => several.iter().filter_map(Value::as_str).any(of_type),
        _ => true,
    }
}

fn object(schema: &Value, members: &Map<String, Value>, open: bool) -> bool {
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    let mut present = required.into_iter().map(|name| members.contains_key(name));
    present.all(|there| there)
        && members.iter().all(|(name, value)| match properties.get(name) {
            Some(declared) => allows(declared, value, open),
            None => open || schema["additionalProperties"] != json!(false),
        })
}

fn rendered(meaning: &Meaning, files: &Files, input: &Value) -> Option<Vec<Message>> {
    let mut environment = Environment::new();
    for (name, text) in &files.0 {
        if let Some(partial) = name.strip_prefix('_') {
            environment.define_partial(partial.trim_end_matches(".prompt"), text).ok()?;
        }
    }
    let earlier = [Message::new(genkit_dotprompt::Role::User, vec![genkit_dotprompt::Part::text("earlier")])];
    Some(environment.render(&meaning.prompt, &Data::new(input)).ok()?.to_messages(&earlier))
}

/// Whether the edited file fails its program, by running both.
pub(super) fn is_mistake(before: &Meaning, files: &Files, edited: &Files, name: &str) -> bool {
    let Some(after) = meaning(&edited.0[name]) else { return true };
    if after.tools != before.tools || after.call != before.call {
        return true;
    }
    let Some(schema) = &before.input else { return false };
    let Some(now) = &after.input else { return true };
    // A default for what there is not, or of another type, is none.
    let defaults = after.prompt.front_matter().input_default().into_iter().flatten();
    if !defaults.into_iter().all(|(name, value)| {
        allows(&now["properties"][name], value, false) && !now["properties"][name].is_null()
    }) {
        return true;
    }
    for whole in [true, false] {
        let input = instance(schema, whole);
        let (was, is) = (rendered(before, files, &input), rendered(&after, edited, &input));
        if !allows(now, &input, false) || is.is_none() || was != is {
            return true;
        }
    }
    match (&before.output, &after.output) {
        (None, None) => false,
        // Answers come as the edited schema says, and are read as the type that the program has.
        (Some(read), Some(said)) => {
            [true, false].iter().any(|whole| !allows(read, &left_out(&instance(said, *whole)), true))
        }
        _ => true,
    }
}

/// A model leaves out what it has nothing to say of.
fn left_out(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let said = members.iter().filter(|(_, value)| !value.is_null());
            Value::Object(said.map(|(name, value)| (name.clone(), left_out(value))).collect())
        }
        Value::Array(items) => items.iter().map(left_out).collect(),
        other => other.clone(),
    }
}
