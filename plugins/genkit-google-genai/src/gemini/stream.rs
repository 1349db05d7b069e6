//! An answer in pieces.

use genkit::http::{Events, SseEvent};
use genkit::{Chunks, Error, ModelResponse, ModelResponseChunk, Part, Result, Status, ToolNames};
use serde_json::{Value, json};

use super::aggregate::Aggregate;
use super::answer::{End, Finish, blocked, response};
use super::calls::{Open, Step};
use super::part::from_gemini;

/// Reads a stream to its end. It is complete once a candidate told why it ended, or the prompt was blocked; what
/// breaks after that changes nothing.
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
    answer: Aggregate,
    content: Vec<Part>,
    open: Option<Open>,
    end: Option<End>,
}

impl<'a> Reader<'a> {
    fn new(names: &'a ToolNames) -> Self {
        Self { names, answer: Aggregate::default(), content: Vec::new(), open: None, end: None }
    }

    fn end(self, read: Result<()>) -> Result<ModelResponse> {
        match read {
            Ok(()) => self.finish(),
            Err(error) if error.status() != Status::Cancelled && self.end.is_some() => self.finish(),
            Err(error) => Err(error.with_partial(&self.so_far())),
        }
    }

    async fn run(&mut self, events: &mut Events, out: &Chunks<ModelResponseChunk>) -> Result<()> {
        while let Some(event) = events.next().await? {
            let content = self.take(events, &event)?;
            if !content.is_empty() {
                let mut chunk = ModelResponseChunk::new(content);
                chunk.index = Some(0);
                out.send(chunk).await?;
            }
        }
        match self.end {
            Some(_) => Ok(()),
            None => Err(Error::unavailable("the stream ended before it was complete")),
        }
    }

    /// What an event adds.
    fn take(&mut self, events: &Events, event: &SseEvent) -> Result<Vec<Part>> {
        let mut event: Value = events.read(event)?;
        if let Some(error) = events.refusal(&event) {
            return Err(error);
        }
        let refused = blocked(&event);
        let candidates = match event.as_object_mut().and_then(|event| event.shift_remove("candidates")) {
            Some(Value::Array(candidates)) => candidates,
            _ => Vec::new(),
        };
        if let Value::Object(event) = event {
            self.answer.event(event);
        }
        let first = |candidate: &Value| candidate.get("index").and_then(Value::as_u64).unwrap_or(0) == 0;
        let candidate = candidates.into_iter().find(first);
        if let Some(why) = refused {
            self.end = Some(End { finish: None, blocked: Some(why) });
        }
        let mut added = Vec::new();
        let Some(Value::Object(mut candidate)) = candidate else { return Ok(added) };
        let parts = match candidate.shift_remove("content") {
            Some(Value::Object(mut content)) => content.shift_remove("parts"),
            _ => None,
        };
        if let Some(Value::Array(parts)) = parts {
            for part in parts {
                self.part(part, &mut added);
            }
        }
        let candidate = Value::Object(candidate);
        if let Some(finish) = Finish::of(&candidate).filter(|finish| !finish.reason.is_empty()) {
            self.end = Some(End { finish: Some(finish), blocked: None });
        }
        if let Value::Object(candidate) = candidate {
            self.answer.candidate(candidate);
        }
        Ok(added)
    }

    fn part(&mut self, part: Value, added: &mut Vec<Part>) {
        let Some(call) = part.get("functionCall") else {
            // The end of a call may be left out.
            self.close(added);
            self.whole(part, false, added);
            return;
        };
        if self.open.as_ref().is_some_and(|open| open.is_another(call)) {
            self.close(added);
        }
        match Open::take(&mut self.open, &part, self.names) {
            Step::More(shown) => added.extend(shown),
            Step::Done(part, shown) => self.whole(part, shown, added),
        }
    }

    /// Ends a call that the model never ended.
    fn close(&mut self, added: &mut Vec<Part>) {
        if let Some(open) = self.open.take() {
            self.whole(open.finish(), true, added);
        }
    }

    /// Adds a part that is complete; its notes are not told again where they were.
    fn whole(&mut self, part: Value, told: bool, added: &mut Vec<Part>) {
        if let Some(read) = from_gemini(&part, self.names) {
            added.push(if told { read.kind.clone().into() } else { read.clone() });
            self.content.push(read);
        }
        self.answer.part(part);
    }

    fn finish(mut self) -> Result<ModelResponse> {
        let end = self.end.clone().unwrap_or_default();
        let cut = end.finish.as_ref().is_some_and(|finish| finish.reason == "MAX_TOKENS");
        if self.open.is_some() && cut {
            let told = "the limit of tokens cut off the call of a tool";
            let error = Error::invalid_argument(told).with_details(json!({"reason": "truncated"}));
            return Err(error.with_partial(&self.so_far()));
        }
        self.close(&mut Vec::new());
        Ok(response(self.content, end, self.answer.into_raw()))
    }

    fn so_far(self) -> ModelResponse {
        let mut response = response(self.content, End::default(), self.answer.into_raw());
        response.custom = None;
        response
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
