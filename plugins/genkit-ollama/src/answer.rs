//! Answers, whole or put together from lines.

use genkit::http::JsonLines;
use genkit::{
    Chunks, Error, FinishReason, Message, ModelResponse, ModelResponseChunk, Part, Result, Status, ToolNames,
    ToolRequest, Usage,
};
use serde_json::{Value, json};

/// An answer so far.
#[derive(Default)]
pub(crate) struct Answer {
    thoughts: String,
    text: String,
    calls: Vec<ToolRequest>,
    /// The line that says it is done.
    last: Option<Value>,
}

impl Answer {
    /// Takes a line in, and gives the parts that it adds.
    pub(crate) fn take(&mut self, line: &Value, names: &ToolNames) -> Vec<Part> {
        // Conversations have a message, texts that go on do not.
        let said = line.get("message").unwrap_or(line);
        let text = |name: &str| said.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let mut parts = Vec::new();
        if let Some(thought) = text("thinking") {
            self.thoughts.push_str(thought);
            parts.push(Part::reasoning(thought));
        }
        if let Some(piece) = text("content").or_else(|| text("response")) {
            self.text.push_str(piece);
            parts.push(Part::text(piece));
        }
        for call in said.get("tool_calls").and_then(Value::as_array).into_iter().flatten() {
            let request = self.call(call, names);
            self.calls.push(request.clone());
            parts.push(request.into());
        }
        if line.get("done") == Some(&true.into()) {
            self.last = Some(line.clone());
        }
        parts
    }

    fn call(&self, call: &Value, names: &ToolNames) -> ToolRequest {
        let name = call.pointer("/function/name").and_then(Value::as_str).unwrap_or_default();
        let input = call.pointer("/function/arguments").cloned().unwrap_or_else(|| json!({}));
        let id = call.get("id").and_then(Value::as_str).map(str::to_owned);
        ToolRequest::new(names.given(name), input)
            .with_ref(id.unwrap_or_else(|| self.calls.len().to_string()))
    }

    pub(crate) fn is_done(&self) -> bool {
        self.last.is_some()
    }

    /// The response, as whole as it is.
    pub(crate) fn response(self) -> ModelResponse {
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
        if let Some(last) = self.last {
            let (reason, odd) = match last.get("done_reason").and_then(Value::as_str) {
                Some("length") => (FinishReason::Length, None),
                None | Some("stop" | "load" | "unload") => (FinishReason::Stop, None),
                Some(other) => (FinishReason::Other, Some(other.to_owned())),
            };
            response.finish_reason = Some(reason);
            response.finish_message = odd;
            response.usage = usage(&last);
        }
        response
    }
}

fn usage(last: &Value) -> Option<Usage> {
    let at = |name: &str| last.get(name).and_then(Value::as_f64);
    let mut usage = Usage::default();
    usage.input_tokens = at("prompt_eval_count");
    usage.output_tokens = at("eval_count");
    usage.total_tokens = usage.input_tokens.zip(usage.output_tokens).map(|(input, output)| input + output);
    (usage != Usage::default()).then_some(usage)
}

/// Reads lines to the one that says it is done.
///
/// # Errors
/// With the answer so far: what the stream ends with otherwise.
pub(crate) async fn read(
    mut lines: JsonLines,
    names: &ToolNames,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let mut answer = Answer::default();
    match run(&mut answer, &mut lines, names, out).await {
        Ok(()) => Ok(answer.response()),
        Err(error) => Err(error.with_partial(&answer.response())),
    }
}

async fn run(
    answer: &mut Answer,
    lines: &mut JsonLines,
    names: &ToolNames,
    out: &Chunks<ModelResponseChunk>,
) -> Result<()> {
    while let Some(line) = lines.next().await? {
        let content = answer.take(&line, names);
        if !content.is_empty() {
            let mut chunk = ModelResponseChunk::new(content);
            chunk.index = Some(0);
            out.send(chunk).await?;
        }
        if answer.is_done() {
            return Ok(());
        }
    }
    Err(Error::new(Status::Unavailable, "the stream ended before it was complete").with_source("ollama"))
}
