//! Tools of the request and of the provider's own.

use genkit::{ModelRequest, Result, ToolChoice, ToolDefinition, ToolNames};
use serde_json::{Map, Value, json};

use super::{Config, schema};

/// Tools that are switched on in the configuration, in the order in which they are told.
struct Switch {
    member: &'static str,
    tool: &'static str,
}

const SEARCHES: [Switch; 3] = [
    Switch { member: "googleSearchRetrieval", tool: "googleSearch" },
    Switch { member: "googleSearch", tool: "google_search" },
    Switch { member: "google_search", tool: "google_search" },
];

/// Takes tools and what is told of them out of the configuration.
pub(crate) fn take(
    config: &mut Config,
    request: &ModelRequest<Config>,
    vertex: bool,
) -> Result<(Vec<Value>, Map<String, Value>)> {
    let mut tools = Vec::new();
    let declared: Vec<Value> =
        request.tools.iter().flat_map(|tools| tools.iter()).map(declare).collect::<Result<_>>()?;
    if !declared.is_empty() {
        tools.push(json!({"functionDeclarations": declared}));
    }
    tools.extend(switched(config, "codeExecution").map(|_| json!({"codeExecution": {}})));
    if let Some(Value::Array(own)) = config.shift_remove("tools") {
        tools.extend(own);
    }
    for Switch { member, tool } in SEARCHES {
        // Vertex AI knows the tool by one name.
        let tool = if vertex { "googleSearch" } else { tool };
        tools.extend(switched(config, member).map(|options| json!({tool: options})));
    }
    if let Some(search) = config.shift_remove("fileSearch").filter(|_| !vertex) {
        tools.push(json!({"fileSearch": search}));
    }
    tools.extend(switched(config, "urlContext").map(|_| json!({"urlContext": {}})));
    Ok((tools, settings(config, request.tool_choice, vertex)))
}

/// What a tool is switched on with: `true` or an object.
fn switched(config: &mut Config, member: &str) -> Option<Value> {
    match config.shift_remove(member)? {
        Value::Bool(on) => on.then(|| json!({})),
        Value::Null => None,
        options => Some(options),
    }
}

fn settings(config: &mut Config, choice: Option<ToolChoice>, vertex: bool) -> Map<String, Value> {
    let mut settings = Map::new();
    let mut calling = config.shift_remove("functionCallingConfig").or_else(|| {
        let mode = match choice? {
            ToolChoice::Auto => "AUTO",
            ToolChoice::Required => "ANY",
            ToolChoice::None => "NONE",
        };
        Some(json!({"mode": mode}))
    });
    if let Some(Value::Array(names)) = calling.as_mut().and_then(|c| c.get_mut("allowedFunctionNames")) {
        for name in names {
            if let Some(sent) = name.as_str().map(|name| ToolNames::sent(name).into_owned()) {
                *name = sent.into();
            }
        }
    }
    settings.extend(calling.map(|calling| ("functionCallingConfig".to_owned(), calling)));
    if let Some(Value::Object(own)) = config.shift_remove("toolConfig") {
        for (name, value) in own {
            match name.as_str() {
                // Vertex AI does not know it.
                "includeServerSideToolInvocations" if vertex => {}
                "includeServerSideToolInvocations" => {
                    settings.insert("include_server_side_tool_invocations".to_owned(), value);
                }
                _ => {
                    settings.insert(name, value);
                }
            }
        }
    }
    settings.extend(config.shift_remove("retrievalConfig").map(|r| ("retrievalConfig".to_owned(), r)));
    settings
}

fn declare(tool: &ToolDefinition) -> Result<Value> {
    let mut declared = json!({"name": ToolNames::sent(&tool.name), "description": tool.description});
    if let (Some(declared), Some(input)) = (declared.as_object_mut(), &tool.input_schema) {
        let (member, schema) = schema::parameters(input)?;
        declared.insert(member.to_owned(), schema);
    }
    Ok(declared)
}
