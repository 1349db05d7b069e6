//! The body of a request.

use genkit::schema::Dialect;
use genkit::{Error, Part, Result, ToolChoice, ToolDefinition};
use serde_json::{Map, Value, json};

use super::{Request, message};

/// Members of the configuration under the names of the model's options.
const OPTIONS: [(&str, &str); 7] = [
    ("topP", "top_p"),
    ("topK", "top_k"),
    ("stopSequences", "stop"),
    ("maxOutputTokens", "num_predict"),
    ("minP", "min_p"),
    ("numCtx", "num_ctx"),
    ("repeatPenalty", "repeat_penalty"),
];
/// Members that stand beside the options, under either name.
const BESIDE: [(&str, &str); 5] = [
    ("think", "think"),
    ("keepAlive", "keep_alive"),
    ("keep_alive", "keep_alive"),
    ("logprobs", "logprobs"),
    ("top_logprobs", "top_logprobs"),
];

/// Where a request goes, and its body.
///
/// # Errors
/// `INVALID_ARGUMENT` for what the server does not take.
pub(super) fn body(
    model: &str,
    completes: bool,
    request: &Request,
    stream: bool,
) -> Result<(&'static str, Value)> {
    let mut config = request.config.clone();
    config.take("apiKey");
    let mut body = Map::new();
    body.insert("model".to_owned(), config.take("version").unwrap_or_else(|| model.into()));
    for (name, sent) in BESIDE {
        if let Some(value) = config.take(name) {
            body.insert(sent.to_owned(), value);
        }
    }
    let mut options = Map::new();
    for (name, value) in config.json.into_iter().filter(|(_, value)| !value.is_null()) {
        let sent = OPTIONS.iter().find(|(ours, _)| *ours == name).map_or(name.as_str(), |(_, sent)| sent);
        options.insert(sent.to_owned(), value);
    }
    body.insert("options".to_owned(), options.into());
    body.insert("stream".to_owned(), stream.into());
    let tools = request
        .tools
        .as_deref()
        .filter(|_| request.tool_choice != Some(ToolChoice::None))
        .unwrap_or_default();
    if completes && !tools.is_empty() {
        return Err(Error::invalid_argument(format!("ollama/{model} completes a text, and calls no tools")));
    }
    if let Some(format) = format(request).filter(|_| tools.is_empty()) {
        body.insert("format".to_owned(), format);
    }
    if !tools.is_empty() {
        body.insert("tools".to_owned(), tools.iter().map(tool).collect());
    }
    if completes {
        complete(&mut body, request)?;
        return Ok(("/api/generate", body.into()));
    }
    body.insert("messages".to_owned(), message::all(&request.messages)?.into());
    Ok(("/api/chat", body.into()))
}

fn tool(tool: &ToolDefinition) -> Value {
    let mut schema = tool.input_schema.clone().filter(Value::is_object).unwrap_or_else(|| json!({}));
    if let Some(root) = schema.as_object_mut() {
        if !root.contains_key("type") {
            root.insert("type".to_owned(), "object".into());
        }
        root.shift_remove("$schema");
    }
    let mut function = json!({"name": tool.name, "description": tool.description, "parameters": schema});
    if let Some(function) = function.as_object_mut().filter(|_| tool.description.is_empty()) {
        function.shift_remove("description");
    }
    json!({"type": "function", "function": function})
}

/// The form that the answer shall have: a schema, or any JSON.
fn format(request: &Request) -> Option<Value> {
    let output = request.output.as_ref()?;
    let json = output.format.as_deref() == Some("json")
        || output.content_type.as_deref() == Some("application/json");
    match &output.schema {
        _ if !json => None,
        None => Some("json".into()),
        Some(schema) if output.constrained == Some(true) => {
            Some(Dialect::Ollama.lower(schema).map_or_else(|_| schema.clone(), |lowered| lowered.schema))
        }
        Some(_) => None,
    }
}

/// A conversation as a text to complete.
fn complete(body: &mut Map<String, Value>, request: &Request) -> Result<()> {
    let (mut system, mut prompt, mut images) = (Vec::new(), Vec::new(), Vec::new());
    for one in request.messages.iter() {
        let said = message::said(&one.content)?;
        images.extend(said.images);
        let place = if one.role == genkit::Role::System { &mut system } else { &mut prompt };
        if one.content.iter().any(|part| Part::as_text(part).is_some()) {
            place.push(said.text);
        }
    }
    body.insert("prompt".to_owned(), prompt.join("\n").into());
    if !system.is_empty() {
        body.insert("system".to_owned(), system.join("\n").into());
    }
    if !images.is_empty() {
        body.insert("images".to_owned(), images.into());
    }
    Ok(())
}
