//! A piece of what is answered.

use genkit::{Media, ModelResponseChunk, Part, PartKind, ToolRequest};
use serde_json::{Map, Value};

/// A piece of what is answered in a conversation in real time.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LiveChunk {
    /// Words, sound, calls of tools.
    pub content: Vec<Part>,
    /// Somebody spoke: what was answered so far is not to be played any more.
    pub interrupted: bool,
    /// The answer is complete.
    pub turn_complete: bool,
    /// What was heard, in words (`input_audio_transcription`).
    pub heard: Option<String>,
    /// What is spoken, in words (`output_audio_transcription`).
    pub spoken: Option<String>,
    /// Calls that are taken back, by their references.
    pub cancelled: Vec<String>,
    /// Everything that is told beside the content, as it is told.
    pub notes: Map<String, Value>,
}

impl LiveChunk {
    pub(super) fn of(chunk: ModelResponseChunk) -> Self {
        let notes = match chunk.custom {
            Some(Value::Object(notes)) => notes,
            _ => Map::new(),
        };
        let on = |name: &str| notes.get(name) == Some(&Value::Bool(true));
        let words = |name: &str| notes.get(name)?.get("text")?.as_str().map(str::to_owned);
        let ids = notes.get("toolCallCancellation").and_then(|told| told.get("ids")?.as_array());
        Self {
            interrupted: on("interrupted"),
            turn_complete: on("turnComplete"),
            heard: words("inputTranscription"),
            spoken: words("outputTranscription"),
            cancelled: ids.into_iter().flatten().filter_map(|id| Some(id.as_str()?.to_owned())).collect(),
            content: chunk.content,
            notes,
        }
    }

    /// Its words.
    #[must_use]
    pub fn text(&self) -> String {
        self.content.iter().filter_map(Part::as_text).collect()
    }

    /// Its sound, as a data URL.
    #[must_use]
    pub fn media(&self) -> Option<&Media> {
        self.content.iter().find_map(Part::as_media)
    }

    /// The tools that it asks for.
    pub fn tool_requests(&self) -> impl Iterator<Item = &ToolRequest> {
        self.content.iter().filter_map(|part| match &part.kind {
            PartKind::ToolRequest(request) => Some(request),
            _ => None,
        })
    }
}
