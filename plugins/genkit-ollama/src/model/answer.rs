//! An answer, in one piece or in lines.

use genkit::http::JsonLines;
use genkit::{
    Chunks, Error, FinishReason, Message, ModelResponse, ModelResponseChunk, Part, Result, Status,
    ToolRequest, Usage,
};
use serde_json::{Value, json};

use super::think::{Tags, Told};

/// An answer so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    pub(super) done: bool,
    tags: Tags,
    thoughts: String,
    text: String,
    calls: Vec<ToolRequest>,
    reason: Option<String>,
    usage: Option<Usage>,
}

impl Answer {
    /// Reads lines up to the one that says it is the last.
    ///
    /// # Errors
    /// `UNAVAILABLE` if that does not come; what the server says went wrong.
    pub(super) async fn read(
        &mut self,
        lines: &mut JsonLines,
        out: &Chunks<ModelResponseChunk>,
    ) -> Result<()> {
        while let Some(line) = lines.next().await.map_err(plain)? {
            let parts = self.take(&line);
            if !parts.is_empty() {
                out.send(ModelResponseChunk::new(parts)).await?;
            }
            if self.done {
                return Ok(());
            }
        }
        Err(Error::new(Status::Unavailable, "the stream ended before the answer was complete"))
    }

    /// The response; or the error with what there is of it.
    pub(super) fn end(self, read: Result<()>) -> Result<ModelResponse> {
        match read {
            Ok(()) => Ok(self.response()),
            Err(error) => Err(error.with_source("ollama").with_partial(&self.so_far())),
        }
    }

    /// Adds a line, or the whole answer; gives what it adds.
    pub(super) fn take(&mut self, line: &Value) -> Vec<Part> {
        let message = line.get("message");
        let text = |name: &str| message.and_then(|m| m.get(name)).and_then(Value::as_str);
        let told = |name: &str| line.get(name).and_then(Value::as_str);
        let mut parts = Vec::new();
        if let Some(thought) = text("thinking").or_else(|| told("thinking")).filter(|text| !text.is_empty()) {
            self.tags.off();
            self.say(Told { thought: thought.to_owned(), text: String::new() }, &mut parts);
        }
        if let Some(text) = text("content").or_else(|| told("response")) {
            let said = self.tags.push(text);
            self.say(said, &mut parts);
        }
        let calls = message.and_then(|m| m.get("tool_calls")).and_then(Value::as_array);
        for call in calls.into_iter().flatten() {
            let call = read_call(call, self.calls.len());
            parts.push(call.clone().into());
            self.calls.push(call);
        }
        if line.get("done").and_then(Value::as_bool) == Some(true) {
            let said = self.tags.rest();
            self.say(said, &mut parts);
            self.done = true;
            self.reason = told("done_reason").map(str::to_owned);
            self.usage = usage(line);
        }
        parts
    }

    fn say(&mut self, said: Told, parts: &mut Vec<Part>) {
        self.thoughts.push_str(&said.thought);
        self.text.push_str(&said.text);
        parts.extend(Some(said.thought).filter(|thought| !thought.is_empty()).map(Part::reasoning));
        parts.extend(Some(said.text).filter(|text| !text.is_empty()).map(Part::text));
    }

    /// As the last word.
    pub(super) fn response(self) -> ModelResponse {
        let reason = match self.reason.as_deref() {
            None | Some("stop") => FinishReason::Stop,
            Some("length") => FinishReason::Length,
            Some(_) => FinishReason::Other,
        };
        let message = self.reason.clone().filter(|_| reason == FinishReason::Other);
        let mut response = self.so_far();
        response.finish_reason = Some(reason);
        response.finish_message = message;
        response
    }

    /// What there is of it.
    pub(super) fn so_far(self) -> ModelResponse {
        let mut content = Vec::new();
        if !self.thoughts.is_empty() {
            content.push(Part::reasoning(self.thoughts));
        }
        if !self.text.is_empty() {
            content.push(Part::text(self.text));
        }
        content.extend(self.calls.into_iter().map(Part::from));
        let mut response = ModelResponse::default();
        response.message = Some(Message::model(content));
        response.usage = self.usage;
        response
    }
}

/// The server tells what went wrong in the middle of an answer in words only.
fn plain(error: Error) -> Error {
    if error.status() == Status::Unknown { error.with_status(Status::Internal) } else { error }
}

/// A call; one without an id gets its place as one.
fn read_call(call: &Value, place: usize) -> ToolRequest {
    let function = call.get("function").unwrap_or(&Value::Null);
    let name = function.get("name").and_then(Value::as_str).unwrap_or_default();
    let input = match function.get("arguments") {
        // Some models' templates write it as text.
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()),
        Some(Value::Null) | None => json!({}),
        Some(input) => input.clone(),
    };
    let id = call.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
    let id = id.map_or_else(|| place.to_string(), str::to_owned);
    ToolRequest::new(name, input).with_ref(id)
}

fn usage(line: &Value) -> Option<Usage> {
    let count = |name: &str| line.get(name).and_then(Value::as_f64);
    let (input, output) = (count("prompt_eval_count"), count("eval_count"));
    if input.is_none() && output.is_none() {
        return None;
    }
    let mut usage = Usage::default();
    usage.input_tokens = input;
    usage.output_tokens = output;
    usage.total_tokens = input.zip(output).map(|(input, output)| input + output);
    Some(usage)
}
