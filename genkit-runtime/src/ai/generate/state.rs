//! The loop of a generate call as a state machine: events in, effects out, no I/O. Serialisable at any moment.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::round::{Round, ToolOutcome, answer, first_failure, interrupted, open_places, resolved};
use super::wire::OutputOptions;
use crate::ai::message::{Message, Role};
use crate::ai::middleware::{GenerateTurn, MiddlewareRef};
use crate::ai::model::{FinishReason, ModelRequest, ModelResponse, Usage};
use crate::ai::part::Part;
use crate::core::error::{Error, Result};

/// What becomes of a tool that fails, of arguments that do not fit, and of a tool that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ToolErrors {
    /// The model is told, and may do better; so many rounds in a row.
    Feed(u32),
    /// The call fails at once, as it does in Genkit JS.
    Fail,
}

impl Default for ToolErrors {
    fn default() -> Self {
        ToolErrors::Feed(2)
    }
}

/// The bounds of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Limits {
    pub(crate) max_turns: u32,
    pub(crate) return_tool_requests: bool,
    pub(crate) tool_errors: ToolErrors,
}

/// Where a generate call stands: plain data, which may be kept for days and go on in another process.
///
/// It holds names only. Tools, middleware and formats that are not registered are handed in again; a missing one is an error that
/// names it. See [`Generate::checkpoint`](super::Generate::checkpoint) and [`Generate::restore`](super::Generate::restore).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GenerateState {
    pub(super) names: Names,
    /// Shared with the answer, which tells what was asked.
    request: Arc<ModelRequest>,
    limits: Limits,
    turn: u32,
    /// The message that chunks belong to.
    index: u32,
    usage: Vec<Usage>,
    failed_rounds: u32,
    phase: Phase,
}

/// What the call refers to, by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Names {
    pub(super) model: String,
    /// Keys of the tools.
    pub(super) tools: Vec<String>,
    /// What was asked of the form of the answer.
    pub(super) output: Option<OutputOptions>,
    pub(super) reasks: u32,
    /// The middleware of the call, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) uses: Vec<MiddlewareRef>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Phase {
    /// The model is to be asked.
    Ask,
    /// Tools are to answer the last message of the model.
    Tools(Box<Round>),
    Done,
}

/// What the driver has to do next.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Ask the model with [`GenerateState::request`].
    AskModel,
    /// Run these tools, each with its place.
    RunTools(Vec<(usize, Part)>),
    /// Nothing more.
    Finish(Box<ModelResponse>),
}

/// How a round of tools ended.
pub(crate) enum Settled {
    /// The tools answered: the last message is for whoever reads along, then the loop goes on.
    Answered,
    /// Somebody has to answer first.
    Interrupted(Box<ModelResponse>),
}

impl GenerateState {
    pub(super) fn new(names: Names, request: ModelRequest, limits: Limits) -> Self {
        Self {
            names,
            request: Arc::new(request),
            limits,
            turn: 0,
            index: 0,
            usage: Vec::new(),
            failed_rounds: 0,
            phase: Phase::Ask,
        }
    }

    /// The state in which the last message, one of the model's, is answered first.
    pub(super) fn resumed(names: Names, mut request: ModelRequest, limits: Limits, round: Round) -> Self {
        request.messages.pop();
        Self { phase: Phase::Tools(Box::new(round)), ..Self::new(names, request, limits) }
    }

    /// What the model is asked next, or was asked last.
    #[must_use]
    pub fn request(&self) -> &ModelRequest {
        &self.request
    }

    /// The same, to be kept with the answer.
    pub(super) fn shared_request(&self) -> Arc<ModelRequest> {
        self.request.clone()
    }

    fn request_mut(&mut self) -> &mut ModelRequest {
        Arc::make_mut(&mut self.request)
    }

    /// The turn that is about to begin, for middleware to change.
    pub(super) fn coming_turn(&self) -> GenerateTurn {
        GenerateTurn::new(ModelRequest::clone(&self.request), self.turn, self.index)
    }

    /// Begins a turn as middleware made it.
    pub(super) fn begin_turn(&mut self, turn: GenerateTurn) {
        (*self.request_mut(), self.turn, self.index) = (turn.request, turn.turn, turn.index);
        self.phase = Phase::Ask;
    }

    /// The message that chunks belong to now.
    pub(crate) fn index(&self) -> u32 {
        self.index
    }

    /// What each answer of the model used, oldest first.
    #[must_use]
    pub fn usage(&self) -> &[Usage] {
        &self.usage
    }

    /// What to do first.
    pub(crate) fn start(&self) -> Effect {
        match &self.phase {
            Phase::Tools(round) => Effect::RunTools(open_places(round)),
            Phase::Ask | Phase::Done => Effect::AskModel,
        }
    }

