//! What the server of a case answered, read by other means than the plugin's.

use genkit::json::JsonStream;
use provider_tests::Case;
use serde_json::{Value, json};

/// The events of the first message, as far as it goes.
pub(super) fn events(case: &Case) -> Vec<Value> {
    let sse = case.reply["sse"].as_str().unwrap_or_default();
    let all =
        sse.lines().filter_map(|line| line.strip_prefix("data:")).map(|d| serde_json::from_str(d).unwrap());
    let mut events = Vec::new();
    let mut said = false;
    for event in all {
        let event: Value = event;
        if said && event["type"] == "message_start" {
            break;
        }
        said |= event["type"] == "content_block_start";
        let last = event["type"] == "message_stop";
        events.push(event);
        if last {
            break;
        }
    }
    events
}

/// The message, also of a stream.
pub(super) fn message(case: &Case) -> Option<Value> {
    let json = &case.reply["json"];
    if json["type"] == "message" {
        return Some(json.clone());
    }
    let mut message = Value::Null;
    let mut input = String::new();
    for event in events(case) {
        let delta = &event["delta"];
        match event["type"].as_str().unwrap() {
            "message_start" => message = event["message"].clone(),
            "content_block_start" => {
                input.clear();
                message["content"].as_array_mut()?.push(event["content_block"].clone());
            }
            "content_block_delta" => {
                let block = message["content"].as_array_mut()?.last_mut()?;
                for name in ["text", "thinking", "signature", "content"] {
                    if let Some(more) = delta[name].as_str() {
                        block[name] = format!("{}{more}", block[name].as_str().unwrap_or_default()).into();
                    }
                }
                if delta["citation"].is_object() {
                    let mut all = block["citations"].as_array().cloned().unwrap_or_default();
                    all.push(delta["citation"].clone());
                    block["citations"] = all.into();
                }
                input += delta["partial_json"].as_str().unwrap_or_default();
                if !input.is_empty() {
                    block["input"] = serde_json::from_str(&input).unwrap_or_default();
                }
            }
            "message_delta" => {
                for (name, value) in delta.as_object()? {
                    message[name] = value.clone();
                }
                for (name, value) in event["usage"].as_object()?.iter().filter(|(_, value)| !value.is_null())
                {
                    message["usage"][name] = value.clone();
                }
                for (name, value) in event.as_object()? {
                    if !["type", "delta", "usage"].contains(&name.as_str()) {
                        message[name] = value.clone();
                    }
                }
            }
            _ => {}
        }
    }
    message.is_object().then_some(message)
}

/// The blocks of the message.
pub(super) fn blocks(message: &Value) -> Vec<Value> {
    message["content"].as_array().cloned().unwrap_or_default()
}

/// True for blocks that Genkit has no words for.
pub(super) fn is_theirs(block: &Value) -> bool {
    !["text", "thinking", "redacted_thinking", "tool_use"].contains(&block["type"].as_str().unwrap())
}

/// A block as a part.
pub(super) fn part(block: &Value) -> Value {
    match block["type"].as_str().unwrap() {
        "text" => match block["citations"].as_array() {
            Some(said) if !said.is_empty() => {
                json!({"text": block["text"], "metadata": {"citations": citations(said)}})
            }
            _ => json!({"text": block["text"]}),
        },
        "thinking" => {
            json!({"reasoning": block["thinking"], "metadata": {"thoughtSignature": block["signature"]}})
        }
        "redacted_thinking" => json!({"custom": {"redactedThinking": block["data"]}}),
        "tool_use" => {
            let mut part =
                json!({"toolRequest": {"name": block["name"], "ref": block["id"], "input": block["input"]}});
            if block["caller"].is_object() && block["caller"]["type"] != "direct" {
                part["metadata"] = json!({"caller": block["caller"]});
            }
            part
        }
        _ => json!({"custom": {"anthropicBlock": block}}),
    }
}

/// Citations with names in camel case.
pub(super) fn citations(said: &[Value]) -> Vec<Value> {
    let camel = |name: &str| {
        let mut words = name.split('_').map(str::to_owned);
        let first = words.next().unwrap();
        words.fold(first, |all, word| format!("{all}{}{}", word[..1].to_uppercase(), &word[1..]))
    };
    let one = |one: &Value| one.as_object().unwrap().iter().map(|(n, v)| (camel(n), v.clone())).collect();
    said.iter().map(one).map(Value::Object).collect()
}

/// The chunks of a stream.
pub(super) fn chunks(case: &Case) -> Vec<Value> {
    let mut chunks = Vec::new();
    let mut block = Value::Null;
    let mut written = (String::new(), JsonStream::new(), 0);
    for event in events(case) {
        let delta = &event["delta"];
        let mut show = |part: Value| chunks.push(json!({"content": [part]}));
        match event["type"].as_str().unwrap() {
            "content_block_start" => {
                block = event["content_block"].clone();
                written = (String::new(), JsonStream::new(), 0);
                let later = block["type"].as_str().unwrap().ends_with("tool_use");
                if block["type"] == "redacted_thinking" || is_theirs(&block) && !later {
                    show(part(&block));
                }
            }
            "content_block_delta" => {
                for (from, name) in [("text", "text"), ("thinking", "reasoning")] {
                    if delta[from].as_str().is_some_and(|text| !text.is_empty()) {
                        show(json!({name: delta[from]}));
                    }
                }
                if delta["citation"].is_object() {
                    let said = citations(&[delta["citation"].clone()]);
                    show(json!({"text": "", "metadata": {"citations": said}}));
                }
                if let Some(piece) = delta["partial_json"].as_str() {
                    let (text, input, next) = &mut written;
                    text.push_str(piece);
                    input.push(piece);
                    if block["type"] == "tool_use" && text.len() >= *next {
                        *next = text.len() + 1 + text.len() / 16;
                        let input = input.value().cloned().unwrap_or_else(|| json!({}));
                        show(json!({"toolRequest": {
                            "name": block["name"], "ref": block["id"], "input": input, "partial": true,
                        }}));
                    }
                }
            }
            "content_block_stop" if block["type"].as_str().unwrap().ends_with("tool_use") => {
                if !written.0.is_empty() {
                    block["input"] = serde_json::from_str(&written.0).unwrap();
                }
                show(part(&block));
            }
            _ => {}
        }
    }
    chunks
}
