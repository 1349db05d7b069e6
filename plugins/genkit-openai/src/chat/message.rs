//! Messages in the words of chat completions.

use genkit::{Error, Media, Message, Messages, Part, PartKind, Result, Role, ToolNames};
use serde_json::{Map, Value, json};

use crate::ids::Ids;
use crate::speaker::Speaker;

pub(super) fn all(messages: &Messages, speaker: Speaker, detail: &str) -> Result<Vec<Value>> {
    let mut writer = Writer { speaker, detail, sent: Vec::new(), ids: Ids::default() };
    for message in messages {
        match message.role {
            Role::System => {
                let text = writer.only_text(message)?;
                writer.sent.push(json!({"role": "system", "content": text}));
            }
            Role::User => {
                let content = writer.content(&message.content)?;
                writer.sent.push(json!({"role": "user", "content": content}));
            }
            Role::Model => writer.model(message)?,
            Role::Tool => writer.tool(message)?,
        }
    }
    Ok(writer.sent)
}

struct Writer<'a> {
    speaker: Speaker,
    detail: &'a str,
    sent: Vec<Value>,
    ids: Ids,
}

impl Writer<'_> {
    fn only_text(&self, message: &Message) -> Result<String> {
        let mut text = String::new();
        for part in &message.content {
            match &part.kind {
                PartKind::Text(piece) => text.push_str(piece),
                PartKind::Data(data) => text.push_str(&data.to_string()),
                _ => return Err(refused(part, message.role)),
            }
        }
        Ok(text)
    }

    /// Text alone as text, everything else as a list.
    fn content(&self, parts: &[Part]) -> Result<Value> {
        if let [Part { kind: PartKind::Text(text), .. }] = parts {
            return Ok(text.as_str().into());
        }
        parts.iter().map(|part| self.part(part)).collect::<Result<Vec<_>>>().map(Value::from)
    }

    fn part(&self, part: &Part) -> Result<Value> {
        match &part.kind {
            PartKind::Text(text) => Ok(json!({"type": "text", "text": text})),
            PartKind::Data(data) => Ok(json!({"type": "text", "text": data.to_string()})),
            PartKind::Media(media) => self.media(media),
            _ => Err(refused(part, Role::User)),
        }
    }

    fn media(&self, media: &Media) -> Result<Value> {
        let kind = media.mime_type().unwrap_or("image/*");
        if kind.starts_with("image/") {
            return Ok(json!({"type": "image_url", "image_url": {"url": media.url, "detail": self.detail}}));
        }
        let Some(data) = media.data_url() else {
            return Err(Error::invalid_argument(format!(
                "chat completions take {kind} only as a data URL, and pictures as any URL"
            )));
        };
        let sound = match kind {
            "audio/wav" | "audio/x-wav" | "audio/wave" => Some("wav"),
            "audio/mpeg" | "audio/mp3" => Some("mp3"),
            _ => None,
        };
        if let Some(format) = sound {
            return Ok(
                json!({"type": "input_audio", "input_audio": {"data": data.base64, "format": format}}),
            );
        }
        let ending = kind.rsplit(['/', '+']).next().unwrap_or("bin");
        Ok(json!({"type": "file", "file": {"filename": format!("file.{ending}"), "file_data": media.url}}))
    }

    fn model(&mut self, message: &Message) -> Result<()> {
        let (mut text, mut thoughts, mut calls) = (None::<String>, String::new(), Vec::new());
        for part in &message.content {
            match &part.kind {
                PartKind::Text(piece) => text.get_or_insert_default().push_str(piece),
                PartKind::Data(data) => text.get_or_insert_default().push_str(&data.to_string()),
                PartKind::Reasoning(thought) => thoughts.push_str(thought),
                PartKind::ToolRequest(request) => {
                    let id = self.ids.of_request(request);
                    let input = request.input.as_ref().map_or_else(|| "{}".to_owned(), Value::to_string);
                    let function = json!({"name": ToolNames::sent(&request.name), "arguments": input});
                    calls.push(json!({"id": id, "type": "function", "function": function}));
                }
                // Said by another provider, or by nobody that this one knows.
                PartKind::Custom(_) => {}
                _ => return Err(refused(part, message.role)),
            }
        }
        let mut sent = Map::new();
        sent.insert("role".to_owned(), "assistant".into());
        if text.is_some() || calls.is_empty() {
            sent.insert("content".to_owned(), text.unwrap_or_default().into());
        }
        if !calls.is_empty() {
            if self.speaker.wants_thoughts() && !thoughts.is_empty() {
                sent.insert("reasoning_content".to_owned(), thoughts.into());
            }
            sent.insert("tool_calls".to_owned(), calls.into());
        }
        self.sent.push(sent.into());
        Ok(())
    }

    /// A message for each answer; what else a tool gave (pictures, mostly) follows as the person's, since answers of
    /// tools are text.
    fn tool(&mut self, message: &Message) -> Result<()> {
        let mut beside = Vec::new();
        for part in &message.content {
            let PartKind::ToolResponse(response) = &part.kind else {
                return Err(refused(part, message.role));
            };
            let id = self.ids.of_response(response);
            let mut content = match &response.output {
                Some(Value::String(text)) => text.clone(),
                Some(output) => output.to_string(),
                None => String::new(),
            };
            for part in response.content.iter().flatten() {
                match part.as_text() {
                    Some(text) if content.is_empty() => content.push_str(text),
                    Some(text) => content.extend(["\n", text]),
                    None => beside.push(self.part(part)?),
                }
            }
            self.sent.push(json!({"role": "tool", "tool_call_id": id, "content": content}));
        }
        if !beside.is_empty() {
            self.sent.push(json!({"role": "user", "content": beside}));
        }
        Ok(())
    }
}

#[cold]
fn refused(part: &Part, role: Role) -> Error {
    let part = serde_json::to_string(part).unwrap_or_default();
    let shown: String = part.chars().take(100).collect();
    Error::invalid_argument(format!(
        "chat completions take no such part in a message of role {role:?}: {shown}"
    ))
}
