//! Prompt files.

use genkit_dotprompt as dot;
use serde_json::{Map, Value, json};

use super::content::Conversation;
use super::define::Definition;
use crate::ai::generate::{Instructions, OutputOptions};
use crate::ai::middleware::MiddlewareRef;
use crate::ai::model::ToolChoice;
use crate::ai::tool::ToolRef;
use crate::core::action::Source;
use crate::core::error::{Error, Result};

/// What begins the name of a schema that waits for the runtime that knows it.
const NAMED: &str = "genkit:schema:";

/// The prompt that a file holds. Schemas that it names are filled in by [`name_schemas`].
///
/// # Errors
/// `INVALID_ARGUMENT` with place, line and column.
pub(super) fn definition(name: &str, place: &str, text: &str, source: Source) -> Result<Definition> {
    let wrong = |error: dot::Error| located(place, &error);
    let prompt = dot::Prompt::parse(text).map_err(wrong)?;
    let front = prompt.front_matter();
    let waiting = |name: &str| Some(json!({"$ref": format!("{NAMED}{name}")}));
    let schemas = dot::Schemas::From(&waiting);
    let mut made = Definition::new(name, source);
    place.clone_into(&mut made.place);
    made.description.clone_from(&front.description);
    made.call.model.clone_from(&front.model);
    made.call.config = (!front.config.is_empty()).then(|| front.config.clone().into());
    made.input = front.input_schema(schemas).map_err(wrong)?;
    made.defaults = front.input_default().cloned().unwrap_or_default();
    made.call.output = output(front, front.output_schema(schemas).map_err(wrong)?);
    made.tools = front.tools.iter().map(|name| ToolRef::Name(name.clone())).collect();
    made.call.tool_choice =
        front.tool_choice.as_deref().map(|choice| tool_choice(choice, place)).transpose()?;
    made.call.max_turns = front.max_turns;
    made.call.uses = (!front.middleware.is_empty()).then(|| front.middleware.iter().map(used).collect());
    made.call.return_tool_requests = front.return_tool_requests;
    if !front.metadata.is_empty() {
        made.metadata.insert("metadata".to_owned(), front.metadata.clone().into());
    }
    made.about = about(&prompt, made.call.output.as_ref());
    made.messages = Some(Conversation::File(prompt.into()));
    Ok(made)
}

fn output(front: &dot::FrontMatter, json_schema: Option<Value>) -> Option<OutputOptions> {
    let field = |name: &str| front.output_fields().get(name);
    let text = |name: &str| field(name).and_then(Value::as_str).map(str::to_owned);
    let instructions = match field("instructions") {
        Some(Value::Bool(given)) => Some(Instructions::Given(*given)),
        Some(Value::String(words)) => Some(Instructions::Text(words.clone())),
        _ => None,
    };
    let output = OutputOptions {
        format: text("format"),
        content_type: text("contentType"),
        constrained: field("constrained").and_then(Value::as_bool),
        instructions,
        json_schema,
    };
    (output != OutputOptions::default()).then_some(output)
}

fn used(middleware: &dot::Middleware) -> MiddlewareRef {
    let named = MiddlewareRef::named(middleware.name.clone());
    middleware.config.clone().map_or(named.clone(), |config| named.config(config))
}

fn tool_choice(choice: &str, place: &str) -> Result<ToolChoice> {
    serde_json::from_value(choice.into()).map_err(|_| {
        Error::invalid_argument(format!(
            "{place}: toolChoice: `{choice}` is none of `auto`, `required` and `none`"
        ))
    })
}