    /// The model answered.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if it was blocked or said nothing, `ABORTED` past the last turn.
    ///
    /// `sent` tells whether it sent chunks: then what comes next is another message.
    pub(crate) fn on_model(&mut self, response: ModelResponse, sent: bool) -> Result<Effect> {
        self.index += u32::from(sent);
        self.usage.push(response.usage.clone().unwrap_or_default());
        if response.operation.is_some() {
            return Ok(self.finish(response));
        }
        if response.finish_reason == Some(FinishReason::Blocked) {
            let why = response.finish_message.as_deref();
            let message = why
                .map_or_else(|| "Generation blocked.".to_owned(), |why| format!("Generation blocked: {why}"));
            return Err(Error::failed_precondition(message).with_details(json!({"response": response})));
        }
        let Some(message) = &response.message else {
            let reason = response.finish_reason.map_or(Value::Null, |r| json!(r));
            let reason = reason.as_str().unwrap_or("unknown");
            let more = response.finish_message.as_ref().map(|m| format!(": {m}")).unwrap_or_default();
            return Err(Error::failed_precondition(format!(
                "Model did not generate a message. Finish reason: '{reason}'{more}"
            ))
            .with_details(json!({"response": response})));
        };
        let asked = message.tool_requests().count();
        if asked == 0 || self.limits.return_tool_requests {
            return Ok(self.finish(response));
        }
        if self.turn >= self.limits.max_turns {
            return Err(Error::aborted(format!(
                "Exceeded maximum tool call iterations ({})",
                self.limits.max_turns
            ))
            .with_details(json!({"response": response})));
        }
        let round = Round { response, outcomes: vec![None; asked], resumed: None };
        let effect = Effect::RunTools(open_places(&round));
        self.phase = Phase::Tools(Box::new(round));
        Ok(effect)
    }

    /// A tool answered, or did not.
    pub(crate) fn on_tool(&mut self, place: usize, outcome: ToolOutcome) {
        if let Phase::Tools(round) = &mut self.phase {
            round.note(place, outcome);
        }
    }

    /// Every tool of the round has answered.
    ///
    /// # Errors
    /// What a tool failed with, where failures are not fed to the model or too many rounds failed in a row; the
    /// details hold what the others answered.
    pub(crate) fn settle(&mut self) -> Result<Settled> {
        let Phase::Tools(round) = std::mem::replace(&mut self.phase, Phase::Ask) else {
            return Err(Error::internal("no tools were asked for"));
        };
        let failed = round.outcomes.iter().flatten().any(|o| matches!(o, ToolOutcome::Failed { .. }));
        self.failed_rounds = if failed { self.failed_rounds + 1 } else { 0 };
        let allowed = match self.limits.tool_errors {
            ToolErrors::Feed(rounds) => rounds,
            ToolErrors::Fail => 0,
        };
        if self.failed_rounds > allowed {
            return Err(first_failure(&round));
        }
        if round.outcomes.iter().flatten().any(|o| matches!(o, ToolOutcome::Interrupted(_))) {
            if round.resumed.is_some() {
                return Err(Error::failed_precondition(
                    "One or more tools triggered an interrupt during a restarted execution.",
                ));
            }
            self.phase = Phase::Done;
            return Ok(Settled::Interrupted(Box::new(interrupted(*round))));
        }
        let Some(asking) = round.response.message else {
            return Err(Error::internal("no message asked for tools"));
        };
        let answers = asking.tool_requests().zip(round.outcomes);
        let answers = answers.map(|(request, outcome)| answer(request, outcome));
        let mut message = Message::new(Role::Tool, answers.collect::<Vec<_>>());
        match round.resumed {
            Some(resumed) => {
                message.metadata = Some(Map::from_iter([("resumed".to_owned(), resumed)]));
                self.request_mut().messages.push(resolved(asking));
            }
            None => {
                self.turn += 1;
                self.request_mut().messages.push(asking);
            }
        }
        self.request_mut().messages.push(message);
        Ok(Settled::Answered)
    }

    /// The tools' message went out: what the model says next is another message.
    pub(crate) fn next_message(&mut self) {
        self.index += 1;
    }

    /// The model is told what is wrong with its answer, and asked again.
    pub(crate) fn ask_again(&mut self, answer: Message, wrong: &str) {
        let messages = &mut self.request_mut().messages;
        messages.push(answer);
        messages.push(Message::user(format!(
            "Your last answer cannot be used: {wrong}\nAnswer again, in full and in the form asked for."
        )));
        self.phase = Phase::Ask;
    }

    fn finish(&mut self, response: ModelResponse) -> Effect {
        self.phase = Phase::Done;
        Effect::Finish(Box::new(response))
    }
}
