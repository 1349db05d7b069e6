//! An answer in pieces.

use genkit::http::Events;
use genkit::json::JsonStream;
use genkit::{Chunks, Error, ModelResponse, ModelResponseChunk, Part, Result, Status, ToolRequest};
use serde_json::{Map, Value, json};

use super::answer::{self, part};
use super::asked::{Asked, OUTPUT_TOOL};
use super::citation;

/// Reads a stream to its `message_stop`.
///
/// # Errors
/// With the answer so far: what the stream ends with in place of `message_stop`.
pub(super) async fn read(
    mut events: Events,
    asked: &Asked,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let mut reader = Reader::default();
    let read = reader.run(&mut events, asked, out).await;
    reader.finish(read, asked)
}

/// The message as it grows.
#[derive(Clone, Default, PartialEq)]
struct Reader {
    /// All but the content.
    head: Map<String, Value>,
    blocks: Vec<Map<String, Value>>,
    /// The call that is being written.
    call: Option<Call>,
}

impl Reader {
    async fn run(
        &mut self,
        events: &mut Events,
        asked: &Asked,
        out: &Chunks<ModelResponseChunk>,
    ) -> Result<()> {
        while let Some(event) = events.next().await? {
            let mut piece: Map<String, Value> = events.read(&event)?;
            let kind = piece.get("type").and_then(Value::as_str).or(event.event.as_deref());
            let shown = match kind.unwrap_or_default() {
                "message_stop" => return self.end(),
                "message_start" => self.start(take(&mut piece, "message"))?,
                "content_block_start" => self.open(&mut piece, asked)?,
                "content_block_delta" => self.delta(&mut piece, asked)?,
                "content_block_stop" => self.close().and_then(|call| call.whole(asked)),
                "message_delta" => self.tail(&mut piece),
                "error" => return Err(refusal(events, &piece.into())),
                // `ping`, and what is not known yet.
                _ => None,
            };
            if let Some(part) = shown {
                out.send(ModelResponseChunk::new(part)).await?;
            }
        }
        Err(Error::new(Status::Unavailable, "the stream ended before the message was complete"))
    }

    fn finish(mut self, read: Result<()>, asked: &Asked) -> Result<ModelResponse> {
        match read {
            Ok(()) => answer::finished(self.message(), asked),
            Err(error) => {
                self.close();
                Err(error.with_source("anthropic").with_partial(&answer::so_far(&self.message(), asked)))
            }
        }
    }

    fn start(&mut self, mut message: Map<String, Value>) -> Result<Option<Part>> {
        let again = message.get("id") == self.head.get("id") && self.blocks.is_empty();
        if !self.head.is_empty() && !again {
            return Err(Error::new(Status::DataLoss, "a second message began before the first was complete"));
        }
        message.shift_remove("content");
        self.head = message;
        Ok(None)
    }

    fn end(&mut self) -> Result<()> {
        self.close();
        if self.head.is_empty() {
            return Err(Error::new(Status::DataLoss, "a message ended that never began"));
        }
        Ok(())
    }

    fn open(&mut self, piece: &mut Map<String, Value>, asked: &Asked) -> Result<Option<Part>> {
        let index = piece.get("index").and_then(Value::as_u64);
        if self.head.is_empty() || index.is_some_and(|index| index != self.blocks.len() as u64) {
            return Err(Error::new(Status::DataLoss, "blocks of the message are missing in the stream"));
        }
        self.close();
        let block = take(piece, "content_block");
        self.call = Call::of(&block, asked);
        let shown = match block.get("type").and_then(Value::as_str) {
            Some("text") => {
                let text = block.get("text").and_then(Value::as_str).filter(|text| !text.is_empty());
                text.map(Part::text)
            }
            Some("thinking" | "tool_use") => None,
            // Its input is still to come.
            Some(kind) if kind.ends_with("_tool_use") => None,
            _ => Some(part(&Value::Object(block.clone()), asked)),
        };
        self.blocks.push(block);
        Ok(shown)
    }

    fn delta(&mut self, piece: &mut Map<String, Value>, asked: &Asked) -> Result<Option<Part>> {
        let index = piece.get("index").and_then(Value::as_u64);
        let last = (self.blocks.len() as u64).checked_sub(1);
        let Some(block) = self.blocks.last_mut().filter(|_| index.is_none() || index == last) else {
            return Err(Error::new(Status::DataLoss, "a piece of the stream belongs to no block"));
        };
        let mut delta = take(piece, "delta");
        let mut text = |name: &str| match delta.get_mut(name).map(Value::take) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        Ok(match text("type").as_str() {
            "text_delta" => grow(block, "text", text("text")).map(Part::text),
            "thinking_delta" => grow(block, "thinking", text("thinking")).map(Part::reasoning),
            "signature_delta" => {
                grow(block, "signature", text("signature"));
                None
            }
            "compaction_delta" => {
                grow(block, "content", text("content"));
                None
            }
            "citations_delta" => delta.shift_remove("citation").map(|citation| {
                let said = citation::read(&json!([citation]));
                match block.get_mut("citations") {
                    Some(Value::Array(all)) => all.push(citation),
                    _ => drop(block.insert("citations".to_owned(), json!([citation]))),
                }
                Part::text("").with_metadata("citations", said)
            }),
            "input_json_delta" => {
                let piece = text("partial_json");
                self.call.as_mut().and_then(|call| call.push(&piece, asked))
            }
            _ => None,
        })
    }

