//! Tools as the provider takes them.

use genkit::{RawConfig, ToolChoice, ToolDefinition, ToolNames};
use serde_json::{Map, Value, json};

use super::Request;
use crate::AnthropicConfig;

/// Adds the tools of the request and of the configuration, and the choice among them.
pub(super) fn add(body: &mut Map<String, Value>, request: &Request, config: &mut RawConfig<AnthropicConfig>) {
    let mut tools: Vec<Value> = request.tools.iter().flat_map(|tools| tools.iter()).map(tool).collect();
    let own = config.take("tool_choice").map(sent);
    let choice = own.or_else(|| request.tool_choice.filter(|_| !tools.is_empty()).map(choice));
    if let Some(choice) = choice {
        body.insert("tool_choice".to_owned(), choice);
    }
    if let Some(Value::Array(more)) = config.take("tools") {
        tools.extend(more);
    }
    if !tools.is_empty() {
        body.insert("tools".to_owned(), tools.into());
    }
}

fn choice(choice: ToolChoice) -> Value {
    match choice {
        ToolChoice::Auto => json!({"type": "auto"}),
        ToolChoice::Required => json!({"type": "any"}),
        ToolChoice::None => json!({"type": "none"}),
    }
}

/// A choice in the provider's words; the tool is named as it was told.
fn sent(mut choice: Value) -> Value {
    let told = choice.get("name").and_then(Value::as_str).map(|name| ToolNames::sent(name).into_owned());
    if let (Some(choice), Some(told)) = (choice.as_object_mut(), told) {
        choice.insert("name".to_owned(), told.into());
    }
    choice
}

fn tool(tool: &ToolDefinition) -> Value {
    let mut sent = json!({"name": ToolNames::sent(&tool.name)});
    if let Some(sent) = sent.as_object_mut() {
        if !tool.description.is_empty() {
            sent.insert("description".to_owned(), tool.description.clone().into());
        }
        let schema = tool.input_schema.as_ref().map_or_else(|| json!({"type": "object"}), schema);
        sent.insert("input_schema".to_owned(), schema);
        let notes = tool.metadata.as_ref();
        for name in ["cache_control", "strict", "defer_loading", "eager_input_streaming", "input_examples"] {
            if let Some(value) = notes.and_then(|notes| notes.get(name)) {
                sent.insert(name.to_owned(), value.clone());
            }
        }
    }
    sent
}

/// A schema whose root says that it is an object, as it must.
pub(super) fn schema(schema: &Value) -> Value {
    let mut schema = schema.clone();
    let object = schema.get("type").is_some_and(|kind| kind == "object");
    if let Some(root) = schema.as_object_mut().filter(|_| !object) {
        root.insert("type".to_owned(), "object".into());
    }
    schema
}
