//! What an interaction answers.

use genkit::{
    Error, FinishReason, Message, ModelResponse, Part, PartKind, Result, ToolNames, ToolRequest, Usage,
};
use serde_json::{Map, Value, json};

use super::content;

/// How an interaction stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Running,
    Completed,
    /// As far as it may go.
    Cut,
    /// It waits for an answer to what it asks.
    Waits,
    Cancelled,
    /// With what is told of it.
    Failed(String),
}

/// How it stands, as it tells.
pub(crate) fn status(told: &Value) -> Status {
    match told.get("status").and_then(Value::as_str) {
        Some("completed") => Status::Completed,
        Some("requires_action") => Status::Waits,
        Some("cancelled") => Status::Cancelled,
        Some("incomplete") => Status::Cut,
        Some("failed") => Status::Failed(why(told, "the interaction failed")),
        Some("budget_exceeded") => Status::Failed(why(told, "the interaction used up its budget")),
        _ => Status::Running,
    }
}

fn why(told: &Value, otherwise: &str) -> String {
    told.pointer("/error/message").and_then(Value::as_str).unwrap_or(otherwise).to_owned()
}

/// The answer of an interaction that is waited for.
///
/// # Errors
/// If it is not complete, with what there is of it.
pub(super) fn whole(told: Value, names: &ToolNames) -> Result<ModelResponse> {
    let error = match status(&told) {
        Status::Completed | Status::Cut | Status::Waits => return Ok(response(told, names)),
        Status::Failed(why) => Error::internal(why),
        Status::Cancelled => Error::cancelled("the interaction was cancelled"),
        Status::Running => Error::unavailable("the interaction is not complete"),
    };
    let partial = response(told.clone(), names);
    Err(error.with_details(told).with_partial(&partial))
}

/// The answer as Genkit has it.
pub(crate) fn response(told: Value, names: &ToolNames) -> ModelResponse {
    let list = |name: &str| told.get(name).and_then(Value::as_array).into_iter().flatten();
    let steps = list("steps").flat_map(|step| read(step, names));
    // Vertex AI tells the content alone.
    let outputs = list("outputs").flat_map(|content| match content.get("type").and_then(Value::as_str) {
        Some("text" | "image" | "audio" | "video" | "document") => vec![content::read(content)],
        _ => read(content, names),
    });
    let content = steps.chain(outputs).collect::<Vec<_>>();
    let mut message = Message::model(content);
    let mut notes = Map::new();
    for (from, to) in [("id", "interactionId"), ("environment_id", "environmentId")] {
        notes.extend(told.get(from).cloned().map(|id| (to.to_owned(), id)));
    }
    message.metadata = Some(notes).filter(|notes| !notes.is_empty());
    let mut response = ModelResponse::default();
    response.message = Some(message);
    response.finish_reason = Some(match status(&told) {
        Status::Waits => FinishReason::Interrupted,
        Status::Cancelled => FinishReason::Aborted,
        Status::Failed(_) => FinishReason::Other,
        Status::Cut => FinishReason::Length,
        Status::Running | Status::Completed => FinishReason::Stop,
    });
    response.usage = told.get("usage").map(usage);
    response.custom = Some(told.clone());
    response.raw = Some(told);
    response
}

fn usage(told: &Value) -> Usage {
    let at = |name: &str| told.get(name).and_then(Value::as_f64);
    let mut usage = Usage::default();
    usage.input_tokens = at("total_input_tokens");
    usage.output_tokens = at("total_output_tokens");
    usage.total_tokens = at("total_tokens");
    usage.thoughts_tokens = at("total_thought_tokens");
    usage.cached_content_tokens = at("total_cached_tokens");
    usage
}

/// The parts of a step.
pub(super) fn read(step: &Value, names: &ToolNames) -> Vec<Part> {
    let list = |name: &str| step.get(name).and_then(Value::as_array).into_iter().flatten();
    let kind = step.get("type").and_then(Value::as_str).unwrap_or_default();
    let mut parts = match kind {
        "user_input" => return Vec::new(),
        "model_output" => list("content").map(content::read).collect(),
        "thought" => {
            let text: String = list("summary").filter_map(|s| s.get("text")?.as_str()).collect();
            vec![Part::reasoning(text)]
        }
        "function_call" => {
            let name = step.get("name").and_then(Value::as_str).unwrap_or_default();
            let input = step.get("arguments").cloned().unwrap_or_else(|| json!({}));
            let mut request = ToolRequest::new(names.given(name), input);
            request.reference = step.get("id").and_then(Value::as_str).map(str::to_owned);
            vec![request.into()]
        }
        "google_search_call" => vec![custom("googleSearchCall", step, &["id", "arguments"])],
        "google_search_result" => vec![custom("googleSearchResult", step, &["call_id", "result"])],
        "code_execution_call" => {
            let code = step.get("arguments").cloned().unwrap_or_default();
            let part = Part::from(PartKind::Custom(Map::from_iter([("executableCode".to_owned(), code)])));
            vec![part.with_metadata("callId", step.get("id").cloned().unwrap_or_default())]
        }
        "code_execution_result" => {
            let output = step.get("result").cloned().unwrap_or_default();
            let result = json!({"outcome": "OUTCOME_OK", "output": output});
            let custom = Map::from_iter([("codeExecutionResult".to_owned(), result)]);
            let part = Part::from(PartKind::Custom(custom));
            vec![part.with_metadata("callId", step.get("call_id").cloned().unwrap_or_default())]
        }
        _ => vec![PartKind::Custom(Map::from_iter([("unknownStep".to_owned(), step.clone())])).into()],
    };
    if let (Some(signature), Some(first)) = (step.get("signature"), parts.first_mut()) {
        *first = first.clone().with_metadata("thoughtSignature", signature.clone());
    }
    parts
}

fn custom(name: &str, step: &Value, members: &[&str]) -> Part {
    let kept = members.iter().filter_map(|member| {
        let ours = if *member == "call_id" { "callId" } else { member };
        Some((ours.to_owned(), step.get(*member)?.clone()))
    });
    let kept: Map<String, Value> = kept.collect();
    PartKind::Custom(Map::from_iter([(name.to_owned(), kept.into())])).into()
}
