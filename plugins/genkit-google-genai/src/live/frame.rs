//! Messages as frames, and frames as chunks.

use genkit::{
    Error, Message, ModelResponseChunk, Part, PartKind, Result, Role, ToolNames, ToolRequest, Usage,
};
use serde_json::{Map, Value, json};

use crate::gemini::{part_from_gemini, part_to_gemini};

/// The frames of a message: answers of tools; sound and pictures, as they come; everything else is a turn.
///
/// # Errors
/// `INVALID_ARGUMENT` for what cannot be said.
pub(super) fn frames(message: &Message, vertex: bool) -> Result<Vec<Value>> {
    let note = |name: &str| message.metadata.as_ref()?.get(name)?.as_bool();
    if message.role == Role::Tool {
        let parts = sent(&message.content, vertex)?;
        let answers: Vec<Value> = parts
            .into_iter()
            .filter_map(|mut part| part.as_object_mut()?.shift_remove("functionResponse"))
            .collect();
        return Ok(vec![json!({"toolResponse": {"functionResponses": answers}})]);
    }
    let words = note(REALTIME) == Some(true);
    let streamed: Option<Vec<Value>> = message.content.iter().map(|part| streamed(part, words)).collect();
    if let Some(streamed) = streamed {
        let mark = |name: &str, value: Value| (note(name) == Some(true)).then(|| json!({name: value}));
        let begin = mark(ACTIVITY_START, json!({}));
        let ends = [mark(ACTIVITY_END, json!({})), mark(AUDIO_STREAM_END, true.into())];
        let all = begin.into_iter().chain(streamed).chain(ends.into_iter().flatten());
        let frames: Vec<Value> = all.map(|input| json!({"realtimeInput": input})).collect();
        if frames.is_empty() {
            return Err(Error::invalid_argument("a message without content says nothing"));
        }
        return Ok(frames);
    }
    let role = if message.role == Role::Model { "model" } else { "user" };
    let turn = json!({"role": role, "parts": sent(&message.content, vertex)?});
    let complete = note(TURN_COMPLETE).unwrap_or(true);
    Ok(vec![json!({"clientContent": {"turns": [turn], "turnComplete": complete}})])
}

/// What the metadata of a message tells of it, `true` or `false`.
pub(super) const REALTIME: &str = "realtime";
pub(super) const TURN_COMPLETE: &str = "turnComplete";
pub(super) const ACTIVITY_START: &str = "activityStart";
pub(super) const ACTIVITY_END: &str = "activityEnd";
pub(super) const AUDIO_STREAM_END: &str = "audioStreamEnd";

fn sent(content: &[Part], vertex: bool) -> Result<Vec<Value>> {
    content.iter().filter_map(|part| part_to_gemini(part, vertex).transpose()).collect()
}

/// Sound and pictures that are heard and seen while they come; words, where they shall be, too.
fn streamed(part: &Part, words: bool) -> Option<Value> {
    let media = match &part.kind {
        PartKind::Text(text) if words => return Some(json!({"text": text})),
        PartKind::Media(media) => media,
        _ => return None,
    };
    let data = media.data_url()?;
    let kind = media.mime_type()?;
    let member = match kind.split('/').next()? {
        "audio" => "audio",
        "image" | "video" => "video",
        _ => return None,
    };
    Some(json!({member: {"mimeType": kind, "data": data.base64}}))
}

/// What a frame of the other side says.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) content: Vec<Part>,
    /// Whatever else it tells: `interrupted`, transcripts, calls taken back.
    pub(super) notes: Map<String, Value>,
    pub(super) ready: bool,
    pub(super) complete: bool,
    pub(super) usage: Option<Usage>,
    pub(super) calls: bool,
}

/// Reads a frame.
pub(super) fn read(frame: Value, names: &ToolNames) -> Said {
    let mut said = Said::default();
    let Value::Object(frame) = frame else { return said };
    for (name, value) in frame {
        match (name.as_str(), value) {
            ("setupComplete", _) => said.ready = true,
            ("serverContent", Value::Object(mut content)) => {
                let turn = content.shift_remove("modelTurn");
                let parts = turn.as_ref().and_then(|turn| turn.get("parts")).and_then(Value::as_array);
                let parts = parts.into_iter().flatten().filter_map(|part| part_from_gemini(part, names));
                said.content.extend(parts);
                said.complete = content.get("turnComplete") == Some(&Value::Bool(true));
                said.notes.extend(content);
            }
            ("toolCall", call) => {
                said.calls = true;
                let calls = call.get("functionCalls").and_then(Value::as_array).into_iter().flatten();
                said.content.extend(calls.map(|call| Part::from(called(call, names))));
            }
            ("usageMetadata", told) => said.usage = Some(usage(&told)),
            (_, value) => {
                said.notes.insert(name, value);
            }
        }
    }
    said
}

fn called(call: &Value, names: &ToolNames) -> ToolRequest {
    let name = call.get("name").and_then(Value::as_str).unwrap_or_default();
    let input = call.get("args").cloned().unwrap_or_else(|| json!({}));
    let mut request = ToolRequest::new(names.given(name), input);
    request.reference = call.get("id").and_then(Value::as_str).map(str::to_owned);
    request
}

fn usage(told: &Value) -> Usage {
    let at = |name: &str| told.get(name).and_then(Value::as_f64);
    let mut usage = Usage::default();
    usage.input_tokens = at("promptTokenCount");
    usage.output_tokens = at("responseTokenCount").or_else(|| at("candidatesTokenCount"));
    usage.total_tokens = at("totalTokenCount");
    usage.thoughts_tokens = at("thoughtsTokenCount");
    usage
}

impl Said {
    /// As a chunk; `None` if it says nothing to whoever reads.
    pub(super) fn chunk(self) -> Option<ModelResponseChunk> {
        if self.content.is_empty() && self.notes.is_empty() {
            return None;
        }
        let mut chunk = ModelResponseChunk::new(self.content);
        chunk.custom = Some(self.notes).filter(|notes| !notes.is_empty()).map(Value::from);
        Some(chunk)
    }
}
