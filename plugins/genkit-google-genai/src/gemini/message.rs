//! Messages in the words of the API.

use genkit::{Error, Message, Messages, Part, PartKind, Result, Role};
use serde_json::{Value, json};

use super::part::to_gemini;
use crate::family::Family;

/// The system's instruction, and the conversation.
///
/// # Errors
/// `INVALID_ARGUMENT` for a second message of the system, and for parts that the API has no word for.
pub(crate) fn contents(
    messages: &Messages,
    family: Family,
    vertex: bool,
) -> Result<(Option<Value>, Vec<Value>)> {
    let (mut system, mut contents) = (None, Vec::with_capacity(messages.len()));
    for message in messages {
        let parts = parts(message, family, vertex)?;
        if message.role != Role::System {
            let role = if message.role == Role::Model { "model" } else { "user" };
            contents.push(json!({"role": role, "parts": parts}));
        } else if system.replace(json!({"role": "user", "parts": parts})).is_some() {
            let told = "system role is only supported for a single message in the first position";
            return Err(Error::invalid_argument(told));
        }
    }
    Ok((system, contents))
}

fn parts(message: &Message, family: Family, vertex: bool) -> Result<Vec<Value>> {
    let mut parts: Vec<&Part> = message.content.iter().collect();
    if message.role == Role::Tool {
        order(&mut parts);
    }
    if family == Family::Gemma {
        let thought = |part: &Part| matches!(part.kind, PartKind::Reasoning(_));
        parts.retain(|part| !thought(part) && part.meta("thoughtSignature").is_none());
    }
    let sent = parts.into_iter().map(|part| to_gemini(part, vertex));
    sent.filter_map(Result::transpose).collect()
}

/// Answers of tools in the order of their calls, where the references tell it as numbers.
fn order(parts: &mut [&Part]) {
    let place = |part: &&Part| part.as_tool_response()?.reference.as_ref()?.parse::<u64>().ok();
    if parts.iter().all(|part| place(part).is_some()) {
        parts.sort_by_key(place);
    }
}
