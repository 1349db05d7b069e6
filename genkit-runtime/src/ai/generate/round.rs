//! A round of tools: one message of the model, and what came of each request in it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::ai::message::Message;
use crate::ai::model::{FinishReason, ModelResponse};
use crate::ai::part::{Part, PartKind, ToolRequest, ToolResponse};
use crate::core::error::{Error, Status};

/// One message of the model, and the answers to what it asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Round {
    pub(super) response: ModelResponse,
    /// A place for each request of the message, in its order.
    pub(super) outcomes: Vec<Option<ToolOutcome>>,
    /// Set while an interrupted message is answered.
    pub(super) resumed: Option<Value>,
}

impl Round {
    /// One of them is answered. Whatever name middleware gave it: it answers what the model asked.
    pub(super) fn note(&mut self, place: usize, mut outcome: ToolOutcome) {
        let mut requests = self.response.message.iter().flat_map(Message::tool_requests);
        if let Some(asked) = requests.nth(place)
            && let ToolOutcome::Answered(part) = &mut outcome
            && let PartKind::ToolResponse(answer) = &mut part.kind
        {
            answer.name.clone_from(&asked.name);
            answer.reference.clone_from(&asked.reference);
        }
        if let Some(slot) = self.outcomes.get_mut(place) {
            *slot = Some(outcome);
        }
    }
}

/// What came of one request for a tool.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ToolOutcome {
    /// The tool answered; the part is a response.
    Answered(Part),
    /// The tool waits for somebody.
    Interrupted(Value),
    /// It failed: status name and message, and what helps the model to do better.
    Failed {
        status: Status,
        message: String,
        #[serde(default)]
        hint: String,
        /// The error itself, with its cause and details, as long as it does not leave the process.
        #[serde(skip)]
        error: Option<Error>,
    },
}

impl ToolOutcome {
    pub(super) fn failed(error: Error, hint: String) -> Self {
        let (status, message) = (error.status(), error.message().to_owned());
        ToolOutcome::Failed { status, message, hint, error: Some(error) }
    }
}

/// The metadata that holds what is kept of an answered request, and its seal.
pub(super) const KEPT: [&str; 4] = ["pendingOutput", "pendingContent", "pendingMetadata", "seal"];

const INTERRUPTED: &str = "One or more tool calls resulted in interrupts.";

/// The requests that have no answer yet.
pub(super) fn open_places(round: &Round) -> Vec<(usize, Part)> {
    let parts =
        round.response.message.iter().flat_map(|m| &m.content).filter(|p| p.as_tool_request().is_some());
    let places = parts.zip(&round.outcomes).enumerate();
    places.filter(|(_, (_, outcome))| outcome.is_none()).map(|(i, (part, _))| (i, part.clone())).collect()
}

pub(super) fn answer(request: &ToolRequest, outcome: Option<ToolOutcome>) -> Part {
    match outcome {
        Some(ToolOutcome::Answered(part)) => part,
        Some(ToolOutcome::Failed { status, message, hint, .. }) => {
            let output = json!({"error": format!("{status}: {message}{hint}")});
            let reference = request.reference.clone();
            Part::from(ToolResponse { reference, ..ToolResponse::new(request.name.clone(), output) })
                .with_metadata("isError", true)
        }
        Some(ToolOutcome::Interrupted(_)) | None => {
            let reference = request.reference.clone();
            ToolResponse { reference, ..ToolResponse::new(request.name.clone(), Value::Null) }.into()
        }
    }
}

/// The first failure, with what the other tools answered, so that nothing that was done is lost.
pub(super) fn first_failure(round: &Round) -> Error {
    let answered: Vec<&Part> = round
        .outcomes
        .iter()
        .flatten()
        .filter_map(|outcome| match outcome {
            ToolOutcome::Answered(part) => Some(part),
            _ => None,
        })
        .collect();
    let failure = round.outcomes.iter().flatten().find_map(|outcome| match outcome {
        ToolOutcome::Failed { status, message, error, .. } => {
            Some(error.clone().unwrap_or_else(|| Error::new(*status, message.clone())))
        }
        _ => None,
    });
    let error = failure.unwrap_or_else(|| Error::internal("a tool failed"));
    if answered.is_empty() {
        return error;
    }
    let mut details = error.details().and_then(Value::as_object).cloned().unwrap_or_default();
    details.insert("toolResponses".to_owned(), json!(answered));
    error.with_details(details.into())
}

/// The answer of a model whose tools wait: each request says what it waits for, or what it got already.
pub(super) fn interrupted(round: Round) -> ModelResponse {
    let mut response = round.response;
    let mut outcomes = round.outcomes.into_iter();
    for part in response.message.iter_mut().flat_map(|m| &mut m.content) {
        if !matches!(part.kind, PartKind::ToolRequest(_)) {
            continue;
        }
        let metadata = part.metadata.get_or_insert_default();
        match outcomes.next().flatten() {
            Some(ToolOutcome::Interrupted(why)) => {
                metadata.insert("interrupt".to_owned(), why);
            }
            Some(ToolOutcome::Answered(answer)) => pending(metadata, answer),
            Some(ToolOutcome::Failed { status, message, .. }) => {
                metadata.insert("pendingOutput".to_owned(), json!({"error": format!("{status}: {message}")}));
            }
            None => {}
        }
    }
    response.finish_reason = Some(FinishReason::Interrupted);
    response.finish_message = Some(INTERRUPTED.to_owned());
    response
}

/// Keeps an answer until the others are there; the parts beside the output too.
fn pending(metadata: &mut Map<String, Value>, answer: Part) {
    let more = answer.metadata;
    if let PartKind::ToolResponse(answer) = answer.kind {
        metadata.insert("pendingOutput".to_owned(), answer.output.unwrap_or_default());
        if let Some(content) = answer.content {
            metadata.insert("pendingContent".to_owned(), json!(content));
        }
    }
    if let Some(more) = more {
        metadata.insert("pendingMetadata".to_owned(), Value::Object(*more));
    }
}

/// The interrupted message once it is answered: what it waited for is noted as resolved.
pub(super) fn resolved(mut message: Message) -> Message {
    for part in &mut message.content {
        let PartKind::ToolRequest(_) = part.kind else { continue };
        let Some(metadata) = &mut part.metadata else { continue };
        let interrupt = metadata.shift_remove("interrupt");
        for gone in KEPT {
            metadata.shift_remove(gone);
        }
        if let Some(interrupt) = interrupt {
            metadata.insert("resolvedInterrupt".to_owned(), interrupt);
        }
    }
    message
}
