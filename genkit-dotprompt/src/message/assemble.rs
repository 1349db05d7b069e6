//! From the rendered stream to messages, and where the conversation so far goes among them.

use super::{Message, Part, Role};
use crate::render::Piece;
use crate::value::is_blank;

/// What stands in a rendered prompt, in order; see [`Rendered::outline`](crate::Rendered::outline).
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A message of the prompt's own.
    Message(Message),
    /// Here goes the conversation so far.
    History {
        /// Whether `{{history}}` stands here. Only then do the messages get `purpose: "history"`.
        marked: bool,
    },
}

/// Messages in order, with the place of the conversation among them.
pub(crate) fn outline(pieces: &[Piece]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut current = Open::new(Role::User);
    let mut marked = false;
    for piece in pieces {
        match piece {
            Piece::Text(text) => current.text.push_str(text),
            Piece::Media(media) => current.part(Part::Media(media.clone())),
            Piece::Section(name) => current.part(Part::Section(name.clone())),
            Piece::Role(role) => current.switch(*role, &mut entries),
            Piece::History => {
                // What follows the conversation is the model's turn, unless a role says otherwise.
                current.switch(Role::Model, &mut entries);
                marked = true;
                entries.push(Entry::History { marked });
            }
        }
    }
    current.close(&mut entries);
    if !marked {
        let before_last = match entries.last() {
            Some(Entry::Message(message)) if message.role == Role::User => entries.len() - 1,
            _ => entries.len(),
        };
        entries.insert(before_last, Entry::History { marked });
    }
    entries
}

/// A message that is still being put together.
struct Open {
    role: Role,
    parts: Vec<Part>,
    text: String,
}

impl Open {
    fn new(role: Role) -> Self {
        Open { role, parts: Vec::new(), text: String::new() }
    }

    fn part(&mut self, part: Part) {
        self.flush();
        self.parts.push(part);
    }

    /// Text that is white space only is no part.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !is_blank(&text) {
            self.parts.push(Part::Text(text));
        }
    }

    fn switch(&mut self, role: Role, entries: &mut Vec<Entry>) {
        std::mem::replace(self, Open::new(role)).close(entries);
    }

    fn close(mut self, entries: &mut Vec<Entry>) {
        self.flush();
        if !self.parts.is_empty() {
            entries.push(Entry::Message(Message::new(self.role, self.parts)));
        }
    }
}

/// Puts the conversation so far in its place.
///
/// Without a `{{history}}` it goes before the last message if that is the user's, and to the end otherwise.
///
/// ```
/// use genkit_dotprompt::{Data, Environment, Message, Part, Role, Template, assemble};
///
/// let template = Template::parse("{{role 'system'}}Be kind.{{role 'user'}}And now?")?;
/// let rendered = Environment::new().render_template(&template, &Data::default())?;
/// let history = [Message::new(Role::User, vec![Part::text("Hi")])];
/// let messages = assemble(rendered.outline(), &history);
/// assert_eq!(messages[1], history[0]);
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[must_use]
pub fn assemble(outline: Vec<Entry>, history: &[Message]) -> Vec<Message> {
    let mut messages = Vec::with_capacity(outline.len() + history.len());
    for entry in outline {
        match entry {
            Entry::Message(message) => messages.push(message),
            Entry::History { marked: true } => messages.extend(history.iter().map(Message::as_history)),
            Entry::History { marked: false } => messages.extend_from_slice(history),
        }
    }
    messages
}
