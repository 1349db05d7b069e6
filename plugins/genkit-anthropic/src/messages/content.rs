//! Messages and parts in the provider's words.

use std::collections::VecDeque;

use genkit::{Error, Message, Messages, Part, PartKind, Result, Role, ToolNames, ToolRequest, ToolResponse};
use serde_json::{Map, Value, json};

use super::{citation, document, theirs};
use crate::CacheControl;
use crate::beta::Door;

/// The conversation: what the system says, and the rest.
///
/// # Errors
/// `INVALID_ARGUMENT` for what the provider does not take.
pub(super) fn all(messages: &Messages, door: &mut Door) -> Result<(Vec<Value>, Vec<Value>)> {
    let mut writer = Writer { door, open: VecDeque::new(), made: 0 };
    let (mut system, mut sent) = (Vec::new(), Vec::new());
    for message in messages {
        if message.role == Role::System {
            if !sent.is_empty() {
                return Err(Error::invalid_argument("messages of the system stand before all others"));
            }
            system.extend(writer.blocks(message)?);
            continue;
        }
        let content = writer.blocks(message)?;
        // Nothing is left of what another provider only thought.
        if !content.is_empty() {
            let role = if message.role == Role::Model { "assistant" } else { "user" };
            sent.push(json!({"role": role, "content": content}));
        }
    }
    Ok((system, sent))
}

struct Writer<'a> {
    door: &'a mut Door,
    /// Ids that were made for calls without one, with the tool's name, until their answers take them.
    open: VecDeque<(String, String)>,
    made: usize,
}

impl Writer<'_> {
    fn blocks(&mut self, message: &Message) -> Result<Vec<Value>> {
        let mut blocks = Vec::new();
        for part in &message.content {
            if let Some(mut block) = self.block(part, message.role)? {
                if let (Some(block), Some(cache)) = (block.as_object_mut(), part.meta("cache_control")) {
                    block.insert("cache_control".to_owned(), cache.clone());
                }
                blocks.push(block);
            }
        }
        let notes = message.metadata.as_ref();
        let own = notes.and_then(|notes| notes.get("cache_control")).cloned();
        let genkits = || Some(CacheControl::of_genkit(notes?.get("cache")?)?.into());
        if let (Some(cache), Some(Value::Object(last))) = (own.or_else(genkits), blocks.last_mut()) {
            last.entry("cache_control").or_insert(cache);
        }
        Ok(blocks)
    }

    fn block(&mut self, part: &Part, role: Role) -> Result<Option<Value>> {
        let block = match &part.kind {
            // The provider refuses empty text.
            PartKind::Text(text) if text.is_empty() => return Ok(None),
            PartKind::Text(text) => {
                let mut block = json!({"type": "text", "text": text});
                let said = part.meta("citations").map(citation::sent).filter(|said| !said.is_empty());
                if let (Some(block), Some(said)) = (block.as_object_mut(), said) {
                    block.insert("citations".to_owned(), said.into());
                }
                block
            }
            PartKind::Data(data) => json!({"type": "text", "text": data.to_string()}),
            PartKind::Media(media) if role == Role::User || role == Role::Tool => {
                document::media(media, self.door)?
            }
            PartKind::Custom(custom) => return self.custom(custom, part, role),
            PartKind::Reasoning(thought) if role == Role::Model => {
                // Thoughts without a signature are another provider's.
                let signature =
                    part.meta("thoughtSignature").and_then(Value::as_str).filter(|s| !s.is_empty());
                let Some(signature) = signature else { return Ok(None) };
                json!({"type": "thinking", "thinking": thought, "signature": signature})
            }
            PartKind::ToolRequest(request) if role == Role::Model => self.call(request, part),
            PartKind::ToolResponse(response) if role != Role::System => self.result(response, part)?,
            _ => return Err(refused(part, role)),
        };
        Ok(Some(block))
    }

    fn custom(&mut self, custom: &Map<String, Value>, part: &Part, role: Role) -> Result<Option<Value>> {
        if let Some(told) = custom.get("anthropicDocument") {
            return document::document(told, self.door).map(Some);
        }
        if let Some(data) = custom.get("redactedThinking") {
            return Ok(Some(json!({"type": "redacted_thinking", "data": data})));
        }
        if let Some(block) = custom.get("anthropicBlock") {
            return Ok(theirs::sent(block, self.door));
        }
        match role {
            // Said by another provider.
            Role::Model => Ok(None),
            _ => Err(refused(part, role)),
        }
    }

    fn call(&mut self, request: &ToolRequest, part: &Part) -> Value {
        let id = match request.reference.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => fitting(id),
            None => {
                let id = format!("call_{}", self.made);
                self.made += 1;
                self.open.push_back((request.name.clone(), id.clone()));
                id
            }
        };
        let input = request.input.clone().filter(Value::is_object).unwrap_or_else(|| json!({}));
        let name = ToolNames::sent(&request.name);
        let mut block = json!({"type": "tool_use", "id": id, "name": name, "input": input});
        if let (Some(block), Some(caller)) = (block.as_object_mut(), part.meta("caller")) {
            block.insert("caller".to_owned(), caller.clone());
        }
        block
    }

    fn result(&mut self, response: &ToolResponse, part: &Part) -> Result<Value> {
        let id = match response.reference.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => fitting(id),
            None => self.made_for(response),
        };
        let more = response.content.as_deref().unwrap_or_default();
        let mut content = Vec::new();
        match &response.output {
            Some(Value::Null) | None if !more.is_empty() => {}
            output => content.extend(document::output(output.as_ref().unwrap_or(&Value::Null), self.door)?),
        }
        for part in more {
            match &part.kind {
                PartKind::ToolRequest(_) | PartKind::ToolResponse(_) | PartKind::Reasoning(_) => {
                    return Err(refused(part, Role::Tool));
                }
                _ => content.extend(self.block(part, Role::Tool)?),
            }
        }
        let mut block = json!({"type": "tool_result", "tool_use_id": id, "content": content});
        if let (Some(block), Some(error)) = (block.as_object_mut(), part.meta("is_error")) {
            block.insert("is_error".to_owned(), error.clone());
        }
        Ok(block)
    }

    fn made_for(&mut self, response: &ToolResponse) -> String {
        let at = self.open.iter().position(|(name, _)| *name == response.name).unwrap_or(0);
        self.open.remove(at).map_or_else(|| "call_0".to_owned(), |(_, id)| id)
    }
}

/// An id in the letters that the provider takes.
fn fitting(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' }).collect()
}

#[cold]
fn refused(part: &Part, role: Role) -> Error {
    let part = serde_json::to_string(part).unwrap_or_default();
    let shown: String = part.chars().take(100).collect();
    Error::invalid_argument(format!("Claude models take no such part in a message of role {role:?}: {shown}"))
}
