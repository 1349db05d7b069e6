//! Parts: what messages, documents and chunks are made of.

mod data_url;
pub(crate) mod read;
mod tool;
mod wire;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use data_url::DataUrl;
pub use tool::{ToolRequest, ToolResponse};

/// One piece of content. On the wire exactly one member tells its kind, with `metadata` beside it where there is any.
///
/// ```
/// use genkit::Part;
/// let part = Part::text("hello").with_metadata("purpose", "context");
/// assert_eq!(
///     serde_json::to_value(&part)?,
///     serde_json::json!({"text": "hello", "metadata": {"purpose": "context"}})
/// );
/// # Ok::<(), genkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it holds.
    pub kind: PartKind,
    /// Notes for the framework and for providers; `None` where there are none.
    pub metadata: Option<Box<Map<String, Value>>>,
}

/// What a [`Part`] holds.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PartKind {
    /// Text.
    Text(String),
    /// An image, a sound, a video, by URL.
    Media(Media),
    /// A model asks for a tool.
    ToolRequest(ToolRequest),
    /// What the tool answered.
    ToolResponse(ToolResponse),
    /// Any JSON.
    Data(Value),
    /// What only one provider knows.
    Custom(Map<String, Value>),
    /// What a model thought before it answered.
    Reasoning(String),
    /// A resource that takes its place before the model is asked.
    Resource(ResourceUri),
}

/// Media by URL: `data:`, `https:` or a provider's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// The MIME type, for example `image/png`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Where it is, or all of it in a `data:` URL.
    pub url: String,
}

/// The URI of a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ResourceUri {
    /// The URI.
    pub uri: String,
}

impl Part {
    /// Text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        PartKind::Text(text.into()).into()
    }

    /// Media of this MIME type at this URL.
    #[must_use]
    pub fn media(content_type: impl Into<String>, url: impl Into<String>) -> Self {
        PartKind::Media(Media { content_type: Some(content_type.into()), url: url.into() }).into()
    }

    /// Any JSON.
    #[must_use]
    pub fn data(data: impl Into<Value>) -> Self {
        PartKind::Data(data.into()).into()
    }

    /// What a model thought.
    #[must_use]
    pub fn reasoning(text: impl Into<String>) -> Self {
        PartKind::Reasoning(text.into()).into()
    }

    /// A resource that takes its place before the model is asked.
    #[must_use]
    pub fn resource(uri: impl Into<String>) -> Self {
        PartKind::Resource(ResourceUri { uri: uri.into() }).into()
    }

    /// The same with one more entry of metadata.
    #[must_use]
    pub fn with_metadata(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.metadata.get_or_insert_default().insert(name.into(), value.into());
        self
    }

    /// The text, if it is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            PartKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The media, if it is media.
    #[must_use]
    pub fn as_media(&self) -> Option<&Media> {
        match &self.kind {
            PartKind::Media(media) => Some(media),
            _ => None,
        }
    }

    /// The JSON, if it is data.
    #[must_use]
    pub fn as_data(&self) -> Option<&Value> {
        match &self.kind {
            PartKind::Data(data) => Some(data),
            _ => None,
        }
    }

    /// The thought, if it is one.
    #[must_use]
    pub fn as_reasoning(&self) -> Option<&str> {
        match &self.kind {
            PartKind::Reasoning(text) => Some(text),
            _ => None,
        }
    }

    /// The request for a tool, if it is one.
    #[must_use]
    pub fn as_tool_request(&self) -> Option<&ToolRequest> {
        match &self.kind {
            PartKind::ToolRequest(request) => Some(request),
            _ => None,
        }
    }

    /// The answer of a tool, if it is one.
    #[must_use]
    pub fn as_tool_response(&self) -> Option<&ToolResponse> {
        match &self.kind {
            PartKind::ToolResponse(response) => Some(response),
            _ => None,
        }
    }

    /// One entry of the metadata.
    #[must_use]
    pub fn meta(&self, name: &str) -> Option<&Value> {
        self.metadata.as_ref()?.get(name)
    }
}

impl From<PartKind> for Part {
    fn from(kind: PartKind) -> Self {
        Self { kind, metadata: None }
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Part::text(text)
    }
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Part::text(text)
    }
}

impl From<ToolRequest> for Part {
    fn from(request: ToolRequest) -> Self {
        PartKind::ToolRequest(request).into()
    }
}

impl From<ToolResponse> for Part {
    fn from(response: ToolResponse) -> Self {
        PartKind::ToolResponse(response).into()
    }
}

impl From<Media> for Part {
    fn from(media: Media) -> Self {
        PartKind::Media(media).into()
    }
}
