//! Recorded streams and answers, and what they amount to.

use provider_tests::fixtures::{as_events, exchanges, texts};
use provider_tests::{Outline, Recorded};
use serde_json::{Value, json};

use super::interactions;

const MODEL: &str = "/model/googleai/gemini-2.5-flash";

pub(super) fn streams() -> Vec<Recorded> {
    let mut streams = Vec::new();
    for (name, text) in texts("vercel-ai/packages/google/src/__fixtures__", ".chunks.txt") {
        streams.push(Recorded::new(name, "googleai", MODEL, as_events(&text, false, "")));
    }
    for exchange in
        exchanges(":streamGenerateContent").into_iter().filter(|e| e.is_stream() && e.status == 200)
    {
        streams.push(Recorded::new(exchange.name, "googleai", MODEL, exchange.body));
    }
    streams.extend(interactions::streams());
    streams
}

pub(super) fn answers() -> Vec<(String, String, Value)> {
    let told = exchanges(":generateContent").into_iter().filter(|e| e.status == 200);
    let told = told.filter_map(|e| Some((e.name.clone(), MODEL.to_owned(), e.json()?)));
    told.chain(interactions::answers()).collect()
}

/// What pieces, or one whole answer, amount to.
pub(super) fn outline(events: &[Value]) -> Outline {
    if let Some(outline) = interactions::outline(events) {
        return outline;
    }
    let mut outline = Outline::default();
    // The name and the arguments of a call that goes on.
    let mut open: Option<(String, Value)> = None;
    let mut calls: Vec<(String, Value)> = Vec::new();
    let mut ended = false;
    for event in events {
        outline.fails |= !event["error"].is_null();
        let usage = &event["usageMetadata"];
        if usage.is_object() {
            outline.usage = (usage["promptTokenCount"].as_f64(), usage["candidatesTokenCount"].as_f64());
        }
        ended |= event["promptFeedback"]["blockReason"].is_string();
        let candidate = &event["candidates"][0];
        ended |= candidate["finishReason"].is_string();
        for part in candidate["content"]["parts"].as_array().into_iter().flatten() {
            let call = &part["functionCall"];
            if call.is_null() {
                calls.extend(open.take());
                let text = part["text"].as_str().unwrap_or_default();
                let thought = part["thought"] == true;
                if thought {
                    outline.reasoning += text
                } else {
                    outline.text += text
                }
                continue;
            }
            if call["name"].is_string() {
                calls.extend(open.take());
            }
            let (name, args) = open.get_or_insert_with(|| (String::new(), json!({})));
            *name += call["name"].as_str().unwrap_or_default();
            if call["args"].is_object() {
                *args = call["args"].clone();
            }
            for piece in call["partialArgs"].as_array().into_iter().flatten() {
                put(args, piece);
            }
            if call["willContinue"] != true {
                calls.extend(open.take());
            }
        }
    }
    calls.extend(open);
    outline.calls = calls;
    outline.fails |= !ended;
    outline
}

/// Sets a value by its path, by way of a JSON pointer.
fn put(args: &mut Value, piece: &Value) {
    let path = piece["jsonPath"].as_str().unwrap_or_default();
    let mut at = args;
    for name in path.trim_start_matches('$').replace('[', ".").replace(']', "").split('.').skip(1) {
        at = match name.parse::<usize>() {
            Ok(index) => {
                if !at.is_array() {
                    *at = json!([]);
                }
                let items = at.as_array_mut().unwrap();
                while items.len() <= index {
                    items.push(Value::Null);
                }
                &mut items[index]
            }
            Err(_) => {
                if !at.is_object() {
                    *at = json!({});
                }
                &mut at[name]
            }
        };
    }
    match (piece["stringValue"].as_str(), piece.get("numberValue").or(piece.get("boolValue"))) {
        (Some(text), _) => *at = format!("{}{text}", at.as_str().unwrap_or_default()).into(),
        (None, Some(value)) => *at = value.clone(),
        (None, None) => *at = Value::Null,
    }
}
