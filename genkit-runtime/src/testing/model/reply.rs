//! One reply of a scripted model.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::ai::model::{FinishReason, ModelRequest, ModelResponse, ModelResponseChunk, Usage};
use crate::ai::part::{Part, PartKind, ToolRequest};
use crate::ai::tool::{IntoArgs, ToolHandle};
use crate::core::action::{ActionInput, Arguments, Handle};
use crate::core::error::{Error, Status};

type Compute = Box<dyn Fn(&ModelRequest) -> Reply + Send + Sync>;

/// One reply of a scripted model; see [`reply`].
#[must_use = "a reply is said when it stands in a script: `ai.script([reply()])`"]
#[derive(Default)]
pub struct Reply {
    pub(super) content: Vec<Part>,
    pub(super) chunks: Vec<ModelResponseChunk>,
    pub(super) finish_reason: Option<FinishReason>,
    pub(super) usage: Option<Usage>,
    pub(super) delay: Option<Duration>,
    pub(super) end: End,
}

/// How a reply ends.
#[derive(Default)]
pub(super) enum End {
    /// With what it says.
    #[default]
    Said,
    Response(Box<ModelResponse>),
    Error(Error),
    Computed(Compute),
}

/// A reply that says nothing yet. What is added is said in order: text, JSON, tools that are asked for.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::testing::reply;
///
/// /// Current weather in a city.
/// #[tool]
/// async fn get_weather(city: String) -> Result<String> {
///     Err(Error::unavailable(format!("no network to ask about {city}")))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// ai.script([
///     reply().text("Let me see.").call::<get_weather>("Oslo"),
///     reply().json(&serde_json::json!({"dish": "soup"})),
///     reply().chunks(["It ", "rains."]),
///     reply().error(Status::Unavailable, "overloaded"),
///     reply().computed(|request| reply().text(format!("{} messages", request.messages.len()))),
/// ]);
/// let answer = ai.run_json("/model/script", serde_json::json!({"messages": []})).await?;
/// assert_eq!(answer["message"]["content"][1]["toolRequest"]["input"], serde_json::json!({"city": "Oslo"}));
/// # ai.verify().unwrap_err();
/// # Ok(()) }
/// ```
pub fn reply() -> Reply {
    Reply::default()
}

impl Reply {
    /// Says a text.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.part(Part::text(text))
    }

    /// Says a value as the text of its JSON, as models do that are asked for structured output.
    pub fn json(self, value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(text) => self.text(text),
            Err(error) => self.broken(&error),
        }
    }

    /// Asks for a tool: of one parameter its value, of several a tuple, of none `()`.
    pub fn call<H: ToolHandle>(self, args: impl IntoArgs<H::Args>) -> Self {
        match serde_json::to_value(args.into_args().pack().data()) {
            Ok(input) => self.call_named(<H as Handle>::DEF.name(), input),
            Err(error) => self.broken(&error),
        }
    }

    /// Asks for a tool by its name.
    pub fn call_named(self, name: impl Into<String>, input: impl Into<Value>) -> Self {
        self.part(ToolRequest::new(name, input))
    }

    /// Tells a thought.
    pub fn reasoning(self, text: impl Into<String>) -> Self {
        self.part(Part::reasoning(text))
    }

    /// Says any part.
    pub fn part(mut self, part: impl Into<Part>) -> Self {
        self.content.push(part.into());
        self
    }

    /// Streams these chunks first. Where nothing else is said, the reply is what they say together.
    pub fn chunks(mut self, chunks: impl IntoIterator<Item = impl Into<ModelResponseChunk>>) -> Self {
        self.chunks.extend(chunks.into_iter().map(Into::into));
        self
    }

    /// Why the model stops; `stop` if it is not told.
    pub fn finish_reason(mut self, reason: FinishReason) -> Self {
        self.finish_reason = Some(reason);
        self
    }

    /// What it used.
    pub fn usage(mut self, usage: Usage) -> Self {
        self.usage = Some(usage);
        self
    }

    /// Waits before it says anything, by the test's clock.
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// Fails, after the chunks if there are any.
    pub fn error(self, status: Status, message: impl Into<String>) -> Self {
        self.end(End::Error(Error::new(status, message.into())))
    }

    /// Answers with a whole response.
    pub fn response(self, response: ModelResponse) -> Self {
        self.end(End::Response(Box::new(response)))
    }

    /// Says what this makes of the request: a reply, a text, a response or an error.
    pub fn computed<R: Into<Reply>>(
        self,
        compute: impl Fn(&ModelRequest) -> R + Send + Sync + 'static,
    ) -> Self {
        self.end(End::Computed(Box::new(move |request| compute(request).into())))
    }

    fn end(mut self, end: End) -> Self {
        self.end = end;
        self
    }

    fn broken(self, error: &serde_json::Error) -> Self {
        self.end(End::Error(Error::internal(format!(
            "a reply of the script cannot be written as JSON: {error}"
        ))))
    }

    /// What it says, as a response.
    pub(super) fn said(self) -> ModelResponse {
        let mut content = self.content;
        if content.is_empty() {
            content = joined(self.chunks);
        }
        ModelResponse {
            usage: self.usage,
            ..ModelResponse::new(content).with_finish_reason(self.finish_reason.unwrap_or(FinishReason::Stop))
        }
    }
}

/// The content of chunks, with texts that follow each other in one.
fn joined(chunks: Vec<ModelResponseChunk>) -> Vec<Part> {
    let mut content: Vec<Part> = Vec::new();
    for part in chunks.into_iter().flat_map(|chunk| chunk.content) {
        match (content.last_mut().map(|p| &mut p.kind), &part.kind) {
            (Some(PartKind::Text(text)), PartKind::Text(more))
            | (Some(PartKind::Reasoning(text)), PartKind::Reasoning(more)) => text.push_str(more),
            _ => content.push(part),
        }
    }
    content
}

impl From<&str> for Reply {
    fn from(text: &str) -> Self {
        reply().text(text)
    }
}

impl From<String> for Reply {
    fn from(text: String) -> Self {
        reply().text(text)
    }
}

impl From<ModelResponse> for Reply {
    fn from(response: ModelResponse) -> Self {
        reply().response(response)
    }
}

impl From<Error> for Reply {
    fn from(error: Error) -> Self {
        reply().end(End::Error(error))
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("content", &self.content).field("chunks", &self.chunks.len()).finish()
    }
}
