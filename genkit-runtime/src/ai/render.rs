//! Messages as text, for echoing models and for tests.

use super::message::{Message, Messages, Role};
use super::part::{Part, PartKind};

/// A line a message; who speaks stands before what is not the person's or the model's.
pub(crate) fn messages(messages: &Messages) -> String {
    messages.iter().map(message).collect::<Vec<_>>().join("\n")
}

/// What a message says.
pub(crate) fn content(message: &Message) -> String {
    message.content.iter().map(part).collect()
}

fn message(message: &Message) -> String {
    let content = content(message);
    match message.role {
        Role::User | Role::Model => content,
        Role::System => format!("system: {content}"),
        Role::Tool => format!("tool: {content}"),
    }
}

fn part(part: &Part) -> String {
    match &part.kind {
        PartKind::Text(text) => text.clone(),
        PartKind::Media(media) => {
            format!("[media {}: {}]", media.content_type.as_deref().unwrap_or_default(), media.url)
        }
        PartKind::ToolRequest(request) => {
            format!("[toolRequest {}({})]", request.name, request.input.clone().unwrap_or_default())
        }
        PartKind::ToolResponse(response) => {
            format!("[toolResponse {}: {}]", response.name, response.output.clone().unwrap_or_default())
        }
        PartKind::Reasoning(text) => format!("[reasoning: {text}]"),
        PartKind::Resource(resource) => format!("[resource: {}]", resource.uri),
        PartKind::Data(data) => format!("[data: {data}]"),
        PartKind::Custom(custom) => {
            format!("[custom: {}]", serde_json::to_string(custom).unwrap_or_default())
        }
    }
}
