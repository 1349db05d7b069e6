//! The body of a request.

use genkit::{Error, ModelRequest, OutputConfig, RawConfig, Result};
use serde_json::{Map, Value, json};

use super::answer::Asked;
use super::message;
use crate::ChatConfig;
use crate::format::{choice_name, held, named, told, wants_json};
use crate::plugin::Provider;
use crate::speaker::Speaker;

/// Members of the configuration under the provider's names.
const NAMES: [(&str, &str); 11] = [
    ("temperature", "temperature"),
    ("topP", "top_p"),
    ("stopSequences", "stop"),
    ("frequencyPenalty", "frequency_penalty"),
    ("presencePenalty", "presence_penalty"),
    ("logProbs", "logprobs"),
    ("topLogProbs", "top_logprobs"),
    ("logitBias", "logit_bias"),
    ("maxTokens", "max_tokens"),
    ("reasoningEffort", "reasoning_effort"),
    ("webSearchOptions", "web_search_options"),
];

pub(super) fn body(
    provider: &Provider,
    model: &str,
    request: ModelRequest<RawConfig<ChatConfig>>,
    asked: &Asked,
    stream: bool,
) -> Result<Value> {
    let speaker = provider.speaker;
    let mut config = request.config;
    let mut body = Map::new();
    let model = config.take("version").unwrap_or_else(|| model.into());
    body.insert("model".to_owned(), model);
    let detail = config.take("visualDetailLevel").and_then(|level| level.as_str().map(str::to_owned));
    let mut messages = message::all(&request.messages, speaker, detail.as_deref().unwrap_or("auto"))?;
    if let Some(told) = request.output.as_ref().and_then(|output| told(output, speaker)) {
        messages.push(json!({"role": "user", "content": told}));
    }
    body.insert("messages".to_owned(), messages.into());

    config.take("apiKey");
    config.take("strictTools");
    let mut own = config.take("tools");
    for (name, sent) in NAMES {
        if let Some(value) = config.take(name) {
            body.insert(sent.to_owned(), value);
        }
    }
    if let Some(most) = config.take("maxOutputTokens") {
        body.insert(speaker.max_tokens().to_owned(), most);
    }
    if let Some(k) = config.take("topK").filter(|_| speaker.knows_top_k()) {
        body.insert("top_k".to_owned(), k);
    }

    let told = |tool| json!({"type": "function", "function": asked.tools.function(tool)});
    let mut tools: Vec<Value> = request.tools.as_deref().unwrap_or_default().iter().map(told).collect();
    if let Some(choice) = request.tool_choice.filter(|_| !tools.is_empty()) {
        body.insert("tool_choice".to_owned(), choice_name(choice).into());
    }
    if let Some(Value::Array(own)) = &mut own {
        tools.append(own);
    }
    if !tools.is_empty() {
        body.insert("tools".to_owned(), tools.into());
    }
    if let Some(format) = request.output.as_ref().and_then(|output| format(output, speaker)) {
        body.insert("response_format".to_owned(), format);
    }
    body.extend(config.json.into_iter().filter(|(_, value)| !value.is_null()));
    if stream {
        body.insert("stream".to_owned(), true.into());
        if speaker.asks_for_usage() {
            body.insert("stream_options".to_owned(), json!({"include_usage": true}));
        }
    }
    if body.get("messages").and_then(Value::as_array).is_none_or(Vec::is_empty) {
        return Err(Error::invalid_argument("a request needs a message"));
    }
    Ok(body.into())
}

fn format(output: &OutputConfig, speaker: Speaker) -> Option<Value> {
    if let Some(schema) = held(output, speaker) {
        return Some(json!({"type": "json_schema", "json_schema": named(schema, speaker)}));
    }
    let list =
        output.schema.as_ref().is_some_and(|schema| schema.get("type").is_some_and(|kind| kind == "array"));
    match output.format.as_deref() {
        _ if wants_json(output) && !list => Some(json!({"type": "json_object"})),
        Some("text") => Some(json!({"type": "text"})),
        _ => None,
    }
}
