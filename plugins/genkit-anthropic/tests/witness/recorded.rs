//! Recorded streams and answers, and what they amount to.

use provider_tests::fixtures::{as_events, exchanges, texts};
use provider_tests::{Outline, Recorded};
use serde_json::{Value, json};

pub(super) const MODEL: &str = "/model/anthropic/claude-sonnet-4-5";
const FOLDER: &str = "vercel-ai/packages/anthropic/src";

pub(super) fn streams() -> Vec<Recorded> {
    let mut streams: Vec<Recorded> = texts(FOLDER, ".chunks.txt")
        .into_iter()
        .flat_map(|(name, text)| {
            // Some files hold the streams of several requests, one after the other.
            let one = |(at, text): (usize, String)| {
                Recorded::new(format!("{name}#{at}"), "anthropic", MODEL, as_events(&text, true, ""))
            };
            messages(&text).into_iter().enumerate().map(one).collect::<Vec<_>>()
        })
        .collect();
    for exchange in exchanges("/v1/messages").into_iter().filter(|e| e.is_stream() && e.status == 200) {
        streams.push(Recorded::new(exchange.name, "anthropic", MODEL, exchange.body));
    }
    streams
}

fn messages(lines: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let last = all.last_mut().unwrap();
        last.push_str(line);
        last.push('\n');
        if line.contains("\"type\":\"message_stop\"") {
            all.push(String::new());
        }
    }
    all.retain(|text| !text.is_empty());
    all
}

pub(super) fn answers() -> Vec<(String, String, Value)> {
    let files = texts(FOLDER, ".json").into_iter().filter_map(|(name, text)| {
        let body: Value = serde_json::from_str(&text).ok()?;
        body["content"].is_array().then(|| (name, MODEL.to_owned(), body))
    });
    let told = exchanges("/v1/messages").into_iter().filter(|e| e.status == 200 && !e.is_stream());
    let told = told.filter_map(|e| Some((e.name.clone(), MODEL.to_owned(), e.json()?)));
    files.chain(told.filter(|(.., body)| body["content"].is_array())).collect()
}

/// What events, or one whole answer, amount to.
pub(super) fn outline(events: &[Value]) -> Outline {
    let mut outline = Outline::default();
    let mut calls: Vec<(String, String)> = Vec::new();
    let mut starts: Vec<String> = Vec::new();
    for event in events {
        let piece = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        match piece("/type") {
            "message" => whole(event, &mut outline),
            "error" => outline.fails = true,
            "message_start" => {
                starts.push(piece("/message/id").to_owned());
                outline.usage = usage(&event["message"]["usage"], outline.usage);
            }
            "message_delta" => outline.usage = usage(&event["usage"], outline.usage),
            "content_block_start" => {
                outline.text += piece("/content_block/text");
                if piece("/content_block/type") == "tool_use" {
                    calls.push((piece("/content_block/name").to_owned(), String::new()));
                    let input = &event["content_block"]["input"];
                    if input.as_object().is_some_and(|input| !input.is_empty()) {
                        calls.last_mut().unwrap().1 = input.to_string();
                    }
                } else {
                    calls.push((String::new(), String::new()));
                }
            }
            "content_block_delta" => {
                outline.text += piece("/delta/text");
                outline.reasoning += piece("/delta/thinking");
                if let Some(last) = calls.last_mut() {
                    last.1 += piece("/delta/partial_json");
                }
            }
            _ => {}
        }
    }
    starts.dedup();
    outline.fails |= starts.len() > 1;
    if outline.fails {
        return outline;
    }
    // Of a stream that is cut, the input may be, too.
    let input = |text: String| match text.as_str() {
        "" => json!({}),
        text => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
    };
    let named = calls.into_iter().filter(|(name, _)| !name.is_empty());
    outline.calls.extend(named.map(|(name, text)| (name, input(text))));
    outline
}

fn whole(message: &Value, outline: &mut Outline) {
    outline.usage = usage(&message["usage"], (None, None));
    for block in message["content"].as_array().into_iter().flatten() {
        match block["type"].as_str().unwrap_or_default() {
            "text" => outline.text += block["text"].as_str().unwrap_or_default(),
            "thinking" => outline.reasoning += block["thinking"].as_str().unwrap_or_default(),
            "tool_use" => {
                let name = block["name"].as_str().unwrap_or_default().to_owned();
                outline.calls.push((name, block["input"].clone()));
            }
            _ => {}
        }
    }
}

fn usage(told: &Value, before: (Option<f64>, Option<f64>)) -> (Option<f64>, Option<f64>) {
    (told["input_tokens"].as_f64().or(before.0), told["output_tokens"].as_f64().or(before.1))
}
