//! Recorded streams and answers, and what they amount to.

use std::collections::BTreeMap;

use provider_tests::fixtures::{as_events, exchanges, texts};
use provider_tests::{Outline, Recorded};
use serde_json::{Value, json};

const DONE: &str = "data: [DONE]\n\n";
const MODEL: &str = "/model/openai/gpt-4o";
pub(super) const RESPONSES: &str = "/model/openai/responses/gpt-5";

pub(super) fn streams() -> Vec<Recorded> {
    let mut streams = Vec::new();
    for (folder, provider, model) in [
        ("openai/src/chat", "openai", MODEL),
        ("openai-compatible", "openai", MODEL),
        ("deepseek", "deepseek", "/model/deepseek/deepseek-reasoner"),
        ("xai/src/__fixtures__", "xai", "/model/xai/grok-3"),
        ("moonshotai", "openai", MODEL),
        ("alibaba", "openai", MODEL),
        ("mistral", "openai", MODEL),
    ] {
        for (name, text) in texts(&format!("vercel-ai/packages/{folder}"), ".chunks.txt") {
            streams.push(Recorded::new(name, provider, model, as_events(&text, false, DONE)));
        }
        for (name, text) in texts(&format!("vercel-ai/packages/{folder}"), ".sse") {
            streams.push(Recorded::new(name, provider, model, text));
        }
    }
    for exchange in exchanges("/chat/completions").into_iter().filter(|e| e.is_stream() && e.status == 200) {
        streams.push(Recorded::new(exchange.name, "openai", MODEL, exchange.body));
    }
    for folder in ["openai/src/responses", "open-responses", "xai/src/responses"] {
        for (name, text) in texts(&format!("vercel-ai/packages/{folder}"), ".chunks.txt") {
            streams.push(Recorded::new(name, "openai", RESPONSES, as_events(&text, true, "")));
        }
    }
    for exchange in exchanges("/responses").into_iter().filter(|e| e.is_stream() && e.status == 200) {
        streams.push(Recorded::new(exchange.name, "openai", RESPONSES, exchange.body));
    }
    streams
}

pub(super) fn answers() -> Vec<(String, String, Value)> {
    let told = exchanges("/chat/completions").into_iter().filter(|e| e.status == 200 && !e.is_stream());
    let mut answers: Vec<_> =
        told.filter_map(|e| Some((e.name.clone(), MODEL.to_owned(), e.json()?))).collect();
    let told = exchanges("/responses").into_iter().filter(|e| e.status == 200 && !e.is_stream());
    let told = told.filter_map(|e| Some((e.name.clone(), RESPONSES.to_owned(), e.json()?)));
    // Requests for the conversation itself are answered otherwise.
    answers.extend(told.filter(|(_, _, body)| body["object"] == "response" && body["status"] != "failed"));
    answers
}

/// What pieces, or one whole answer, amount to.
pub(super) fn outline(events: &[Value]) -> Outline {
    // One recording begins with a line that is no JSON.
    if events.is_empty() {
        return Outline { fails: true, ..Outline::default() };
    }
    if events.iter().any(|event| event["object"] == "response" || event["response"].is_object()) {
        return responses(events);
    }
    // What tells of no choices at all is no answer.
    let fails = !events.iter().any(|event| event["choices"].is_array());
    let mut outline = Outline { fails, ..Outline::default() };
    let mut calls: BTreeMap<u64, (String, String)> = BTreeMap::new();
    for event in events {
        outline.fails |= !event["error"].is_null();
        let usage = &event["usage"];
        if usage.is_object() {
            outline.usage = (usage["prompt_tokens"].as_f64(), usage["completion_tokens"].as_f64());
        }
        let choices = event["choices"].as_array().into_iter().flatten();
        for choice in choices.filter(|choice| choice["index"].as_u64().unwrap_or(0) == 0) {
            let said = if choice["delta"].is_object() { &choice["delta"] } else { &choice["message"] };
            outline.text += &content(&said["content"]);
            let thought = said["reasoning_content"].as_str().or_else(|| said["reasoning"].as_str());
            outline.reasoning += thought.unwrap_or_default();
            for (at, call) in said["tool_calls"].as_array().into_iter().flatten().enumerate() {
                let call_at = call["index"].as_u64().unwrap_or(at as u64);
                let known = calls.entry(call_at).or_default();
                known.0 += call["function"]["name"].as_str().unwrap_or_default();
                match &call["function"]["arguments"] {
                    Value::String(text) => known.1 += text,
                    Value::Null => {}
                    other => known.1 += &other.to_string(),
                }
            }
        }
    }
    let read = |text: String| match text.trim() {
        "" => json!({}),
        text => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
    };
    outline.calls = calls.into_values().map(|(name, text)| (name, read(text))).collect();
    outline
}

fn content(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => String::new(),
    }
}

/// The same for the Responses API.
fn responses(events: &[Value]) -> Outline {
    let ends =
        |event: &Value| ["response.completed", "response.incomplete"].iter().any(|end| event["type"] == *end);
    let whole = events.iter().find_map(|event| match event["object"] == "response" {
        true => Some(event),
        false => ends(event).then(|| &event["response"]),
    });
    let Some(whole) = whole else { return Outline { fails: true, ..Outline::default() } };
    let mut outline =
        Outline { fails: events.iter().any(|event| event["type"] == "error"), ..Outline::default() };
    for item in whole["output"].as_array().into_iter().flatten() {
        let texts = |name: &str| -> Vec<&str> {
            item[name].as_array().into_iter().flatten().filter_map(|piece| piece["text"].as_str()).collect()
        };
        match item["type"].as_str() {
            Some("message") => outline.text += &texts("content").concat(),
            Some("reasoning") if texts("summary").is_empty() => {
                outline.reasoning += &texts("content").join("\n\n")
            }
            Some("reasoning") => outline.reasoning += &texts("summary").join("\n\n"),
            Some("function_call") => {
                let input = match item["arguments"].as_str().unwrap_or_default() {
                    "" => json!({}),
                    text => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
                };
                outline.calls.push((item["name"].as_str().unwrap_or_default().to_owned(), input));
            }
            _ => {}
        }
    }
    outline.usage = (whole["usage"]["input_tokens"].as_f64(), whole["usage"]["output_tokens"].as_f64());
    outline
}