    /// Ends the block that is being written: its input is whole, or stays the text that it is.
    fn close(&mut self) -> Option<Call> {
        let call = self.call.take()?;
        if let Some(block) = self.blocks.last_mut().filter(|_| !call.text.trim().is_empty()) {
            let input = serde_json::from_str(&call.text).unwrap_or_else(|_| call.text.clone().into());
            block.insert("input".to_owned(), input);
        }
        Some(call)
    }

    fn tail(&mut self, piece: &mut Map<String, Value>) -> Option<Part> {
        self.head.extend(take(piece, "delta"));
        let told = take(piece, "usage");
        if let Some(Value::Object(usage)) = self.head.get_mut("usage") {
            usage.extend(told.into_iter().filter(|(_, value)| !value.is_null()));
        } else {
            self.head.insert("usage".to_owned(), told.into());
        }
        for name in ["type", "delta", "usage"] {
            piece.shift_remove(name);
        }
        self.head.append(piece);
        None
    }

    /// The message so far, as it would have come in one piece.
    fn message(self) -> Value {
        let mut message = self.head;
        message.insert("content".to_owned(), self.blocks.into_iter().map(Value::from).collect());
        message.into()
    }
}

fn take(piece: &mut Map<String, Value>, name: &str) -> Map<String, Value> {
    match piece.get_mut(name).map(Value::take) {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// Adds to a text of a block; gives back what was added, if anything was.
fn grow(block: &mut Map<String, Value>, name: &str, more: String) -> Option<String> {
    match block.get_mut(name) {
        Some(Value::String(text)) => text.push_str(&more),
        _ => drop(block.insert(name.to_owned(), more.clone().into())),
    }
    Some(more).filter(|more| !more.is_empty())
}

#[cold]
fn refusal(events: &Events, piece: &Value) -> Error {
    events
        .refusal(piece)
        .unwrap_or_else(|| Error::internal(format!("the provider reports an error: {piece}")))
}

/// A call of a tool whose input is still written.
#[derive(Clone, PartialEq)]
struct Call {
    block: Map<String, Value>,
    text: String,
    input: JsonStream,
    next: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Of a tool of ours.
    Ours,
    /// Of a tool at the provider's.
    Theirs,
    /// Of the tool that stands for the answer.
    Answer,
}

impl Call {
    fn of(block: &Map<String, Value>, asked: &Asked) -> Option<Self> {
        let kind = match block.get("type").and_then(Value::as_str)? {
            "tool_use" if asked.by_tool() && block.get("name").is_some_and(|n| n == OUTPUT_TOOL) => {
                Kind::Answer
            }
            "tool_use" => Kind::Ours,
            other if other.ends_with("_tool_use") => Kind::Theirs,
            _ => return None,
        };
        Some(Self { block: block.clone(), text: String::new(), input: JsonStream::new(), next: 0, kind })
    }

    /// Adds to the input, and shows it as it stands: of long inputs each new sixteenth, so that showing them costs no
    /// more than a multiple of their length.
    fn push(&mut self, piece: &str, asked: &Asked) -> Option<Part> {
        self.text.push_str(piece);
        match self.kind {
            Kind::Theirs => return None,
            Kind::Answer => return Some(Part::text(piece)).filter(|_| !piece.is_empty()),
            Kind::Ours => self.input.push(piece),
        }
        if self.text.len() < self.next {
            return None;
        }
        self.next = self.text.len() + 1 + self.text.len() / 16;
        let name = self.block.get("name").and_then(Value::as_str)?;
        let input = self.input.value().cloned().unwrap_or_else(|| json!({}));
        let mut request = ToolRequest::new(asked.names.given(name), input);
        request.reference = self.block.get("id").and_then(Value::as_str).map(str::to_owned);
        request.partial = Some(true);
        Some(request.into())
    }

    /// The whole call, as it is shown at its end.
    fn whole(mut self, asked: &Asked) -> Option<Part> {
        if self.kind == Kind::Answer {
            return None;
        }
        if !self.text.trim().is_empty() {
            let input = serde_json::from_str(&self.text).ok()?;
            self.block.insert("input".to_owned(), input);
        }
        Some(part(&self.block.into(), asked))
    }
}

#[cfg(test)]
pub(crate) fn cut(cut: &provider_tests::Cut<'_>) -> std::result::Result<usize, String> {
    let asked = Asked::default();
    cut.every(
        Reader::default(),
        async |reader, piece, out| reader.run(&mut piece.events().await?, &asked, out).await,
        |reader, read| reader.finish(read, &asked),
    )
}
