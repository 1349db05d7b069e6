//! Blocks of tools at the provider's, sent back.

use serde_json::Value;

use crate::beta::Door;

/// A block that came with an answer, as it goes back; `None` for one that only told something.
pub(super) fn sent(block: &Value, door: &mut Door) -> Option<Value> {
    let kind = block.get("type").and_then(Value::as_str).unwrap_or_default();
    door.need_for(kind);
    let told_only = match kind {
        // Another model took over.
        "fallback" => return None,
        "advisor_tool_result" => "stop_reason",
        "code_execution_tool_result" => "abort_reason",
        "tool_search_tool_result" => "error_message",
        _ => return Some(block.clone()),
    };
    let mut block = block.clone();
    if let Some(Value::Object(content)) = block.get_mut("content") {
        content.shift_remove(told_only);
    }
    Some(block)
}
