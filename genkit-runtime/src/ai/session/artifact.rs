//! What is made in a conversation besides its messages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ai::message::IntoContent;
use crate::ai::part::Part;

/// Something an agent makes besides its answers: a document, a picture, a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Artifact {
    /// Its name; a later one of the same name takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it holds.
    pub parts: Vec<Part>,
    /// What is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl Artifact {
    /// An artifact of this name.
    #[must_use]
    pub fn new(name: impl Into<String>, content: impl IntoContent) -> Self {
        Self { name: Some(name.into()), parts: content.into_content(), metadata: None }
    }
}
