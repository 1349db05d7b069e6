//! A whole answer.

use genkit::{Error, FinishReason, Message, ModelResponse, Part, PartKind, Result, ToolRequest, Usage};
use serde_json::{Map, Value, json};

use super::Asked;
use super::input::ITEM;
use crate::call::without_nulls;

/// Reads a response object that is at its end.
///
/// # Errors
/// What it failed with; `INVALID_ARGUMENT` with the answer so far if the limit of tokens cut off a call of a tool.
pub(super) fn read(raw: &Value, asked: &Asked) -> Result<ModelResponse> {
    let text = |pointer: &str| raw.pointer(pointer).and_then(Value::as_str);
    let reason = text("/incomplete_details/reason");
    let mut response = ModelResponse::default();
    let (content, refusal) = content(raw, asked);
    response.usage = raw.get("usage").filter(|usage| usage.is_object()).map(usage);
    let broken = content
        .iter()
        .any(|part| part.as_tool_request().is_some_and(|r| r.input.as_ref().is_some_and(Value::is_string)));
    response.message = Some(Message::model(content));
    let finish = match (text("/status"), reason) {
        _ if refusal.is_some() => FinishReason::Blocked,
        (Some("incomplete"), Some("max_output_tokens")) => FinishReason::Length,
        (Some("incomplete"), Some("content_filter")) => FinishReason::Blocked,
        (Some("cancelled"), _) => FinishReason::Aborted,
        (Some("completed"), _) => FinishReason::Stop,
        (Some(_), _) => FinishReason::Other,
        (None, _) => FinishReason::Unknown,
    };
    if finish == FinishReason::Length && broken {
        let error = Error::invalid_argument("the limit of tokens cut off the call of a tool");
        return Err(error.with_details(json!({"reason": "truncated"})).with_partial(&response));
    }
    response.finish_reason = Some(finish);
    response.finish_message = refusal.or_else(|| reason.map(str::to_owned));
    response.custom = raw.get("id").map(|id| json!({"responseId": id}));
    Ok(response)
}

/// The parts of all items, and the refusal if it is one.
fn content(raw: &Value, asked: &Asked) -> (Vec<Part>, Option<String>) {
    let (mut parts, mut refusal) = (Vec::new(), None);
    for item in raw.get("output").and_then(Value::as_array).into_iter().flatten() {
        match item.get("type").and_then(Value::as_str) {
            Some("message") => {
                for piece in item.get("content").and_then(Value::as_array).into_iter().flatten() {
                    if let Some(told) = piece.get("refusal").and_then(Value::as_str) {
                        refusal = Some(told.to_owned());
                    }
                    parts.extend(said(piece, asked));
                }
            }
            Some(_) => parts.push(part(item, asked)),
            None => {}
        }
    }
    (parts, refusal)
}

fn said(piece: &Value, asked: &Asked) -> Option<Part> {
    let text = piece.get("text")?.as_str()?;
    let part = Part::text(without_nulls(text.to_owned(), asked.strict.as_ref()));
    let annotations = piece.get("annotations").filter(|a| a.as_array().is_some_and(|a| !a.is_empty()));
    Some(match annotations {
        Some(annotations) => part.with_metadata("annotations", annotations.clone()),
        None => part,
    })
}

/// The part that an item other than a message is.
pub(super) fn part(item: &Value, asked: &Asked) -> Part {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    match text("type") {
        Some("function_call") => {
            let name = asked.tools.names.given(text("name").unwrap_or_default());
            let input = asked.tools.input(&name, text("arguments").unwrap_or_default());
            let mut request = ToolRequest::new(name, input);
            request.reference = text("call_id").map(str::to_owned);
            request.into()
        }
        Some("reasoning") => {
            let part = Part::reasoning(thoughts(item)).with_metadata(ITEM, sent_back(item));
            match text("encrypted_content") {
                Some(seal) => part.with_metadata("thoughtSignature", seal),
                None => part,
            }
        }
        Some("image_generation_call") if text("result").is_some() => {
            let kind = format!("image/{}", text("output_format").unwrap_or("png"));
            let url = format!("data:{kind};base64,{}", text("result").unwrap_or_default());
            let id = json!({"type": "image_generation_call", "id": item.get("id")});
            Part::media(kind, url).with_metadata(ITEM, id)
        }
        _ => PartKind::Custom([(ITEM.to_owned(), item.clone())].into_iter().collect()).into(),
    }
}

/// Summaries, or the thoughts themselves where a server tells them.
fn thoughts(item: &Value) -> String {
    let list = |name: &str| {
        let pieces = item.get(name).and_then(Value::as_array).into_iter().flatten();
        pieces.filter_map(|piece| piece.get("text")?.as_str()).collect::<Vec<_>>().join("\n\n")
    };
    let summary = list("summary");
    if summary.is_empty() { list("content") } else { summary }
}

/// A thought as it goes back: without what only answers have.
fn sent_back(item: &Value) -> Value {
    let kept = ["type", "id", "summary", "encrypted_content", "content"];
    let members = item.as_object().into_iter().flatten();
    let members = members.filter(|(name, value)| kept.contains(&name.as_str()) && !value.is_null());
    Value::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>())
}

pub(super) fn usage(told: &Value) -> Usage {
    let at = |pointer: &str| told.pointer(pointer).and_then(Value::as_f64);
    let mut usage = Usage::default();
    usage.input_tokens = at("/input_tokens");
    usage.output_tokens = at("/output_tokens");
    usage.total_tokens = at("/total_tokens");
    usage.thoughts_tokens = at("/output_tokens_details/reasoning_tokens");
    usage.cached_content_tokens = at("/input_tokens_details/cached_tokens");
    usage
}
