//! The provider's message as a response.

use genkit::{Error, FinishReason, Message, ModelResponse, Part, PartKind, Result, ToolRequest};
use serde_json::{Map, Value, json};

use super::asked::{Asked, OUTPUT_TOOL};
use super::{citation, usage};

/// An answer in one piece.
///
/// # Errors
/// `INTERNAL` if it is no message; as [`finished`].
pub(super) fn whole(raw: Value, asked: &Asked) -> Result<ModelResponse> {
    if raw.get("content").is_none_or(|content| !content.is_array()) {
        let shown: String = raw.to_string().chars().take(200).collect();
        return Err(Error::internal(format!("the answer is no message: {shown}")).with_source("anthropic"));
    }
    finished(raw, asked)
}

/// A message that is whole.
///
/// # Errors
/// `INVALID_ARGUMENT` with the answer so far if the limit of tokens cut off a call of a tool.
pub(super) fn finished(raw: Value, asked: &Asked) -> Result<ModelResponse> {
    let stop = raw.get("stop_reason").and_then(Value::as_str);
    let (reason, message) = (finish(stop), finish_message(&raw, stop));
    // The block that the limit cut off is the last one.
    let last = blocks(&raw).last().filter(|_| reason == FinishReason::Length);
    if let Some(name) = last.and_then(|last| called(last, asked)) {
        let told = format!("the limit of tokens cut off the call of tool {name}");
        let error = Error::invalid_argument(told).with_details(json!({"reason": "truncated"}));
        return Err(error.with_source("anthropic").with_partial(&so_far(&raw, asked)));
    }
    let mut response = so_far(&raw, asked);
    response.finish_reason = Some(reason);
    response.finish_message = message;
    response.raw = Some(raw);
    Ok(response)
}

/// What there is of a message.
pub(super) fn so_far(raw: &Value, asked: &Asked) -> ModelResponse {
    let mut response = ModelResponse::default();
    response.message = Some(Message::model(blocks(raw).map(|block| part(block, asked)).collect::<Vec<_>>()));
    response.usage = raw.get("usage").filter(|usage| usage.is_object()).map(usage::read);
    response
}

fn blocks(raw: &Value) -> impl Iterator<Item = &Value> {
    raw.get("content").and_then(Value::as_array).into_iter().flatten()
}

/// The tool of ours that a block calls.
fn called<'a>(block: &'a Value, asked: &Asked) -> Option<&'a str> {
    let name = block.get("name").and_then(Value::as_str)?;
    let ours = block.get("type")? == "tool_use" && !(asked.by_tool() && name == OUTPUT_TOOL);
    ours.then_some(name)
}

/// A block as a part. What is neither text nor thought nor a call (what tools at the provider's were asked and
/// answered, and what is not known yet) is kept as it is, to be sent back.
pub(super) fn part(block: &Value, asked: &Asked) -> Part {
    let text = |name: &str| block.get(name).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "text" => {
            let part = Part::text(text("text"));
            match block.get("citations").filter(|said| said.as_array().is_some_and(|said| !said.is_empty())) {
                Some(said) => part.with_metadata("citations", citation::read(said)),
                None => part,
            }
        }
        "thinking" => {
            let part = Part::reasoning(text("thinking"));
            let signature = Some(text("signature")).filter(|signature| !signature.is_empty());
            match signature {
                Some(signature) => part.with_metadata("thoughtSignature", signature),
                None => part,
            }
        }
        "redacted_thinking" => {
            let data = block.get("data").cloned().unwrap_or_default();
            PartKind::Custom(Map::from_iter([("redactedThinking".to_owned(), data)])).into()
        }
        "tool_use" if asked.by_tool() && text("name") == OUTPUT_TOOL => {
            let input = block.get("input").unwrap_or(&Value::Null);
            // What is not whole is text already.
            Part::text(input.as_str().map_or_else(|| input.to_string(), str::to_owned))
        }
        "tool_use" => {
            let input = block.get("input").cloned().unwrap_or_else(|| json!({}));
            let request = ToolRequest::new(asked.names.given(text("name")), input).with_ref(text("id"));
            let direct = |caller: &&Value| !caller.get("type").is_some_and(|kind| kind == "direct");
            match block.get("caller").filter(|caller| caller.is_object()).filter(direct) {
                Some(caller) => Part::from(request).with_metadata("caller", caller.clone()),
                None => request.into(),
            }
        }
        _ => PartKind::Custom(Map::from_iter([("anthropicBlock".to_owned(), block.clone())])).into(),
    }
}

fn finish(reason: Option<&str>) -> FinishReason {
    match reason {
        Some("end_turn" | "stop_sequence" | "tool_use" | "pause_turn") => FinishReason::Stop,
        Some("max_tokens" | "model_context_window_exceeded") => FinishReason::Length,
        Some("refusal") => FinishReason::Blocked,
        Some(_) => FinishReason::Other,
        None => FinishReason::Unknown,
    }
}

fn finish_message(raw: &Value, reason: Option<&str>) -> Option<String> {
    let explained = raw.pointer("/stop_details/explanation").and_then(Value::as_str);
    match reason? {
        "end_turn" | "stop_sequence" | "tool_use" | "max_tokens" => None,
        "pause_turn" => Some("pause_turn: send the conversation again to go on".to_owned()),
        other => Some(explained.unwrap_or(other).to_owned()),
    }
}
