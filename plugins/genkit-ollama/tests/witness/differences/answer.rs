//! What comes back.

use provider_tests::Case;
use serde_json::{Value, json};

/// What the server said, in one piece or in lines.
fn lines(case: &Case) -> Vec<Value> {
    let lines = case.reply["ndjson"].as_array().cloned().unwrap_or_default();
    let whole = case.reply.get("json").filter(|json| json["done"].is_boolean()).cloned();
    lines.into_iter().chain(whole).collect()
}

pub(super) fn usage(case: &mut Case) -> bool {
    let Some(last) = lines(case).pop() else { return false };
    let Some(response) = case.response.as_mut().and_then(Value::as_object_mut) else { return false };
    response.shift_remove("usage");
    let (input, output) = (last["prompt_eval_count"].as_f64(), last["eval_count"].as_f64());
    let mut usage = json!({});
    for (name, count) in [
        ("inputTokens", input),
        ("outputTokens", output),
        ("totalTokens", input.zip(output).map(|(input, output)| input + output)),
    ] {
        if let Some(count) = count {
            usage[name] = count.into();
        }
    }
    if usage.as_object().is_some_and(|usage| !usage.is_empty()) {
        response.insert("usage".to_owned(), usage);
    }
    true
}

pub(super) fn thoughts(case: &mut Case) -> bool {
    let told: String = lines(case)
        .iter()
        .filter_map(|line| line["message"]["thinking"].as_str().map(str::to_owned))
        .collect();
    let Some(content) = case.content().filter(|_| !told.is_empty()) else { return false };
    content.insert(0, json!({"reasoning": told}));
    true
}

fn calls(case: &Case) -> Vec<Value> {
    let mut calls = Vec::new();
    for line in lines(case) {
        for call in line["message"]["tool_calls"].as_array().into_iter().flatten() {
            let id = call["id"].as_str().map_or_else(|| calls.len().to_string(), str::to_owned);
            let function = &call["function"];
            calls.push(
                json!({"toolRequest": {"name": function["name"], "ref": id, "input": function["arguments"]}}),
            );
        }
    }
    calls
}

pub(super) fn refs(case: &mut Case) -> bool {
    let calls = calls(case);
    let mut left = calls.iter();
    for chunk in &mut case.chunks {
        let shown = chunk["content"].as_array_mut().unwrap().iter_mut();
        for part in shown.filter(|part| part.get("toolRequest").is_some()) {
            *part = left.next().unwrap().clone();
        }
    }
    if let Some(content) = case.content() {
        let asked = content.iter_mut().filter(|part| part.get("toolRequest").is_some());
        for (part, call) in asked.zip(&calls) {
            *part = call.clone();
        }
    }
    !calls.is_empty()
}

pub(super) fn streamed_calls(case: &mut Case) -> bool {
    let calls = calls(case);
    let streamed = case.stream && !calls.is_empty();
    if let Some(content) = case.content().filter(|_| streamed) {
        *content = calls;
    }
    streamed
}

pub(super) fn raw(case: &mut Case) -> bool {
    let raw = case.reply.get("json").filter(|raw| raw["done"].is_boolean()).cloned();
    let (Some(response), Some(raw)) = (case.response.as_mut(), raw) else { return false };
    response["raw"] = raw;
    true
}

pub(super) fn index(case: &mut Case) -> bool {
    let mut touched = false;
    for chunk in &mut case.chunks {
        touched |= chunk.as_object_mut().unwrap().shift_remove("index").is_some();
    }
    touched
}

pub(super) fn empty_chunks(case: &mut Case) -> bool {
    let before = case.chunks.len();
    case.chunks.retain(|chunk| chunk["content"][0]["text"] != "");
    case.chunks.len() < before
}

pub(super) fn statuses(case: &mut Case) -> bool {
    let http = case.reply["status"].as_u64();
    let (Some(error), Some(http)) = (case.error.as_mut(), http) else { return false };
    error["status"] = match http {
        400 | 413 | 422 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ABORTED",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        408 | 504 => "DEADLINE_EXCEEDED",
        502 | 503 => "UNAVAILABLE",
        500 => "INTERNAL",
        _ => "UNKNOWN",
    }
    .into();
    true
}

pub(super) fn listing(case: &mut Case) -> bool {
    let lists = case.action.starts_with("list ");
    if lists {
        let show = |name: &str| {
            json!({
                "method": "POST", "url": "http://127.0.0.1:9/api/show", "body": {"model": name},
                "headers": {"content-type": "application/json"},
            })
        };
        let tags = json!({"method": "GET", "url": "http://127.0.0.1:9/api/tags", "headers": {}});
        let named = case.reply["json"]["models"].as_array().unwrap().iter();
        let asked: Vec<Value> = named.map(|model| show(model["name"].as_str().unwrap())).collect();
        case.http = [tags].into_iter().chain(asked).collect();
        case.response = None;
    }
    lists
}
