//! What comes back.

use provider_tests::Case;
use serde_json::{Value, json};

use super::told;

fn failed_with(case: &Case, text: &str) -> bool {
    case.error.as_ref().is_some_and(|error| error["message"].as_str().unwrap_or_default().contains(text))
}

/// As Genkit JS would answer; what it would send stands already in `http` where it got so far.
pub(super) fn succeed(case: &mut Case) {
    let message = told::message(case).unwrap();
    let parts: Vec<Value> = told::blocks(&message).iter().map(told::part).collect();
    let finish = match message["stop_reason"].as_str().unwrap() {
        "refusal" => "other",
        "max_tokens" => "length",
        _ => "stop",
    };
    case.error = None;
    case.chunks = told::chunks(case);
    case.response = Some(json!({
        "message": {"role": "model", "content": parts},
        "finishReason": finish,
        "usage": {},
        "raw": message,
    }));
}

pub(super) fn unknown_blocks(case: &mut Case) -> bool {
    let concerned = failed_with(case, "does not yet support server-managed tool block");
    if concerned {
        succeed(case);
    }
    concerned
}

pub(super) fn first_message(case: &mut Case) -> bool {
    let several =
        case.reply["sse"].as_str().unwrap_or_default().matches("\"type\":\"message_stop\"").count() > 1;
    let concerned = several && failed_with(case, "Unexpected event order");
    if concerned {
        succeed(case);
    }
    concerned
}

pub(super) fn begun_twice(case: &mut Case) -> bool {
    let events = told::events(case);
    let twice = events.len() > 1 && events[0]["type"] == "message_start" && events[0] == events[1];
    if twice {
        succeed(case);
    }
    twice
}

pub(super) fn shape(case: &mut Case) -> bool {
    let Some(response) = case.response.as_mut().and_then(Value::as_object_mut) else { return false };
    response.shift_remove("custom");
    if let Some(raw) = response.get_mut("raw").and_then(Value::as_object_mut) {
        raw.shift_remove("parsed_output");
    }
    let Some(candidates) = response.shift_remove("candidates") else { return false };
    response.insert("message".to_owned(), candidates[0]["message"].clone());
    response.insert("finishReason".to_owned(), candidates[0]["finishReason"].clone());
    true
}

pub(super) fn blocks(case: &mut Case) -> bool {
    let Some(message) = told::message(case) else { return false };
    let blocks = told::blocks(&message);
    if !blocks.iter().any(|block| told::is_theirs(block) || block["caller"].is_object()) {
        return false;
    }
    let Some(content) = case.content() else { return false };
    for (part, block) in content.iter_mut().zip(&blocks) {
        if told::is_theirs(block) || block["caller"].is_object() {
            *part = told::part(block);
        }
    }
    if case.stream {
        case.chunks = told::chunks(case);
    }
    true
}

pub(super) fn raw(case: &mut Case) -> bool {
    let Some(message) = told::message(case).filter(|_| case.stream) else { return false };
    let Some(response) = case.response.as_mut().filter(|response| response["raw"] != message) else {
        return false;
    };
    response["raw"] = message;
    true
}

pub(super) fn chunks_before_error(case: &mut Case) -> bool {
    let failed = case.stream && case.error.is_some() && case.reply["sse"].is_string();
    if failed {
        case.chunks = told::chunks(case);
    }
    failed && !case.chunks.is_empty()
}

pub(super) fn citations(case: &mut Case) -> bool {
    let Some(message) = told::message(case) else { return false };
    let blocks = told::blocks(&message);
    let Some(content) = case.content() else { return false };
    let mut touched = false;
    for (part, block) in content.iter_mut().zip(&blocks) {
        if block["citations"].as_array().is_some_and(|said| !said.is_empty()) {
            *part = told::part(block);
            touched = true;
        }
    }
    touched
}

pub(super) fn usage(case: &mut Case) -> bool {
    let Some(message) = told::message(case) else { return false };
    let Some(response) = case.response.as_mut() else { return false };
    let told = &message["usage"];
    let at = |pointer: &str| told.pointer(pointer).filter(|count| count.is_number()).cloned();
    let count = |pointer: &str| at(pointer).and_then(|count| count.as_f64()).unwrap_or_default();
    let total =
        ["/input_tokens", "/cache_creation_input_tokens", "/cache_read_input_tokens", "/output_tokens"];
    let mut usage = json!({"totalTokens": total.iter().map(|at| count(at)).sum::<f64>()});
    for (name, pointer) in [
        ("inputTokens", "/input_tokens"),
        ("outputTokens", "/output_tokens"),
        ("cachedContentTokens", "/cache_read_input_tokens"),
        ("thoughtsTokens", "/output_tokens_details/thinking_tokens"),
    ] {
        if let Some(count) = at(pointer) {
            usage[name] = count;
        }
    }
    for pointer in [
        "/cache_creation_input_tokens",
        "/cache_read_input_tokens",
        "/cache_creation/ephemeral_5m_input_tokens",
        "/cache_creation/ephemeral_1h_input_tokens",
        "/server_tool_use/web_search_requests",
        "/server_tool_use/web_fetch_requests",
    ] {
        if let Some(count) = at(pointer) {
            usage["custom"][pointer.rsplit('/').next().unwrap()] = count;
        }
    }
    // What Genkit JS has, it has as we do.
    for (name, was) in response["usage"].as_object().unwrap().iter().filter(|(name, _)| *name != "custom") {
        assert_eq!(was.as_f64(), usage[name].as_f64(), "{name}");
    }
    response["usage"] = usage;
    true
}

pub(super) fn refusal(case: &mut Case) -> bool {
    let Some(message) = told::message(case).filter(|m| m["stop_reason"] == "refusal") else { return false };
    let Some(response) = case.response.as_mut() else { return false };
    let explained = message.pointer("/stop_details/explanation").filter(|text| text.is_string());
    response["finishReason"] = "blocked".into();
    response["finishMessage"] = explained.cloned().unwrap_or_else(|| "refusal".into());
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
    case.chunks.retain(|chunk| {
        let part = &chunk["content"][0];
        let said = part["metadata"]["citations"].is_array();
        !(part["text"] == "" && !said || part["reasoning"] == "")
    });
    case.chunks.len() < before
}

pub(super) fn calls(case: &mut Case) -> bool {
    let called =
        case.stream && told::events(case).iter().any(|event| event["content_block"]["type"] == "tool_use");
    if called && case.response.is_some() {
        case.chunks = told::chunks(case);
    }
    called
}

pub(super) fn statuses(case: &mut Case) -> bool {
    let http = case.reply["status"].as_u64();
    let Some(error) = case.error.as_mut().filter(|error| error["status"] == "UNKNOWN") else { return false };
    error["status"] = match http {
        Some(404) => "NOT_FOUND",
        Some(413 | 422) => "INVALID_ARGUMENT",
        Some(499) => "CANCELLED",
        Some(408 | 504) => "DEADLINE_EXCEEDED",
        Some(409) => "ABORTED",
        Some(502) => "UNAVAILABLE",
        _ => return false,
    }
    .into();
    true
}
