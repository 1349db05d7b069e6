//! An interaction in pieces.

use std::collections::BTreeMap;

use genkit::http::Events;
use genkit::{Chunks, Error, ModelResponse, ModelResponseChunk, Part, Result, Status as Code, ToolNames};
use serde_json::{Map, Value, json};

use super::answer;
use super::content;

/// Reads a stream to its end. It is complete once the interaction is told to be.
///
/// # Errors
/// With the answer so far: what the stream ends with before that.
pub(super) async fn read(
    mut events: Events,
    names: &ToolNames,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let mut reader = Reader::new(names);
    let read = reader.run(&mut events, out).await;
    reader.end(read)
}

#[derive(Clone, PartialEq)]
struct Reader<'a> {
    names: &'a ToolNames,
    steps: BTreeMap<u64, Step>,
    /// What is told of the interaction itself.
    told: Map<String, Value>,
    complete: bool,
}

#[derive(Clone, Default, PartialEq)]
struct Step {
    step: Map<String, Value>,
    /// The arguments of a call, as text.
    arguments: String,
}

impl<'a> Reader<'a> {
    fn new(names: &'a ToolNames) -> Self {
        Self { names, steps: BTreeMap::new(), told: Map::new(), complete: false }
    }

    fn end(mut self, read: Result<()>) -> Result<ModelResponse> {
        match read {
            // What breaks behind the end changes nothing.
            Err(error) if error.status() == Code::Cancelled || !self.complete => {
                Err(error.with_partial(&answer::response(self.so_far(), self.names)))
            }
            _ => answer::whole(self.so_far(), self.names),
        }
    }

    async fn run(&mut self, events: &mut Events, out: &Chunks<ModelResponseChunk>) -> Result<()> {
        while let Some(event) = events.next().await? {
            if event.data == "[DONE]" {
                break;
            }
            let event: Value = events.read(&event)?;
            if let Some(error) = events.refusal(&event) {
                return Err(error);
            }
            let content = self.take(event)?;
            if !content.is_empty() {
                let mut chunk = ModelResponseChunk::new(content);
                chunk.index = Some(0);
                out.send(chunk).await?;
            }
        }
        if self.complete {
            Ok(())
        } else {
            Err(Error::unavailable("the stream ended before it was complete"))
        }
    }

    /// What an event adds.
    fn take(&mut self, mut event: Value) -> Result<Vec<Part>> {
        let index = event.get("index").and_then(Value::as_u64).unwrap_or_default();
        let kind = event.get("event_type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut member = |name: &str| match event.get_mut(name).map(Value::take) {
            Some(Value::Object(members)) => members,
            _ => Map::new(),
        };
        match kind.as_str() {
            "interaction.created" => self.told.extend(member("interaction")),
            "interaction.completed" => {
                self.told.extend(member("interaction"));
                self.complete = true;
            }
            "interaction.status_update" => {
                let status = event.get("status").cloned().unwrap_or_default();
                // Some end without being completed.
                self.complete |= status == "failed" || status == "cancelled";
                self.told.insert("status".to_owned(), status);
            }
            "step.start" => {
                let begun = self.steps.entry(index).or_default();
                begun.step = member("step");
                // Most begin with nothing but their kind.
                let shown = begun.shown_early() && begun.step.len() > 1;
                return Ok(if shown { begun.parts(self.names) } else { Vec::new() });
            }
            "step.delta" => {
                let part = self.steps.entry(index).or_default().add(member("delta"));
                return Ok(part.into_iter().collect());
            }
            "step.stop" => {
                let Some(step) = self.steps.get_mut(&index) else { return Ok(Vec::new()) };
                step.end()?;
                return Ok(if step.shown_early() { Vec::new() } else { step.parts(self.names) });
            }
            // Newer than this plugin.
            _ => {}
        }
        Ok(Vec::new())
    }

