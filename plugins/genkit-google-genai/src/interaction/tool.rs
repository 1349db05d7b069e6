//! Tools of an interaction, and the form of its answer.

use genkit::{OutputConfig, ToolDefinition, ToolNames};
use serde_json::{Map, Value, json};

/// Tools of the request, and those that the configuration switches on.
pub(crate) fn tools(config: &mut Map<String, Value>, declared: &[ToolDefinition]) -> Vec<Value> {
    let mut tools: Vec<Value> = declared.iter().map(declare).collect();
    for (member, kind) in [
        ("googleSearch", "google_search"),
        ("urlContext", "url_context"),
        ("codeExecution", "code_execution"),
    ] {
        let on = config.shift_remove(member).is_some_and(|on| on != Value::Bool(false) && !on.is_null());
        if on {
            tools.push(json!({"type": kind}));
        }
    }
    if let Some(Value::Object(search)) = config.shift_remove("fileSearch") {
        tools.push(named("file_search", search));
    }
    if let Some(Value::Array(servers)) = config.shift_remove("mcpServers") {
        for server in servers {
            if let Value::Object(server) = server {
                tools.push(named("mcp_server", server));
            }
        }
    }
    tools
}

fn declare(tool: &ToolDefinition) -> Value {
    let mut declared = json!({
        "type": "function", "name": ToolNames::sent(&tool.name), "description": tool.description,
    });
    if let (Some(declared), Some(schema)) = (declared.as_object_mut(), &tool.input_schema) {
        declared.insert("parameters".to_owned(), cleaned(schema));
    }
    declared
}

/// The members under the names of the wire.
fn named(kind: &str, members: Map<String, Value>) -> Value {
    let mut tool = Map::from_iter([("type".to_owned(), kind.into())]);
    tool.extend(members.into_iter().map(|(name, value)| (snake(&name), value)));
    tool.into()
}

/// `allowedTools` as `allowed_tools`.
pub(super) fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// The form of an answer that is JSON.
pub(crate) fn format(output: &OutputConfig) -> Option<Value> {
    let json = output.format.as_deref() == Some("json")
        || output.content_type.as_deref() == Some("application/json");
    let mut format = json.then(|| json!({"type": "text", "mime_type": "application/json"}))?;
    if let (Some(format), Some(schema)) = (format.as_object_mut(), &output.schema) {
        format.insert("schema".to_owned(), cleaned(schema));
    }
    Some(format)
}

/// A schema without what this API refuses: notes on itself, closed objects, several types.
fn cleaned(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let kept = members
                .iter()
                .filter(|(name, _)| !["$schema", "additionalProperties"].contains(&name.as_str()));
            let each = kept.map(|(name, value)| match (name.as_str(), value) {
                ("type", Value::Array(types)) => {
                    let first = types.iter().find(|t| *t != "null").cloned().unwrap_or_default();
                    (name.clone(), first)
                }
                _ => (name.clone(), cleaned(value)),
            });
            each.collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(cleaned).collect(),
        other => other.clone(),
    }
}
