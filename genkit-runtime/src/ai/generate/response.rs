//! What came of a generate call.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::driver::Outcome;
use super::interrupt::Interrupt;
use crate::ai::message::{Message, Messages};
use crate::ai::model::{FinishReason, ModelRequest, ModelResponse, Usage};
use crate::ai::part::{Media, ToolRequest};
use crate::core::error::{Error, Result};
use crate::core::operation::Operation;
use crate::core::read::Unreadable;

/// What a model can be asked for: every `DeserializeOwned + JsonSchema + Send + 'static`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the answer of a generate call",
    label = "cannot be read from what a model answers",
    note = "an answer is read from JSON and described by a schema: `#[derive(Deserialize, JsonSchema)]`"
)]
pub trait GenerateOutput: DeserializeOwned + JsonSchema + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> GenerateOutput for T {}

/// Reads the answer. Chosen where the type is, so that nothing after it asks again what the type can do.
pub(super) type ReadOutput<T> = fn(&Value) -> std::result::Result<T, Unreadable>;

/// What came of a generate call. `T` is the type of the answer.
#[derive(Clone, Debug)]
pub struct GenerateResponse<T = Value> {
    response: Box<ModelResponse>,
    output: Option<Value>,
    usage: Vec<Usage>,
    typed: Option<T>,
}

impl<T> GenerateResponse<T> {
    pub(super) fn new(outcome: Outcome, read: ReadOutput<T>) -> Result<Self> {
        let Outcome { response, output, usage } = outcome;
        let typed = match &output {
            Some(output) => Some(read(output).map_err(|wrong| {
                Error::invalid_argument(format!(
                    "the answer fits its schema but is not what is asked for: {}: {}",
                    wrong.path, wrong.message
                ))
                .with_details(json!({"partial": output, "usage": usage}))
            })?),
            None => None,
        };
        Ok(Self { response, output, usage, typed })
    }
}

impl<T> GenerateResponse<T> {
    /// The answer.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if there is none: no output was asked for, or the call ended with requests for tools,
    /// interrupts or an operation.
    pub fn into_output(self) -> Result<T> {
        let reason = self.response.finish_reason;
        self.typed.ok_or_else(|| {
            let why = match reason {
                Some(FinishReason::Interrupted) => "tools wait for an answer",
                _ if self.response.operation.is_some() => "the model answered with an operation",
                _ => "no output was asked for, or the model asks for tools",
            };
            Error::failed_precondition(format!("the response has no output: {why}"))
        })
    }

    /// The answer, if there is one.
    #[must_use]
    pub fn output(&self) -> Option<&T> {
        self.typed.as_ref()
    }

    /// The answer as JSON, if there is one.
    #[must_use]
    pub fn output_json(&self) -> Option<&Value> {
        self.output.as_ref()
    }

    /// The text of the answer.
    #[must_use]
    pub fn text(&self) -> String {
        self.response.message.as_ref().map(Message::text).unwrap_or_default()
    }

    /// What the model thought.
    #[must_use]
    pub fn reasoning(&self) -> String {
        self.response.message.as_ref().map(Message::reasoning).unwrap_or_default()
    }

    /// The first media of the answer.
    #[must_use]
    pub fn media(&self) -> Option<&Media> {
        self.response.message.as_ref()?.media()
    }

    /// The first data of the answer.
    #[must_use]
    pub fn data(&self) -> Option<&Value> {
        self.response.message.as_ref()?.data()
    }

    /// The message of the model.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.response.message.as_ref()
    }

    /// The whole conversation: what was asked, tools included, and the answer.
    #[must_use]
    pub fn messages(&self) -> Messages {
        let mut messages = self.response.request.as_ref().map(|r| r.messages.clone()).unwrap_or_default();
        messages.extend(self.response.message.clone());
        messages
    }

    /// The tools that the model asks for and that were not run.
    pub fn tool_requests(&self) -> impl Iterator<Item = &ToolRequest> {
        self.response.message.iter().flat_map(Message::tool_requests)
    }

    /// The tools that wait for somebody, each with the means to answer.
    #[must_use]
    pub fn interrupts(&self) -> Vec<Interrupt> {
        self.response.message.iter().flat_map(|m| &m.content).filter_map(Interrupt::of).collect()
    }

    /// Why the model stopped.
    #[must_use]
    pub fn finish_reason(&self) -> FinishReason {
        self.response.finish_reason.unwrap_or(FinishReason::Unknown)
    }

    /// The operation that a background model began.
    #[must_use]
    pub fn operation(&self) -> Option<&Operation> {
        self.response.operation.as_deref()
    }

    /// What each answer of the model used, oldest first.
    #[must_use]
    pub fn usage_by_turn(&self) -> &[Usage] {
        &self.usage
    }

    /// What all answers of the model used.
    #[must_use]
    pub fn usage(&self) -> Usage {
        let mut sum = Usage::default();
        self.usage.iter().for_each(|usage| sum.add(usage));
        sum
    }

    /// How long the last answer took, in milliseconds.
    #[must_use]
    pub fn latency_ms(&self) -> Option<f64> {
        self.response.latency_ms
    }

    /// What the model was asked last.
    #[must_use]
    pub fn request(&self) -> Option<&ModelRequest> {
        self.response.request.as_deref()
    }

    /// The last answer of the model as it came.
    #[must_use]
    pub fn raw(&self) -> &ModelResponse {
        &self.response
    }
}

/// Written as Genkit's `GenerateResponse`.
impl<T> Serialize for GenerateResponse<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        wire((*self.response).clone()).serialize(serializer)
    }
}

/// The answer as the wire has it: usage and custom are always there, the provider's own answer stays in the process.
pub(super) fn wire(mut response: ModelResponse) -> ModelResponse {
    response.usage.get_or_insert_default();
    response.custom.get_or_insert_with(|| json!({}));
    response.raw = None;
    response
}