/// What developer tools are told of a file besides.
fn about(prompt: &dot::Prompt, output: Option<&OutputOptions>) -> Map<String, Value> {
    let front = prompt.front_matter();
    let mut about = Map::new();
    let mut tell = |name: &str, value: Value| about.insert(name.to_owned(), value);
    tell("ext", front.ext.clone().into());
    tell("config", front.config.clone().into());
    if let Some(description) = &front.description {
        tell("description", description.as_str().into());
    }
    if let Some(output) = output {
        let mut told = Map::new();
        told.extend(output.format.as_ref().map(|format| ("format".to_owned(), format.as_str().into())));
        told.extend(output.json_schema.as_ref().map(|schema| ("schema".to_owned(), schema.clone())));
        tell("output", told.into());
    }
    if !front.tool_defs.is_empty() {
        tell("toolDefs", front.tool_defs.clone().into());
    }
    if !front.raw.is_empty() {
        tell("raw", front.raw.clone().into());
    }
    tell("template", prompt.template_source().into());
    about
}

/// Puts the schemas that a prompt names in their places.
///
/// # Errors
/// `NOT_FOUND` `Schema '{name}' not found`.
pub(super) fn name_schemas(prompt: &mut Definition, find: &dyn Fn(&str) -> Option<Value>) -> Result<()> {
    let output = prompt.call.output.as_mut().and_then(|output| output.json_schema.as_mut());
    let told = prompt.about.get_mut("output").and_then(|output| output.get_mut("schema"));
    for schema in prompt.input.iter_mut().chain(output).chain(told) {
        named(schema, find)
            .map_err(|error| Error::new(error.status(), format!("{}: {}", prompt.place, error.message())))?;
    }
    Ok(())
}

/// Puts those of the named schemas in their places that are known already.
pub(super) fn fill_schemas(prompt: &mut Definition, known: &[(&str, Value)]) {
    if known.is_empty() {
        return;
    }
    let find = |name: &str| {
        let known = known.iter().find(|(other, _)| *other == name).map(|(_, schema)| schema.clone());
        known.or_else(|| Some(json!({"$ref": format!("{NAMED}{name}")})))
    };
    // Whatever is not known stays as it is, so that nothing is missing.
    let _ = name_schemas(prompt, &find);
}

fn named(schema: &mut Value, find: &dyn Fn(&str) -> Option<Value>) -> Result<()> {
    match schema {
        Value::Object(members) => {
            let name = members.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(NAMED));
            if let Some(name) = name {
                let missing = || Error::not_found(format!("Schema '{name}' not found"));
                let found = find(name).ok_or_else(missing)?;
                members.remove("$ref");
                match found {
                    Value::Object(found) => found.into_iter().for_each(|(name, value)| {
                        members.entry(name).or_insert(value);
                    }),
                    other => *schema = other,
                }
                return Ok(());
            }
            members.values_mut().try_for_each(|inner| named(inner, find))
        }
        Value::Array(items) => items.iter_mut().try_for_each(|inner| named(inner, find)),
        _ => Ok(()),
    }
}

/// Checks that what the file uses is there. What is only suspicious goes to the log.
///
/// # Errors
/// `INVALID_ARGUMENT` with every helper and partial that is missing, by place, line and column.
pub(super) fn check(prompt: &Definition, environment: &dot::Environment) -> Result<()> {
    let Some(Conversation::File(file)) = &prompt.messages else { return Ok(()) };
    let mut checker = dot::Checker::new(environment.partials());
    for helper in environment.helper_names() {
        checker = checker.helper(helper);
    }
    if let Some(schema) = &prompt.input {
        checker = checker.input_schema(schema.clone());
    }
    let mut wrong = Vec::new();
    for found in checker.check(file) {
        let line = match &found.partial {
            None => format!("{}:{found}", prompt.place),
            Some(_) => format!("{}: {found}", prompt.place),
        };
        match found.kind {
            dot::DiagnosticKind::UndeclaredVariable | dot::DiagnosticKind::UnknownField => {
                tracing::warn!(prompt = prompt.full_name(), "{line}");
            }
            _ => wrong.push(line),
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid_argument(wrong.join("\n"))) }
}

/// `prompts/menu.prompt:3:14: what is wrong`.
pub(super) fn located(place: &str, error: &dot::Error) -> Error {
    let gap = if error.position().is_some() && error.partial().is_none() { "" } else { " " };
    Error::invalid_argument(format!("{place}:{gap}{error}"))
}
