//! Messages, and the history that they make.

mod behind;
mod convert;
mod history;
mod iter;
#[cfg(feature = "prompts")]
mod marks;
mod tree;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::part::{Media, Part, PartKind, ToolRequest, read};

pub use history::Messages;
pub use iter::MessageIter;

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

    /// True if a part names a resource, whose content is to take its place.
    pub(crate) fn names_resource(&self) -> bool {
        self.content.iter().any(|part| matches!(part.kind, PartKind::Resource(_)))
    }

    /// Notes that it is of a kind.
    pub(crate) fn mark(&mut self, mark: &str) {
        self.metadata.get_or_insert_default().insert(mark.to_owned(), true.into());
    }

    /// True if it is noted as of a kind.
    pub(crate) fn is_marked(&self, mark: &str) -> bool {
        self.metadata.as_ref().is_some_and(|metadata| metadata.contains_key(mark))
    }

    /// The text of its text parts, joined.
    #[must_use]
    pub fn text(&self) -> String {
        read::text(&self.content)
    }

    /// The text of its reasoning parts, joined.
    #[must_use]
    pub fn reasoning(&self) -> String {
        read::reasoning(&self.content)
    }

    /// Its first media part.
    #[must_use]
    pub fn media(&self) -> Option<&Media> {
        read::media(&self.content)
    }

    /// Its first data part.
    #[must_use]
    pub fn data(&self) -> Option<&Value> {
        read::data(&self.content)
    }

    /// The tools that it asks for.
    pub fn tool_requests(&self) -> impl Iterator<Item = &ToolRequest> {
        read::tool_requests(&self.content)
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
