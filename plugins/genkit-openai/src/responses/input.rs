//! Messages as input items.

use genkit::{Error, Media, Message, Messages, Part, PartKind, Result, Role, ToolNames, ToolResponse};
use serde_json::{Value, json};

use crate::ids::Ids;

/// The member of a custom part, and of metadata, that holds an item as the provider wrote it.
pub(super) const ITEM: &str = "openaiItem";

pub(super) fn all(messages: &Messages, detail: &str) -> Result<Vec<Value>> {
    let mut writer = Writer { detail, items: Vec::new(), ids: Ids::default() };
    for message in messages {
        match message.role {
            Role::System | Role::User => {
                let role = if message.role == Role::System { "system" } else { "user" };
                let content = writer.content(&message.content)?;
                writer.items.push(json!({"role": role, "content": content}));
            }
            Role::Model => writer.model(message)?,
            Role::Tool => writer.tool(message)?,
        }
    }
    Ok(writer.items)
}

struct Writer<'a> {
    detail: &'a str,
    items: Vec<Value>,
    ids: Ids,
}

impl Writer<'_> {
    fn content(&self, parts: &[Part]) -> Result<Value> {
        if let [Part { kind: PartKind::Text(text), .. }] = parts {
            return Ok(text.as_str().into());
        }
        parts.iter().map(|part| self.part(part)).collect::<Result<Vec<_>>>().map(Value::from)
    }

    fn part(&self, part: &Part) -> Result<Value> {
        match &part.kind {
            PartKind::Text(text) => Ok(json!({"type": "input_text", "text": text})),
            PartKind::Data(data) => Ok(json!({"type": "input_text", "text": data.to_string()})),
            PartKind::Media(media) => Ok(self.media(media)),
            _ => Err(refused(part)),
        }
    }

    fn media(&self, media: &Media) -> Value {
        let kind = media.mime_type().unwrap_or("image/*");
        if kind.starts_with("image/") {
            return json!({"type": "input_image", "image_url": media.url, "detail": self.detail});
        }
        if media.data_url().is_some() {
            let ending = kind.rsplit(['/', '+']).next().unwrap_or("bin");
            return json!({"type": "input_file", "filename": format!("file.{ending}"), "file_data": media.url});
        }
        json!({"type": "input_file", "file_url": media.url})
    }

    /// What the model said, item by item in the order it said it.
    fn model(&mut self, message: &Message) -> Result<()> {
        let mut text = String::new();
        for part in &message.content {
            match &part.kind {
                PartKind::Text(piece) => text.push_str(piece),
                PartKind::Data(data) => text.push_str(&data.to_string()),
                kind => {
                    self.say(&mut text);
                    self.other(part, kind)?;
                }
            }
        }
        self.say(&mut text);
        Ok(())
    }

    fn say(&mut self, text: &mut String) {
        if !text.is_empty() {
            self.items.push(json!({"role": "assistant", "content": std::mem::take(text)}));
        }
    }

    fn other(&mut self, part: &Part, kind: &PartKind) -> Result<()> {
        match kind {
            PartKind::ToolRequest(request) => {
                let id = self.ids.of_request(request);
                let input = request.input.as_ref().map_or_else(|| "{}".to_owned(), Value::to_string);
                let name = ToolNames::sent(&request.name);
                self.items
                    .push(json!({"type": "function_call", "call_id": id, "name": name, "arguments": input}));
            }
            // Thoughts only as the provider wrote them, for those of others mean nothing to it; pictures that it drew.
            PartKind::Reasoning(_) | PartKind::Media(_) => self.items.extend(part.meta(ITEM).cloned()),
            PartKind::Custom(custom) => self.items.extend(custom.get(ITEM).cloned()),
            _ => return Err(refused(part)),
        }
        Ok(())
    }

    fn tool(&mut self, message: &Message) -> Result<()> {
        for part in &message.content {
            let PartKind::ToolResponse(response) = &part.kind else { return Err(refused(part)) };
            let id = self.ids.of_response(response);
            let output = self.output(response)?;
            self.items.push(json!({"type": "function_call_output", "call_id": id, "output": output}));
        }
        Ok(())
    }

    fn output(&self, response: &ToolResponse) -> Result<Value> {
        let text = match &response.output {
            Some(Value::String(text)) => text.clone(),
            Some(output) => output.to_string(),
            None => String::new(),
        };
        match &response.content {
            None => Ok(text.into()),
            Some(content) => {
                let told = (!text.is_empty()).then(|| Ok(json!({"type": "input_text", "text": text})));
                told.into_iter().chain(content.iter().map(|part| self.part(part))).collect()
            }
        }
    }
}

#[cold]
fn refused(part: &Part) -> Error {
    let part = serde_json::to_string(part).unwrap_or_default();
    let shown: String = part.chars().take(100).collect();
    Error::invalid_argument(format!("the Responses API takes no such part here: {shown}"))
}
