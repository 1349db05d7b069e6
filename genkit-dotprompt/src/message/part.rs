//! Parts of a message.

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// A picture, sound or the like, by its address.
///
/// ```
/// use genkit_dotprompt::Media;
/// let media = Media { url: "data:image/png;base64,AA==".into(), content_type: Some("image/png".into()) };
/// assert_eq!(serde_json::to_value(&media)?["contentType"], "image/png");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Media {
    /// Where it is; a data URL holds it itself.
    pub url: String,
    /// Its MIME type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}

/// A part of a [`Message`](super::Message).
///
/// ```
/// use genkit_dotprompt::Part;
/// use serde_json::json;
///
/// let section = Part::Section("output".into());
/// let wire = json!({"metadata": {"purpose": "output", "pending": true}});
/// assert_eq!(serde_json::to_value(&section)?, wire);
/// assert_eq!(serde_json::from_value::<Part>(wire)?, section);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Part {
    /// Text.
    Text(String),
    /// Media.
    Media(Media),
    /// A place, by its name, that something is put into later: `output`, `context`.
    Section(String),
    /// Any other part, which templates do not make but a conversation may hold; as on the wire.
    Other(Map<String, Value>),
}

impl Part {
    /// A text part.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Part::Text(text.into())
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Part::Text(text) => map.serialize_entry("text", text)?,
            Part::Media(media) => map.serialize_entry("media", media)?,
            Part::Section(purpose) => map.serialize_entry("metadata", &Pending { purpose, pending: true })?,
            Part::Other(members) => {
                for (name, member) in members {
                    map.serialize_entry(name, member)?;
                }
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Pending<'a> {
    purpose: &'a str,
    pending: bool,
}

impl<'de> Deserialize<'de> for Part {
    /// A part that has more than its kind needs stays as it is, so that nothing of a conversation is lost.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Part::from_wire(Map::deserialize(deserializer)?))
    }
}

impl Part {
    fn from_wire(mut members: Map<String, Value>) -> Self {
        if members.len() != 1 {
            return Part::Other(members);
        }
        if let Some(Value::String(text)) = members.get_mut("text") {
            return Part::Text(std::mem::take(text));
        }
        if let Some(Ok(media)) = members.get("media").map(Media::deserialize) {
            return Part::Media(media);
        }
        if let Some(Value::Object(metadata)) = members.get("metadata")
            && let (2, Some(true)) = (metadata.len(), metadata.get("pending").and_then(Value::as_bool))
            && let Some(Value::String(purpose)) = metadata.get("purpose")
        {
            return Part::Section(purpose.clone());
        }
        Part::Other(members)
    }
}
