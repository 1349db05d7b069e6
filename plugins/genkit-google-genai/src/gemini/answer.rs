//! An answer in one piece, and what all answers tell.

use genkit::{Error, FinishReason, Message, ModelResponse, Part, Result, ToolNames, Usage};
use serde_json::Value;

use super::part::from_gemini;

/// An answer in one piece.
///
/// # Errors
/// `INTERNAL` if it holds neither a candidate nor why there is none.
pub(super) fn whole(raw: Value, names: &ToolNames) -> Result<ModelResponse> {
    let candidate = raw.pointer("/candidates/0");
    let parts = candidate.and_then(|c| c.pointer("/content/parts")).and_then(Value::as_array);
    let content = parts.into_iter().flatten().filter_map(|part| from_gemini(part, names)).collect();
    let end = End { finish: candidate.and_then(Finish::of), blocked: blocked(&raw) };
    if candidate.is_none() && end.blocked.is_none() {
        let shown: String = raw.to_string().chars().take(200).collect();
        let error = Error::internal(format!("the answer holds no candidate: {shown}"));
        return Err(error.with_details(raw));
    }
    Ok(response(content, end, raw))
}

/// Why an answer ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct End {
    pub(super) finish: Option<Finish>,
    /// Why the question was not answered at all.
    pub(super) blocked: Option<String>,
}

/// What a candidate tells of its end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finish {
    pub(super) reason: String,
    pub(super) message: Option<String>,
}

impl Finish {
    /// The end that a candidate tells, if it tells one; a message without a reason is one, too.
    pub(super) fn of(candidate: &Value) -> Option<Self> {
        let text = |name: &str| candidate.get(name).and_then(Value::as_str).map(str::to_owned);
        let (reason, message) = (text("finishReason"), text("finishMessage"));
        (reason.is_some() || message.is_some()).then(|| Self { reason: reason.unwrap_or_default(), message })
    }

    fn reason(&self) -> FinishReason {
        match self.reason.as_str() {
            "STOP" => FinishReason::Stop,
            "MAX_TOKENS" => FinishReason::Length,
            "SAFETY"
            | "RECITATION"
            | "LANGUAGE"
            | "BLOCKLIST"
            | "PROHIBITED_CONTENT"
            | "SPII"
            | "IMAGE_SAFETY"
            | "IMAGE_PROHIBITED_CONTENT"
            | "IMAGE_RECITATION"
            | "MODEL_ARMOR" => FinishReason::Blocked,
            "" | "FINISH_REASON_UNSPECIFIED" => FinishReason::Unknown,
            _ => FinishReason::Other,
        }
    }
}

/// Why the question was refused, if it was.
pub(super) fn blocked(raw: &Value) -> Option<String> {
    let feedback = raw.get("promptFeedback")?;
    let reason = feedback.get("blockReason")?.as_str()?;
    let told = feedback.get("blockReasonMessage").and_then(Value::as_str);
    Some(told.map_or_else(|| format!("the prompt was blocked: {reason}"), str::to_owned))
}

/// The answer of these parts.
pub(super) fn response(content: Vec<Part>, end: End, raw: Value) -> ModelResponse {
    let mut response = ModelResponse::default();
    response.usage = raw.get("usageMetadata").map(usage);
    match (end.finish, end.blocked) {
        (None, Some(why)) => {
            response.finish_reason = Some(FinishReason::Blocked);
            response.finish_message = Some(why);
        }
        (finish, _) => {
            response.finish_reason = Some(finish.as_ref().map_or(FinishReason::Unknown, Finish::reason));
            let told = |finish: Finish| {
                // A reason that Genkit has no word for is told.
                let odd = finish.reason() == FinishReason::Other;
                finish.message.or_else(|| odd.then_some(finish.reason))
            };
            response.finish_message = finish.and_then(told);
        }
    }
    response.message = Some(Message::model(content));
    response.custom = Some(raw);
    response
}

/// What an answer used.
pub(super) fn usage(told: &Value) -> Usage {
    let at = |name: &str| told.get(name).and_then(Value::as_f64);
    let mut usage = Usage::default();
    usage.input_tokens = at("promptTokenCount");
    usage.output_tokens = at("candidatesTokenCount");
    usage.total_tokens = at("totalTokenCount");
    usage.thoughts_tokens = at("thoughtsTokenCount");
    usage.cached_content_tokens = at("cachedContentTokenCount");
    usage
}
