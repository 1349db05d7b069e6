//! Putting instructions where a model will read them.

use serde_json::Value;

use crate::ai::message::{Messages, Role};
use crate::ai::part::Part;

/// Puts instructions into the first system message, or else the last user message: in place of a part that waits for
/// them there, or at the end. Does nothing where there are instructions already.
pub(crate) fn inject(messages: &mut Messages, instructions: &str) {
    let purposed = |part: &Part| part.meta("purpose").is_some_and(|p| p == "output");
    let pending = |part: &Part| part.meta("pending").is_some_and(|p| *p == Value::Bool(true));
    if messages.iter().any(|m| m.content.iter().any(|p| purposed(p) && !pending(p))) {
        return;
    }
    let part = Part::text(instructions).with_metadata("purpose", "output");
    let system = messages.iter().position(|m| m.role == Role::System);
    let target = system.or_else(|| messages.iter().rposition(|m| m.role == Role::User));
    let Some(message) = target.and_then(|i| messages.get_mut(i)) else { return };
    match message.content.iter_mut().find(|p| purposed(p)) {
        Some(waiting) => *waiting = part,
        None => message.content.push(part),
    }
}
