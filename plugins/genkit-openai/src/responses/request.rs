//! The body of a request.

use genkit::{Error, ModelRequest, RawConfig, Result, ToolDefinition};
use serde_json::{Map, Value, json};

use super::{Asked, input};
use crate::ResponsesConfig;
use crate::format::{choice_name, held, named, told, wants_json};
use crate::speaker::Speaker;
use crate::tool::Tools;

const NAMES: [(&str, &str); 4] = [
    ("temperature", "temperature"),
    ("maxOutputTokens", "max_output_tokens"),
    ("topP", "top_p"),
    ("previousResponseId", "previous_response_id"),
];

pub(super) fn body(
    speaker: Speaker,
    model: &str,
    request: ModelRequest<RawConfig<ResponsesConfig>>,
    asked: &Asked,
    stream: bool,
) -> Result<Value> {
    let mut config = request.config;
    let mut body = Map::new();
    body.insert("model".to_owned(), config.take("version").unwrap_or_else(|| model.into()));
    let detail = config.take("visualDetailLevel").and_then(|level| level.as_str().map(str::to_owned));
    let mut input = input::all(&request.messages, detail.as_deref().unwrap_or("auto"))?;
    if let Some(told) = request.output.as_ref().and_then(|output| told(output, speaker)) {
        input.push(json!({"role": "user", "content": told}));
    }
    if input.is_empty() {
        return Err(Error::invalid_argument("a request needs a message"));
    }
    body.insert("input".to_owned(), input.into());
    config.take("apiKey");
    config.take("strictTools");
    for (name, sent) in NAMES {
        if let Some(value) = config.take(name) {
            body.insert(sent.to_owned(), value);
        }
    }
    let reasoning =
        [("effort", config.take("reasoningEffort")), ("summary", config.take("reasoningSummary"))];
    let reasoning: Map<String, Value> =
        reasoning.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    if !reasoning.is_empty() {
        body.insert("reasoning".to_owned(), reasoning.into());
    }
    let told = |tool| function(tool, &asked.tools);
    let mut tools: Vec<Value> = request.tools.as_deref().unwrap_or_default().iter().map(told).collect();
    if let Some(choice) = request.tool_choice.filter(|_| !tools.is_empty()) {
        body.insert("tool_choice".to_owned(), choice_name(choice).into());
    }
    if let Some(Value::Array(mut own)) = config.take("tools") {
        tools.append(&mut own);
    }
    if !tools.is_empty() {
        body.insert("tools".to_owned(), tools.into());
    }
    if let Some(output) = request.output.as_ref().filter(|output| wants_json(output)) {
        let list = output.schema.as_ref().is_some_and(|s| s.get("type").is_some_and(|kind| kind == "array"));
        let format = match held(output, speaker) {
            Some(schema) => {
                let mut format = named(schema, speaker);
                format.insert("type".to_owned(), "json_schema".into());
                Some(Value::Object(format))
            }
            None => (!list).then(|| json!({"type": "json_object"})),
        };
        if let Some(format) = format {
            body.insert("text".to_owned(), json!({"format": format}));
        }
    }
    // What is not kept there has to come back from here.
    if config.json.get("store") == Some(&false.into()) && !config.json.contains_key("include") {
        body.insert("include".to_owned(), json!(["reasoning.encrypted_content"]));
    }
    body.extend(config.json.into_iter().filter(|(_, value)| !value.is_null()));
    if stream {
        body.insert("stream".to_owned(), true.into());
    }
    Ok(body.into())
}

/// Without a word the provider would make a schema strict as it sees fit.
fn function(tool: &ToolDefinition, tools: &Tools) -> Value {
    let mut function = Map::from_iter([("type".to_owned(), "function".into())]);
    function.append(&mut tools.function(tool));
    function.entry("parameters").or_insert_with(|| json!({"type": "object", "properties": {}}));
    function.entry("strict").or_insert_with(|| false.into());
    function.into()
}
