//! An answer in pieces.

use genkit::http::Events;
use genkit::{Chunks, Error, ModelResponse, ModelResponseChunk, Part, Result, Status};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answer, Asked, text_of};
use super::usage;
use crate::call::{Call, Shown};

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Piece {
    choices: Vec<Choice>,
    usage: Option<Value>,
    error: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Choice {
    index: u32,
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Delta {
    content: Option<Value>,
    reasoning_content: Option<String>,
    reasoning: Option<String>,
    refusal: Option<String>,
    tool_calls: Option<Vec<DeltaCall>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DeltaCall {
    index: Option<usize>,
    id: Option<String>,
    function: Option<DeltaFunction>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DeltaFunction {
    name: Option<String>,
    arguments: Option<String>,
}

/// Reads a stream to its `[DONE]`.
///
/// # Errors
/// With the answer so far: what the stream ends with in place of `[DONE]`.
pub(super) async fn read(
    mut events: Events,
    asked: &Asked,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let mut reader = Reader::default();
    let read = reader.run(&mut events, asked, out).await;
    reader.end(read, asked)
}

#[derive(Clone, Default, PartialEq)]
struct Reader {
    answer: Answer,
    /// The place of each call in the answer's list, by the index that the provider gives.
    places: Vec<(usize, usize)>,
    shown: Vec<Shown>,
}

impl Reader {
    async fn run(
        &mut self,
        events: &mut Events,
        asked: &Asked,
        out: &Chunks<ModelResponseChunk>,
    ) -> Result<()> {
        while let Some(event) = events.next().await? {
            if event.data.trim() == "[DONE]" {
                return Ok(());
            }
            let piece: Piece = events.read(&event)?;
            if let Some(error) = piece.error.and_then(|error| events.refusal(&json!({"error": error}))) {
                return Err(error);
            }
            if let Some(told) = piece.usage.filter(Value::is_object) {
                self.answer.usage = Some(usage::read(&told));
            }
            for choice in piece.choices.into_iter().filter(|choice| choice.index == 0) {
                self.answer.spoke = true;
                let content = self.take(choice, asked);
                if !content.is_empty() {
                    let mut chunk = ModelResponseChunk::new(content);
                    chunk.index = Some(0);
                    out.send(chunk).await?;
                }
            }
        }
        if asked.without_done && self.answer.finish.is_some() {
            return Ok(());
        }
        Err(Error::new(Status::Unavailable, "the stream ended before it was complete"))
    }

    fn end(self, read: Result<()>, asked: &Asked) -> Result<ModelResponse> {
        match read {
            Ok(()) => self.answer.response(asked),
            Err(error) => Err(error.with_partial(&self.answer.so_far(asked))),
        }
    }

    fn take(&mut self, choice: Choice, asked: &Asked) -> Vec<Part> {
        if choice.finish_reason.is_some() {
            self.answer.finish = choice.finish_reason;
        }
        let mut content = Vec::new();
        let Some(delta) = choice.delta else { return content };
        if let Some(thought) = delta.reasoning_content.or(delta.reasoning).filter(|t| !t.is_empty()) {
            self.answer.reasoning.push_str(&thought);
            content.push(Part::reasoning(thought));
        }
        if let Some(text) = delta.content.as_ref().map(text_of).filter(|text| !text.is_empty()) {
            self.answer.text.push_str(&text);
            content.push(Part::text(text));
        }
        if let Some(refusal) = delta.refusal {
            self.answer.refusal.push_str(&refusal);
        }
        for call in delta.tool_calls.into_iter().flatten() {
            content.extend(self.call(call, asked));
        }
        content
    }

    /// Adds to a call, and shows it as it stands.
    fn call(&mut self, piece: DeltaCall, asked: &Asked) -> Option<Part> {
        let at = self.place(&piece);
        let (call, shown) = (self.answer.calls.get_mut(at)?, self.shown.get_mut(at)?);
        if let Some(id) = piece.id.filter(|id| !id.is_empty()) {
            call.id = Some(id);
        }
        let function = piece.function.unwrap_or_default();
        if let Some(name) = function.name.filter(|_| call.arguments.is_empty()) {
            call.name.push_str(&name);
        }
        let arguments = function.arguments.unwrap_or_default();
        call.arguments.push_str(&arguments);
        shown.show(&arguments, call, &asked.tools.names)
    }

    /// Which call a piece belongs to: by its index; without one, a new id begins a new call.
    fn place(&mut self, piece: &DeltaCall) -> usize {
        let last = self.answer.calls.len().saturating_sub(1);
        let known = match piece.index {
            Some(index) => self.places.iter().find(|(i, _)| *i == index).map(|(_, place)| *place),
            None if self.answer.calls.is_empty() => None,
            None => {
                let new = piece.id.as_ref().is_some_and(|id| {
                    self.answer.calls.last().is_some_and(|call| call.id.as_ref() != Some(id))
                });
                (!new).then_some(last)
            }
        };
        known.unwrap_or_else(|| {
            let place = self.answer.calls.len();
            self.answer.calls.push(Call::default());
            self.shown.push(Shown::default());
            self.places.push((piece.index.unwrap_or(place), place));
            place
        })
    }
}

#[cfg(test)]
pub(crate) fn cut(cut: &provider_tests::Cut<'_>) -> std::result::Result<usize, String> {
    let asked = Asked::default();
    cut.every(
        Reader::default(),
        async |reader, piece, out| reader.run(&mut piece.events().await?, &asked, out).await,
        |reader, read| reader.end(read, &asked),
    )
}
