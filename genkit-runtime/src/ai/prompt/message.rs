//! Messages as templates make them, as the rest of the runtime has them.

use genkit_dotprompt as dot;

use crate::ai::message::{Message, Role};
use crate::ai::part::{Media, Part, PartKind};

/// What a template made, as a message.
pub(super) fn from_dot(message: dot::Message) -> Message {
    let content = message.content.into_iter().map(part).collect();
    Message { role: role(message.role), content, metadata: message.metadata }
}

fn role(role: dot::Role) -> Role {
    match role {
        dot::Role::System => Role::System,
        dot::Role::User => Role::User,
        dot::Role::Model => Role::Model,
        dot::Role::Tool => Role::Tool,
    }
}

fn part(part: dot::Part) -> Part {
    match part {
        dot::Part::Text(text) => Part::text(text),
        dot::Part::Media(media) => {
            PartKind::Media(Media { content_type: media.content_type, url: media.url }).into()
        }
        // A mark that something takes the place of later.
        dot::Part::Section(name) => Part::from(PartKind::Data(serde_json::Value::Null))
            .with_metadata("purpose", name)
            .with_metadata("pending", true),
        dot::Part::Other(other) => {
            serde_json::from_value(other.clone().into()).unwrap_or_else(|_| PartKind::Custom(other).into())
        }
        _ => Part::text(String::new()),
    }
}
