//! Messages, and the history that they make.

use std::ops::Deref;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::part::{Media, Part, ToolRequest};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The application.
    System,
    /// The person, or whoever stands for one.
    User,
    /// The model.
    Model,
    /// The tools that the model asked for.
    Tool,
}

/// One message of a conversation.
///
/// ```
/// use genkit::{Message, Role};
/// let message = Message::user("hello");
/// assert_eq!((message.role, message.text().as_str()), (Role::User, "hello"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub content: Vec<Part>,
    /// Notes for the framework.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl Message {
    /// A message of this role.
    #[must_use]
    pub fn new(role: Role, content: impl IntoContent) -> Self {
        Self { role, content: content.into_content(), metadata: None }
    }

    /// What the application says.
    #[must_use]
    pub fn system(content: impl IntoContent) -> Self {
        Self::new(Role::System, content)
    }

    /// What the person says.
    #[must_use]
    pub fn user(content: impl IntoContent) -> Self {
        Self::new(Role::User, content)
    }

    /// What the model says.
    #[must_use]
    pub fn model(content: impl IntoContent) -> Self {
        Self::new(Role::Model, content)
    }

    /// What tools answer.
    #[must_use]
    pub fn tool(content: impl IntoContent) -> Self {
        Self::new(Role::Tool, content)
    }

    /// The text of its text parts, joined.
    #[must_use]
    pub fn text(&self) -> String {
        self.content.iter().filter_map(Part::as_text).collect()
    }

    /// The text of its reasoning parts, joined.
    #[must_use]
    pub fn reasoning(&self) -> String {
        self.content.iter().filter_map(Part::as_reasoning).collect()
    }

    /// Its first media part.
    #[must_use]
    pub fn media(&self) -> Option<&Media> {
        self.content.iter().find_map(Part::as_media)
    }

    /// Its first data part.
    #[must_use]
    pub fn data(&self) -> Option<&Value> {
        self.content.iter().find_map(Part::as_data)
    }

    /// The tools that it asks for.
    pub fn tool_requests(&self) -> impl Iterator<Item = &ToolRequest> {
        self.content.iter().filter_map(Part::as_tool_request)
    }
}

/// What can be the content of a message: text, a part, or several parts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the content of a message",
    label = "neither text nor parts",
    note = "content is text (`&str`, `String`), a `Part`, or several: `[Part::text(\"..\"), ..]`"
)]
pub trait IntoContent {
    /// The parts.
    fn into_content(self) -> Vec<Part>;
}

impl IntoContent for Vec<Part> {
    fn into_content(self) -> Vec<Part> {
        self
    }
}

impl<const N: usize> IntoContent for [Part; N] {
    fn into_content(self) -> Vec<Part> {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Into<Part>> IntoContent for T {
    fn into_content(self) -> Vec<Part> {
        vec![self.into()]
    }
}

/// The messages of a conversation, shared: cloning is cheap however long it is, and adding a message copies nothing
/// as long as nobody else holds it.
///
/// ```
/// use genkit::{Message, Messages};
/// let mut history: Messages = [Message::user("hi")].into_iter().collect();
/// history.push(Message::model("hello"));
/// assert_eq!(history.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Messages(Arc<Vec<Message>>);

impl Messages {
    /// No messages.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a message at the end.
    pub fn push(&mut self, message: Message) {
        self.to_mut().push(message);
    }

    /// The messages, to be changed; copied first if somebody else holds them.
    pub fn to_mut(&mut self) -> &mut Vec<Message> {
        Arc::make_mut(&mut self.0)
    }
}

impl Deref for Messages {
    type Target = [Message];

    fn deref(&self) -> &[Message] {
        &self.0
    }
}

impl From<Vec<Message>> for Messages {
    fn from(messages: Vec<Message>) -> Self {
        Self(Arc::new(messages))
    }
}

impl FromIterator<Message> for Messages {
    fn from_iter<I: IntoIterator<Item = Message>>(messages: I) -> Self {
        Self(Arc::new(messages.into_iter().collect()))
    }
}

impl Extend<Message> for Messages {
    fn extend<I: IntoIterator<Item = Message>>(&mut self, messages: I) {
        self.to_mut().extend(messages);
    }
}