    /// The interaction as it would have come whole.
    fn so_far(&mut self) -> Value {
        let mut told = std::mem::take(&mut self.told);
        let steps = std::mem::take(&mut self.steps).into_values().map(|step| Value::Object(step.step));
        told.entry("steps").or_insert_with(|| steps.collect());
        told.into()
    }
}

impl Step {
    fn kind(&self) -> &str {
        self.step.get("type").and_then(Value::as_str).unwrap_or("model_output")
    }

    /// Words, media and thoughts are shown as they come; what is called and found when it is whole.
    fn shown_early(&self) -> bool {
        ["model_output", "thought"].contains(&self.kind())
    }

    fn parts(&self, names: &ToolNames) -> Vec<Part> {
        answer::read(&Value::Object(self.step.clone()), names)
    }

    fn list(&mut self, name: &str) -> Option<&mut Vec<Value>> {
        self.step.entry(name).or_insert_with(|| json!([])).as_array_mut()
    }

    /// Adds a piece; gives what of it is shown at once.
    fn add(&mut self, mut delta: Map<String, Value>) -> Option<Part> {
        let kind = delta.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        match kind.as_str() {
            "text" => append_text(self.list("content")?, delta.into()),
            "text_annotation_delta" => {
                let more = delta.shift_remove("annotations")?;
                let last = self.list("content")?.last_mut()?.as_object_mut()?;
                merge(last, "annotations", more.clone());
                Some(Part::text("").with_metadata("annotations", more))
            }
            "audio" | "image" | "video" | "document" => {
                let shown = content::read(&delta.clone().into());
                self.list("content")?.push(delta.into());
                Some(shown)
            }
            "thought_summary" => {
                let said = delta.shift_remove("content")?;
                let shown = append_text(self.list("summary")?, said)?;
                Some(shown.as_text().map(Part::reasoning).unwrap_or(shown))
            }
            "thought_signature" => {
                let signature = delta.shift_remove("signature")?;
                self.step.insert("signature".to_owned(), signature.clone());
                Some(Part::reasoning("").with_metadata("thoughtSignature", signature))
            }
            "arguments_delta" => {
                self.arguments.push_str(delta.get("arguments")?.as_str()?);
                None
            }
            _ => {
                delta.shift_remove("type");
                for (name, value) in delta {
                    merge(&mut self.step, &name, value);
                }
                None
            }
        }
    }

    /// Reads the arguments that came as text.
    fn end(&mut self) -> Result<()> {
        if !self.arguments.is_empty() {
            let arguments: Value = serde_json::from_str(&std::mem::take(&mut self.arguments))?;
            self.step.insert("arguments".to_owned(), arguments);
        }
        Ok(())
    }
}

/// Adds words to the words that stand last; anything else stands by itself.
fn append_text(content: &mut Vec<Value>, said: Value) -> Option<Part> {
    let shown = content::read(&said);
    let words = said.get("text").and_then(Value::as_str);
    let last = content.last_mut().filter(|last| last.get("type").is_some_and(|kind| kind == "text"));
    match (words, last.and_then(|last| last.get_mut("text"))) {
        (Some(words), Some(Value::String(known))) => known.push_str(words),
        _ => content.push(said),
    }
    Some(shown)
}

/// Text and lists get longer, everything else is replaced.
fn merge(known: &mut Map<String, Value>, name: &str, more: Value) {
    match (known.get_mut(name), more) {
        (Some(Value::String(known)), Value::String(more)) if name == "result" => known.push_str(&more),
        (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
        (_, more) => {
            known.insert(name.to_owned(), more);
        }
    }
}

#[cfg(test)]
pub(crate) fn cut(cut: &provider_tests::Cut<'_>) -> std::result::Result<usize, String> {
    cut.every(
        Reader::new(&ToolNames::default()),
        async |reader, piece, out| reader.run(&mut piece.events().await?, out).await,
        Reader::end,
    )
}
