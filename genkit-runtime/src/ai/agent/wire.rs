//! What goes into an agent and comes out of it, and what is kept of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::patch::PatchOperation;
use crate::ai::message::{IntoContent, Message, Messages};
use crate::ai::model::{FinishReason, ModelResponseChunk};
use crate::ai::part::Part;
use crate::ai::session::Artifact;
use crate::core::ctx::Ctx;
use crate::core::error::Error;

/// What starts or resumes a conversation with an agent. All empty: a new one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentInit {
    /// The snapshot to go on from; a snapshot that others went on from already is branched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot_id: Option<String>,
    /// The session to go on with where it is now. Beside a snapshot: the session that it must belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The state itself, of agents that keep none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<SessionState>,
}

impl AgentInit {
    /// Goes on with a session where it is now.
    #[must_use]
    pub fn session(id: impl Into<String>) -> Self {
        Self { session_id: Some(id.into()), ..Self::default() }
    }

    /// Goes on from a snapshot.
    #[must_use]
    pub fn snapshot(id: impl Into<String>) -> Self {
        Self { snapshot_id: Some(id.into()), ..Self::default() }
    }

    /// Goes on from a state that the caller kept.
    #[must_use]
    pub fn state(state: SessionState) -> Self {
        Self { state: Some(state), ..Self::default() }
    }
}

/// One turn of whoever talks with an agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentInput {
    /// What they say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// Answers to tools that wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<AgentResume>,
    /// True to leave the agent to itself: the answer comes at once, the turn goes on in the background.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detach: Option<bool>,
}

impl AgentInput {
    /// A message of the person.
    #[must_use]
    pub fn user(content: impl IntoContent) -> Self {
        Message::user(content).into()
    }

    /// Answers to tools that wait: what [`Interrupt::respond`](crate::Interrupt::respond) gives.
    #[must_use]
    pub fn respond(answers: impl IntoIterator<Item = Part>) -> Self {
        let respond = Some(answers.into_iter().collect());
        Self { resume: Some(AgentResume { respond, restart: None }), ..Self::default() }
    }

    /// Tools that wait, to be run again: what [`Interrupt::restart`](crate::Interrupt::restart) gives.
    #[must_use]
    pub fn restart(requests: impl IntoIterator<Item = Part>) -> Self {
        let restart = Some(requests.into_iter().collect());
        Self { resume: Some(AgentResume { respond: None, restart }), ..Self::default() }
    }

    /// The same, left to itself.
    #[must_use]
    pub fn detached(mut self) -> Self {
        self.detach = Some(true);
        self
    }

    /// True if there is something to do.
    pub(super) fn has_payload(&self) -> bool {
        let some = |parts: &Option<Vec<Part>>| parts.as_ref().is_some_and(|parts| !parts.is_empty());
        self.message.is_some() || self.resume.as_ref().is_some_and(|r| some(&r.respond) || some(&r.restart))
    }
}

impl From<Message> for AgentInput {
    fn from(message: Message) -> Self {
        Self { message: Some(message), ..Self::default() }
    }
}

impl From<&str> for AgentInput {
    fn from(text: &str) -> Self {
        Self::user(text)
    }
}

impl From<String> for AgentInput {
    fn from(text: String) -> Self {
        Self::user(text)
    }
}

/// Answers to tools that wait.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgentResume {
    /// Answers in place of the tools'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond: Option<Vec<Part>>,
    /// Tools to run again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<Vec<Part>>,
}

/// All that a conversation is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionState {
    /// The session that it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Messages>,
    /// The agent's own state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<Value>,
    /// What was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifacts: Option<Vec<Artifact>>,
}

/// What came of a run of an agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentOutput {
    /// The session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The snapshot to go on from, of agents that keep their state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot_id: Option<String>,
    /// The state to go on from, of agents that keep none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<SessionState>,
    /// The last answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// What was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifacts: Option<Vec<Artifact>>,
    /// Why it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<AgentFinishReason>,
    /// What the last turn failed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<AgentError>,
}

/// What a turn failed with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgentError {
    /// The status by name, for example `NOT_FOUND`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What else is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Value>,
}

impl AgentError {
    /// What whoever reads the run may know: over HTTP no more than of any other error.
    pub(super) fn told(error: &Error, ctx: &Ctx) -> Self {
        if !ctx.inner().outside || error.is_public() {
            return error.into();
        }
        let trace = tracing::field::display(ctx.trace_id());
        tracing::error!(target: "genkit", trace_id = trace, "an agent's turn failed: {error:?}");
        (&Error::internal("Internal Error")).into()
    }
}

impl From<&Error> for AgentError {
    fn from(error: &Error) -> Self {
        Self {
            status: Some(error.status().to_string()),
            message: error.message().to_owned(),
            details: error.details().cloned(),
        }
    }
}

/// Why an agent's turn, or its run, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum AgentFinishReason {
    /// It said what it had to say.
    Stop,
    /// The answer was cut off.
    Length,
    /// The provider held it back.
    Blocked,
    /// Tools wait for an answer.
    Interrupted,
    /// Another reason.
    Other,
    /// It is not known.
    Unknown,
    /// Somebody stopped it.
    Aborted,
    /// It goes on in the background.
    Detached,
    /// It failed.
    Failed,
}

impl From<FinishReason> for AgentFinishReason {
    fn from(reason: FinishReason) -> Self {
        match reason {
            FinishReason::Stop => Self::Stop,
            FinishReason::Length => Self::Length,
            FinishReason::Blocked => Self::Blocked,
            FinishReason::Interrupted => Self::Interrupted,
            FinishReason::Aborted => Self::Aborted,
            FinishReason::Other => Self::Other,
            FinishReason::Unknown => Self::Unknown,
        }
    }
}

/// What an agent streams: one member of it is there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentStreamChunk {
    /// A piece of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_chunk: Option<ModelResponseChunk>,
    /// A change of the agent's own state. The first of a turn replaces the whole of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_patch: Option<Vec<PatchOperation>>,
    /// Something that was made, or made anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<Artifact>,
    /// A turn is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_end: Option<TurnEnd>,
}

/// A turn is over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TurnEnd {
    /// The snapshot after it, of agents that keep their state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot_id: Option<String>,
    /// Why it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<AgentFinishReason>,
}

/// A conversation as it was after a turn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionSnapshot {
    /// Its id.
    pub snapshot_id: String,
    /// The session that it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The snapshot that it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// When it was first written, as RFC 3339 has it.
    pub created_at: String,
    /// When it was last written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// When whoever works at it was last known to be alive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heartbeat_at: Option<String>,
    /// How it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<SnapshotStatus>,
    /// Why the turn ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<AgentFinishReason>,
    /// What the turn failed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<AgentError>,
    /// The conversation itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<SessionState>,
}

/// How a snapshot stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SnapshotStatus {
    /// A turn in the background is at it.
    Pending,
    /// The turn is over; a conversation can go on from it.
    Completed,
    /// Somebody stopped the turn.
    Aborted,
    /// The turn failed.
    Failed,
    /// Whoever worked at it is not heard of any more. Never kept: told when it is read.
    Expired,
}

impl SnapshotStatus {
    /// True if nothing changes it any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Pending)
    }
}

/// Which snapshot to read: one of the two is there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetSnapshotRequest {
    /// The snapshot itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot_id: Option<String>,
    /// The latest one of this session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
}

/// Which turn in the background to stop.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentAbortRequest {
    /// The snapshot that it is at.
    pub snapshot_id: String,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentAbortResponse {
    /// The snapshot.
    pub snapshot_id: String,
    /// How it stood before; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<SnapshotStatus>,
}
