//! Messages in the server's words.

use genkit::{Error, Media, Messages, Part, PartKind, Result, Role, ToolRequest, ToolResponse};
use serde_json::{Map, Value, json};

/// The conversation.
///
/// # Errors
/// `INVALID_ARGUMENT` for what the server does not take.
pub(super) fn all(messages: &Messages) -> Result<Vec<Value>> {
    let mut sent = Vec::new();
    for message in messages {
        match message.role {
            Role::System => sent.push(plain("system", said(&message.content)?)),
            Role::User => sent.push(plain("user", said(&message.content)?)),
            Role::Model => sent.push(plain("assistant", said(&message.content)?)),
            Role::Tool => {
                for part in &message.content {
                    sent.push(result(part)?);
                }
            }
        }
    }
    Ok(sent)
}

/// What a message says.
#[derive(Default)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) images: Vec<Value>,
    calls: Vec<Value>,
}

pub(super) fn said(parts: &[Part]) -> Result<Said> {
    let mut said = Said::default();
    for part in parts {
        match &part.kind {
            PartKind::Text(text) => said.text.push_str(text),
            PartKind::Data(data) => said.text.push_str(&data.to_string()),
            PartKind::Media(media) => said.images.push(image(media)?.into()),
            PartKind::ToolRequest(request) => said.calls.push(call(request)),
            // Thoughts of before are not sent; what only another provider knows cannot be.
            PartKind::Reasoning(_) | PartKind::Custom(_) => {}
            _ => return Err(refused(part)),
        }
    }
    Ok(said)
}

fn plain(role: &str, said: Said) -> Value {
    message(role, said.text, said.images, said.calls)
}

fn message(role: &str, text: String, images: Vec<Value>, calls: Vec<Value>) -> Value {
    let mut message = Map::new();
    message.insert("role".to_owned(), role.into());
    message.insert("content".to_owned(), text.into());
    if !images.is_empty() {
        message.insert("images".to_owned(), images.into());
    }
    if !calls.is_empty() {
        message.insert("tool_calls".to_owned(), calls.into());
    }
    message.into()
}

fn call(request: &ToolRequest) -> Value {
    let input = request.input.clone().filter(Value::is_object).unwrap_or_else(|| json!({}));
    json!({"function": {"name": request.name, "arguments": input}})
}

/// The answer of a tool; pictures beside it are pictures of the message.
fn result(part: &Part) -> Result<Value> {
    let PartKind::ToolResponse(ToolResponse { name, output, content, .. }) = &part.kind else {
        return Err(refused(part));
    };
    let more = said(content.as_deref().unwrap_or_default())?;
    let (mut text, mut images) = (String::new(), Vec::new());
    match output {
        Some(Value::String(url)) if picture(url).is_some() => images.extend(picture(url).map(Value::from)),
        Some(Value::String(told)) => text.push_str(told),
        None | Some(Value::Null) if content.is_some() => {}
        Some(output) => text.push_str(&output.to_string()),
        None => {}
    }
    if !text.is_empty() && !more.text.is_empty() {
        text.push('\n');
    }
    text.push_str(&more.text);
    images.extend(more.images);
    let mut sent = message("tool", text, images, Vec::new());
    if let Some(sent) = sent.as_object_mut() {
        sent.insert("tool_name".to_owned(), name.clone().into());
    }
    Ok(sent)
}

fn picture(url: &str) -> Option<String> {
    let media = Media { content_type: None, url: url.to_owned() };
    let data = media.data_url().filter(|data| data.content_type.starts_with("image/"))?;
    Some(data.base64.to_owned())
}

/// The base 64 of a picture, which must stand in its URL.
fn image(media: &Media) -> Result<String> {
    let kind = media.mime_type().unwrap_or("image/*");
    if !kind.starts_with("image/") {
        return Err(Error::invalid_argument(format!("Ollama takes pictures, and no media of type `{kind}`")));
    }
    match media.data_url() {
        Some(data) => Ok(data.base64.to_owned()),
        None => Err(Error::invalid_argument(
            "Ollama takes pictures as data URLs (`data:image/png;base64,...`): it fetches nothing",
        )),
    }
}

#[cold]
fn refused(part: &Part) -> Error {
    let part = serde_json::to_string(part).unwrap_or_default();
    let shown: String = part.chars().take(100).collect();
    Error::invalid_argument(format!("Ollama takes no such part here: {shown}"))
}
