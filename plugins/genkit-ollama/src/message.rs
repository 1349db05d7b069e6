//! Messages in the server's words.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genkit::http::{HttpClient, HttpRequest};
use genkit::{Ctx, Error, Media, Message, Part, PartKind, Result, Role, ToolNames, ToolResponse};
use serde_json::{Map, Value, json};

pub(crate) async fn all(messages: &[Message], http: &HttpClient, ctx: &Ctx) -> Result<Vec<Value>> {
    let mut sent = Vec::new();
    for message in messages {
        match message.role {
            Role::System => sent.push(say("system", message, http, ctx).await?),
            Role::User => sent.push(say("user", message, http, ctx).await?),
            Role::Model => sent.push(say("assistant", message, http, ctx).await?),
            Role::Tool => {
                for part in &message.content {
                    let PartKind::ToolResponse(response) = &part.kind else { return Err(refused(part)) };
                    sent.push(answer(response, http, ctx).await?);
                }
            }
        }
    }
    Ok(sent)
}

async fn say(role: &str, message: &Message, http: &HttpClient, ctx: &Ctx) -> Result<Value> {
    let (mut text, mut thoughts, mut images, mut calls) =
        (String::new(), String::new(), Vec::new(), Vec::new());
    for part in &message.content {
        match &part.kind {
            PartKind::Text(piece) => text.push_str(piece),
            PartKind::Data(data) => text.push_str(&data.to_string()),
            PartKind::Media(media) => images.push(image(media, http, ctx).await?),
            PartKind::Reasoning(thought) => thoughts.push_str(thought),
            PartKind::ToolRequest(request) => {
                let input = request.input.clone().unwrap_or_else(|| json!({}));
                let function = json!({"name": ToolNames::sent(&request.name), "arguments": input});
                calls.push(json!({"function": function}));
            }
            // Said by another provider.
            PartKind::Custom(_) => {}
            _ => return Err(refused(part)),
        }
    }
    let mut sent = Map::new();
    sent.insert("role".to_owned(), role.into());
    sent.insert("content".to_owned(), text.into());
    if !images.is_empty() {
        sent.insert("images".to_owned(), images.into());
    }
    // Thoughts are of use only while tools are at work.
    if !calls.is_empty() && !thoughts.is_empty() {
        sent.insert("thinking".to_owned(), thoughts.into());
    }
    if !calls.is_empty() {
        sent.insert("tool_calls".to_owned(), calls.into());
    }
    Ok(sent.into())
}

async fn answer(response: &ToolResponse, http: &HttpClient, ctx: &Ctx) -> Result<Value> {
    let mut text = match &response.output {
        Some(Value::String(text)) => text.clone(),
        Some(output) => output.to_string(),
        None => String::new(),
    };
    let mut images = Vec::new();
    for part in response.content.iter().flatten() {
        match &part.kind {
            PartKind::Text(more) if text.is_empty() => text.push_str(more),
            PartKind::Text(more) => text.extend(["\n", more]),
            PartKind::Media(media) => images.push(image(media, http, ctx).await?),
            _ => return Err(refused(part)),
        }
    }
    let mut sent = json!({"role": "tool", "content": text, "tool_name": ToolNames::sent(&response.name)});
    if let Some(sent) = sent.as_object_mut().filter(|_| !images.is_empty()) {
        sent.insert("images".to_owned(), images.into());
    }
    Ok(sent)
}

/// A picture in base 64; one that stands elsewhere is fetched, since the server does not do that.
pub(crate) async fn image(media: &Media, http: &HttpClient, ctx: &Ctx) -> Result<Value> {
    let kind = media.mime_type().unwrap_or("image/*");
    if !kind.starts_with("image/") {
        return Err(Error::invalid_argument(format!("Ollama takes pictures only, not {kind}")));
    }
    if let Some(data) = media.data_url() {
        return Ok(data.base64.into());
    }
    if !media.url.starts_with("http://") && !media.url.starts_with("https://") {
        let shown: String = media.url.chars().take(60).collect();
        return Err(Error::invalid_argument(format!("Ollama takes no picture at {shown}")));
    }
    let bytes = http.bytes(ctx.ai(), HttpRequest::get(media.url.clone())).await?;
    Ok(STANDARD.encode(bytes).into())
}

#[cold]
pub(crate) fn refused(part: &Part) -> Error {
    let part = serde_json::to_string(part).unwrap_or_default();
    let shown: String = part.chars().take(100).collect();
    Error::invalid_argument(format!("Ollama takes no such part: {shown}"))
}
