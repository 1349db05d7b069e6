//! What is sent.

use provider_tests::Case;
use serde_json::{Value, json};

/// A list, without making one by asking for it.
fn list<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

fn parts(case: &Case) -> impl Iterator<Item = &Value> {
    let messages = case.request["messages"].as_array().into_iter().flatten();
    messages.flat_map(|message| message["content"].as_array().unwrap())
}

fn refuses(case: &mut Case) {
    case.http.clear();
    case.response = None;
    case.error = Some(json!({"status": "INVALID_ARGUMENT"}));
}

pub(super) fn no_schema(case: &mut Case) -> bool {
    let told = case.error.as_ref().and_then(|error| error["message"].as_str()).unwrap_or_default();
    if !told.contains("only supports tools with object inputs") {
        return false;
    }
    let tools = case.tools().iter().map(|tool| {
        let function = json!({
            "name": tool["name"], "description": tool["description"], "parameters": {"type": "object"},
        });
        json!({"type": "function", "function": function})
    });
    let tools: Vec<Value> = tools.collect();
    case.error = None;
    case.http = vec![json!({
        "method": "POST", "url": "http://127.0.0.1:9/api/chat", "headers": {"content-type": "application/json"},
        "body": {
            "model": "llama3", "options": {}, "stream": false, "tools": tools,
            "messages": [{"role": "user", "content": case.request["messages"][0]["content"][0]["text"]}],
        },
    })];
    let text = case.reply["json"]["message"]["content"].clone();
    case.response = Some(json!({
        "message": {"role": "model", "content": [{"text": text}]}, "usage": {}, "finishReason": "stop",
    }));
    true
}

pub(super) fn media(case: &mut Case) -> bool {
    let odd = parts(case)
        .filter_map(|part| part["media"]["url"].as_str())
        .any(|url| !url.starts_with("data:image/"));
    if odd {
        refuses(case);
    }
    odd
}

pub(super) fn resources(case: &mut Case) -> bool {
    let any = parts(case).any(|part| part.get("resource").is_some());
    if any {
        refuses(case);
    }
    any
}

pub(super) fn stop(case: &mut Case) -> bool {
    let stops = case.request["config"]["stopSequences"].clone();
    let Some(body) = case.body().filter(|_| stops.is_array()) else { return false };
    body["options"]["stop"] = stops;
    true
}

pub(super) fn ours(case: &mut Case) -> bool {
    let version = case.request["config"]["version"].clone();
    let Some(body) = case.body() else { return false };
    let Some(options) = body.get_mut("options").and_then(Value::as_object_mut) else { return false };
    let before = options.len();
    options.shift_remove("apiKey");
    options.shift_remove("version");
    let touched = options.len() < before;
    if version.is_string() {
        body["model"] = version;
    }
    touched
}

pub(super) fn format(case: &mut Case) -> bool {
    let output = case.request["output"].clone();
    let text: String = parts(case).filter_map(|part| part["text"].as_str()).collect();
    let Some(body) = case.body().filter(|_| output["format"] == "json") else { return false };
    let mut schema = output["schema"].clone();
    if schema.is_null() {
        body["format"] = "json".into();
        return true;
    }
    if output["constrained"] != true {
        return false;
    }
    schema.as_object_mut().unwrap().shift_remove("$schema");
    body["format"] = schema;
    body["messages"][0]["content"] = text.into();
    true
}

pub(super) fn beside_calls(case: &mut Case) -> bool {
    let given: Vec<Value> = case.request["messages"].as_array().cloned().unwrap_or_default();
    let told: Vec<String> = given
        .iter()
        .filter(|message| message["role"] == "model")
        .map(|message| {
            message["content"].as_array().unwrap().iter().filter_map(|p| p["text"].as_str()).collect()
        })
        .collect();
    let Some(body) = case.body() else { return false };
    let mut touched = false;
    for (message, text) in list(body, "messages").filter(|m| m["role"] == "assistant").zip(told) {
        if message["tool_calls"].is_array() && !text.is_empty() {
            message["content"] = text.into();
            touched = true;
        }
    }
    touched
}

pub(super) fn tool_content(case: &mut Case) -> bool {
    let given: Vec<Value> = parts(case).filter_map(|part| part.get("toolResponse")).cloned().collect();
    let Some(body) = case.body() else { return false };
    let mut touched = false;
    let base64 = |url: &Value| url.as_str()?.strip_prefix("data:image/png;base64,").map(Value::from);
    for (message, response) in list(body, "messages").filter(|m| m["role"] == "tool").zip(given) {
        if let Some(picture) = base64(&response["output"]) {
            message["content"] = "".into();
            message["images"] = json!([picture]);
            touched = true;
        }
        for part in response["content"].as_array().into_iter().flatten() {
            if let Some(text) = part["text"].as_str() {
                message["content"] = format!("{}\n{text}", message["content"].as_str().unwrap()).into();
            }
            if let Some(picture) = base64(&part["media"]["url"]) {
                message["images"] = json!([picture]);
            }
            touched = true;
        }
    }
    touched
}

pub(super) fn prompt(case: &mut Case) -> bool {
    let given: Vec<Value> = case.request["messages"].as_array().cloned().unwrap_or_default();
    let said = |system: bool| {
        let of = given.iter().filter(|message| (message["role"] == "system") == system);
        let text = |message: &Value| -> String {
            message["content"].as_array().unwrap().iter().filter_map(|part| part["text"].as_str()).collect()
        };
        of.map(text).collect::<Vec<_>>().join("\n")
    };
    let Some(body) = case.body().filter(|body| body["prompt"].is_string()) else { return false };
    body["prompt"] = said(false).into();
    if body.get("system").is_some() {
        body["system"] = said(true).into();
    }
    true
}
