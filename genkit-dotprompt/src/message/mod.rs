//! Messages as they go to a model, in Genkit's wire shape.

mod assemble;
mod part;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use assemble::outline;
pub use assemble::{Entry, assemble};
pub use part::{Media, Part};

/// Who a message is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The instructions to the model.
    System,
    /// The user.
    User,
    /// The model.
    Model,
    /// What a tool answered.
    Tool,
}

impl Role {
    pub(crate) const NAMES: [&'static str; 4] = ["system", "user", "model", "tool"];

    /// The name on the wire.
    ///
    /// ```
    /// assert_eq!(genkit_dotprompt::Role::Model.as_str(), "model");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Role::System => "system",
            Role::User => "user",
            Role::Model => "model",
            Role::Tool => "tool",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is no role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRole(String);

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Role::NAMES.join(", ");
        let hint = match self.0.as_str() {
            // The name that other frameworks use is too far from ours to be found by its letters.
            "assistant" | "ai" => "; did you mean `model`?".to_owned(),
            other => crate::analysis::did_you_mean(other, Role::NAMES),
        };
        write!(f, "`{}` is no role ({names}){hint}", self.0.escape_debug())
    }
}

impl std::error::Error for UnknownRole {}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        match name {
            "system" => Ok(Role::System),
            "user" => Ok(Role::User),
            "model" => Ok(Role::Model),
            "tool" => Ok(Role::Tool),
            _ => Err(UnknownRole(name.to_owned())),
        }
    }
}

/// One message.
///
/// ```
/// use genkit_dotprompt::{Message, Part, Role};
/// use serde_json::json;
///
/// let message = Message::new(Role::User, vec![Part::text("Hi")]);
/// assert_eq!(serde_json::to_value(&message)?, json!({"role": "user", "content": [{"text": "Hi"}]}));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Who it is from.
    pub role: Role,
    /// What it says.
    pub content: Vec<Part>,
    /// What is known about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl Message {
    /// A message without metadata.
    #[must_use]
    pub fn new(role: Role, content: Vec<Part>) -> Self {
        Message { role, content, metadata: None }
    }

    /// Marks the message as one of the conversation so far.
    fn as_history(&self) -> Self {
        let mut message = self.clone();
        message.metadata.get_or_insert_default().insert("purpose".to_owned(), "history".into());
        message
    }
}
