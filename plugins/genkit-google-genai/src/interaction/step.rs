//! Messages as steps.

use std::collections::VecDeque;

use genkit::{Message, Messages, Part, PartKind, Result, Role, ToolNames};
use serde_json::{Map, Value, json};

use super::content;

/// The conversation, as the service takes it. What the system says is said by the person.
///
/// # Errors
/// `INVALID_ARGUMENT` for media that the API does not take.
pub(super) fn input(messages: &Messages, vertex: bool) -> Result<Vec<Value>> {
    if vertex { messages.iter().map(turn).collect() } else { steps(messages) }
}

/// A message as Vertex AI takes it: its words and media.
fn turn(message: &Message) -> Result<Value> {
    let role = if message.role == Role::Model { "model" } else { "user" };
    let content = message.content.iter().map(content::of).filter_map(Result::transpose);
    Ok(json!({"role": role, "content": content.collect::<Result<Vec<_>>>()?}))
}

fn steps(messages: &Messages) -> Result<Vec<Value>> {
    let mut writer = Writer::default();
    for message in messages {
        let side = if message.role == Role::Model { "model_output" } else { "user_input" };
        for part in &message.content {
            match content::of(part)? {
                Some(content) => writer.said.push(content),
                None => {
                    if let Some(step) = writer.step(part) {
                        writer.flush(side);
                        writer.steps.push(step);
                    }
                }
            }
        }
        writer.flush(side);
    }
    Ok(writer.steps)
}

#[derive(Default)]
struct Writer {
    steps: Vec<Value>,
    /// Content that is yet to become a step.
    said: Vec<Value>,
    /// Ids made for calls that had none, until their answers take them.
    open: VecDeque<String>,
    made: usize,
    orphans: usize,
}

impl Writer {
    fn flush(&mut self, side: &str) {
        if !self.said.is_empty() {
            let content = std::mem::take(&mut self.said);
            self.steps.push(json!({"type": side, "content": content}));
        }
    }

    /// What is a step of its own; `None` for what only another provider knows.
    fn step(&mut self, part: &Part) -> Option<Value> {
        let signature = part.meta("thoughtSignature");
        let mut step = match &part.kind {
            PartKind::Reasoning(text) => {
                let summary = json!([{"type": "text", "text": text}]);
                json!({"type": "thought", "summary": summary})
            }
            PartKind::ToolRequest(request) => {
                let id = request.reference.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| {
                    let id = format!("genkit-auto-id-{}", self.made);
                    self.made += 1;
                    self.open.push_back(id.clone());
                    id
                });
                let input = request.input.clone().unwrap_or_else(|| json!({}));
                let name = ToolNames::sent(&request.name);
                return Some(json!({"type": "function_call", "name": name, "arguments": input, "id": id}));
            }
            PartKind::ToolResponse(response) => {
                let id = response.reference.clone().filter(|id| !id.is_empty());
                let id = id.or_else(|| self.open.pop_front()).unwrap_or_else(|| {
                    self.orphans += 1;
                    format!("genkit-orphan-id-{}", self.orphans - 1)
                });
                let result = match response.output.clone().unwrap_or_default() {
                    whole @ (Value::Object(_) | Value::String(_)) => whole,
                    other => json!({"result": other}),
                };
                let name = ToolNames::sent(&response.name);
                return Some(
                    json!({"type": "function_result", "name": name, "result": result, "call_id": id}),
                );
            }
            PartKind::Custom(custom) => own(custom, part)?,
            _ => return None,
        };
        if let (Some(step), Some(signature)) = (step.as_object_mut(), signature) {
            step.insert("signature".to_owned(), signature.clone());
        }
        Some(step)
    }
}

/// Searches and programs of earlier answers.
fn own(custom: &Map<String, Value>, part: &Part) -> Option<Value> {
    let with = |kind: &str, mut members: Value| {
        let members = members.as_object_mut()?;
        let mut step = Map::from_iter([("type".to_owned(), kind.into())]);
        if let Some(id) = members.shift_remove("callId") {
            step.insert("call_id".to_owned(), id);
        }
        step.append(members);
        Some(Value::Object(step))
    };
    let id = part.meta("callId").cloned().unwrap_or_default();
    if let Some(call) = custom.get("googleSearchCall") {
        return with("google_search_call", call.clone());
    }
    if let Some(result) = custom.get("googleSearchResult") {
        return with("google_search_result", result.clone());
    }
    if let Some(code) = custom.get("executableCode") {
        return Some(json!({"type": "code_execution_call", "id": id, "arguments": code}));
    }
    let result = custom.get("codeExecutionResult")?.get("output")?;
    Some(json!({"type": "code_execution_result", "call_id": id, "result": result}))
}
