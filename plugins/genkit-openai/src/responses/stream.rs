//! An answer in pieces. The provider tells the whole answer at the end; the pieces are for whoever watches, and for
//! when it breaks off.

use genkit::http::Events;
use genkit::{Chunks, Error, Message, ModelResponse, ModelResponseChunk, Part, Result, Status};
use serde_json::{Value, json};

use super::{Asked, answer};
use crate::call::{Call, Shown};

/// Reads a stream to the event that ends it.
///
/// # Errors
/// With the answer so far: what the stream ends with otherwise.
pub(super) async fn read(
    mut events: Events,
    asked: &Asked,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let mut reader = Reader::default();
    let read = reader.run(&mut events, asked, out).await;
    reader.end(read)
}

#[derive(Clone, Default, PartialEq)]
struct Reader {
    text: String,
    thoughts: String,
    /// Items that are done and are neither text nor thoughts.
    items: Vec<Part>,
    /// Calls that are still written, by the place of their item.
    calls: Vec<(u64, Call, Shown)>,
}

impl Reader {
    async fn run(
        &mut self,
        events: &mut Events,
        asked: &Asked,
        out: &Chunks<ModelResponseChunk>,
    ) -> Result<ModelResponse> {
        while let Some(event) = events.next().await? {
            // Some servers end as chat completions do.
            if event.data.trim() == "[DONE]" {
                continue;
            }
            let value: Value = events.read(&event)?;
            let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
            let part = match text("type") {
                "response.completed" | "response.incomplete" => {
                    return answer::read(value.get("response").unwrap_or(&Value::Null), asked);
                }
                "response.failed" => {
                    let told = json!({"error": value.pointer("/response/error")});
                    return Err(events.refusal(&told).unwrap_or_else(failed));
                }
                "error" => {
                    let told = value.get("error").is_some_and(Value::is_object);
                    let told = if told { value.clone() } else { json!({"error": value}) };
                    return Err(events.refusal(&told).unwrap_or_else(failed));
                }
                "response.output_text.delta" => {
                    self.text.push_str(text("delta"));
                    Some(Part::text(text("delta")))
                }
                "response.reasoning_summary_text.delta" | "response.reasoning_text.delta" => {
                    self.thoughts.push_str(text("delta"));
                    Some(Part::reasoning(text("delta")))
                }
                "response.reasoning_summary_part.added" => {
                    let later =
                        value.get("summary_index").and_then(Value::as_u64).is_some_and(|index| index > 0);
                    later.then(|| {
                        self.thoughts.push_str("\n\n");
                        Part::reasoning("\n\n")
                    })
                }
                "response.output_item.added" => self.begin(&value, asked),
                "response.function_call_arguments.delta" => self.write(&value, text("delta"), asked),
                "response.output_item.done" => self.item(&value, asked),
                _ => None,
            };
            if let Some(part) = part {
                let mut chunk = ModelResponseChunk::new(part);
                chunk.index = Some(0);
                out.send(chunk).await?;
            }
        }
        Err(Error::new(Status::Unavailable, "the stream ended before it was complete"))
    }

    fn end(self, read: Result<ModelResponse>) -> Result<ModelResponse> {
        read.map_err(|error| error.with_partial(&self.so_far()))
    }

    fn begin(&mut self, event: &Value, asked: &Asked) -> Option<Part> {
        let item =
            event.get("item").filter(|item| item.get("type").is_some_and(|kind| kind == "function_call"))?;
        let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
        let call = Call { id: text("call_id"), name: text("name")?, arguments: String::new() };
        self.calls.push((place(event), call, Shown::default()));
        self.write(event, "", asked)
    }

    fn write(&mut self, event: &Value, piece: &str, asked: &Asked) -> Option<Part> {
        let at = place(event);
        let (_, call, shown) = self.calls.iter_mut().find(|(place, ..)| *place == at)?;
        call.arguments.push_str(piece);
        shown.show(piece, call, &asked.tools.names)
    }

    /// Items that do not come in pieces are shown when they are done.
    fn item(&mut self, event: &Value, asked: &Asked) -> Option<Part> {
        let item = event.get("item")?;
        let kind = item.get("type").and_then(Value::as_str)?;
        if kind == "message" || kind == "reasoning" {
            return None;
        }
        let part = answer::part(item, asked);
        self.items.push(part.clone());
        (kind != "function_call").then_some(part)
    }

    fn so_far(&self) -> ModelResponse {
        let mut content = Vec::new();
        if !self.thoughts.is_empty() {
            content.push(Part::reasoning(self.thoughts.clone()));
        }
        if !self.text.is_empty() {
            content.push(Part::text(self.text.clone()));
        }
        content.extend(self.items.iter().cloned());
        let mut response = ModelResponse::default();
        response.message = Some(Message::model(content));
        response
    }
}

fn place(event: &Value) -> u64 {
    event.get("output_index").and_then(Value::as_u64).unwrap_or_default()
}

#[cold]
fn failed() -> Error {
    Error::internal("the provider failed and does not say why")
}

#[cfg(test)]
pub(crate) fn cut(cut: &provider_tests::Cut<'_>) -> std::result::Result<usize, String> {
    let asked = Asked::default();
    cut.every(
        Reader::default(),
        async |reader, piece, out| reader.run(&mut piece.events().await?, &asked, out).await,
        Reader::end,
    )
}
