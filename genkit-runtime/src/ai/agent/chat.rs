//! A conversation with an agent: one run of it a turn.

use std::fmt;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::{AgentClient, Place};
use super::wire::{
    AgentFinishReason, AgentInit, AgentInput, AgentOutput, AgentStreamChunk, SessionSnapshot, SnapshotStatus,
};
use crate::ai::generate::Interrupt;
use crate::ai::message::Message;
use crate::ai::session::Artifact;
use crate::core::action::{JsonBidiRun, RemoteRun, RunOptions};
use crate::core::context::Context;
use crate::core::error::{Error, Result, Status};

/// A conversation with an agent. Of agents that keep their conversations it names the session, so that several chats
/// of one session, here or elsewhere, wait for each other and none of their turns is lost.
#[derive(Debug)]
pub struct AgentChat {
    agent: AgentClient,
    init: AgentInit,
    context: Option<Context>,
}

impl AgentChat {
    pub(super) fn new(agent: AgentClient, init: AgentInit) -> Self {
        Self { agent, init, context: None }
    }

    /// The values that its runs carry. Agents somewhere else make them themselves, of headers.
    #[must_use]
    pub fn context(mut self, context: Context) -> Self {
        self.context = Some(context);
        self
    }

    /// The session, once it is known.
    #[must_use]
    pub fn session_id(&self) -> Option<&str> {
        let of_state = || self.init.state.as_ref()?.session_id.as_deref();
        self.init.session_id.as_deref().or_else(of_state)
    }

    /// What another chat goes on from with [`AgentClient::chat_from`]: after a turn, of agents that keep nothing, the
    /// whole state.
    #[must_use]
    pub fn init(&self) -> &AgentInit {
        &self.init
    }

    /// Says something and waits for the answer.
    ///
    /// # Errors
    /// What the turn failed with; the conversation is then where it was before.
    pub async fn send(&mut self, input: impl Into<AgentInput>) -> Result<AgentResponse> {
        self.send_stream(input).await?.response().await
    }

    /// Says something and reads the answer chunk by chunk.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_stream(&mut self, input: impl Into<AgentInput>) -> Result<AgentStream<'_>> {
        let (init, input) = (serde_json::to_value(&self.init)?, serde_json::to_value(input.into())?);
        let run = match &self.agent.0 {
            Place::Here(ai, action) => {
                let options = self.context.iter().fold(RunOptions::new(), |o, c| o.context(c.clone()));
                let mut run = action.bidi_json(ai, init, options)?;
                // One that takes no input any more says itself why.
                let _ = run.send(input).await;
                run.close();
                Run::Here(run)
            }
            Place::There(_) if self.context.is_some() => {
                return Err(Error::failed_precondition(
                    "an agent somewhere else makes its context of what it is sent: a header in place of `context`",
                ));
            }
            Place::There(agent) => Run::There(agent.open(init, input).await?),
        };
        Ok(AgentStream { chat: self, run })
    }

    /// Says something and leaves the agent to itself.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if the agent keeps no conversations.
    pub async fn detach(&mut self, input: impl Into<AgentInput>) -> Result<DetachedTask> {
        let response = self.send(input.into().detached()).await?;
        let snapshot_id =
            response.0.snapshot_id.ok_or_else(|| Error::internal("detach did not return a snapshotId."))?;
        Ok(DetachedTask { agent: self.agent.clone(), snapshot_id })
    }

    /// Goes on from what came of a turn.
    fn take(&mut self, output: &AgentOutput) {
        if let Some(state) = &output.state {
            self.init = AgentInit::state(state.clone());
        } else if self.init.snapshot_id.is_some() {
            // A branch goes on by itself, not where its session is.
            let last = output
                .snapshot_id
                .clone()
                .filter(|_| output.finish_reason != Some(AgentFinishReason::Detached));
            self.init.snapshot_id = last.or(self.init.snapshot_id.take());
        } else if let Some(session) = &output.session_id {
            self.init = AgentInit::session(session.clone());
        }
    }
}

/// An answer under way. Dropping it stops the agent, and the turn is not kept.
#[must_use = "a turn that is streamed goes on only while it is read"]
pub struct AgentStream<'a> {
    chat: &'a mut AgentChat,
    run: Run,
}

enum Run {
    Here(JsonBidiRun),
    There(Box<dyn RemoteRun>),
}

impl AgentStream<'_> {
    /// The next chunk; `None` at the end. An error is the last item.
    pub async fn next(&mut self) -> Option<Result<AgentStreamChunk>> {
        let chunk = match &mut self.run {
            Run::Here(run) => run.next().await?,
            Run::There(run) => run.next().await?,
        };
        Some(chunk.and_then(|chunk| Ok(serde_json::from_str(chunk.get())?)))
    }

    /// The answer. Chunks that were not read are dropped.
    ///
    /// # Errors
    /// As [`AgentChat::send`].
    pub async fn response(self) -> Result<AgentResponse> {
        let output = match self.run {
            Run::Here(run) => run.output().await?,
            Run::There(run) => run.output().await?,
        };
        let output: AgentOutput = serde_json::from_value(output)?;
        if let Some(error) = &output.error {
            let status = error.status.as_ref().and_then(|name| name.parse().ok()).unwrap_or(Status::Unknown);
            let failed = Error::new(status, error.message.clone());
            return Err(match &error.details {
                Some(details) => failed.with_details(details.clone()),
                None => failed,
            });
        }
        self.chat.take(&output);
        Ok(AgentResponse(output))
    }
}

impl fmt::Debug for AgentStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentStream").field("agent", &self.chat.agent.name()).finish()
    }
}

/// What came of a turn.
#[derive(Clone, Debug)]
pub struct AgentResponse(AgentOutput);

impl AgentResponse {
    /// The text of the answer.
    #[must_use]
    pub fn text(&self) -> String {
        self.message().map(Message::text).unwrap_or_default()
    }

    /// The answer.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.0.message.as_ref()
    }

    /// The tools that wait for somebody, each with the means to answer: send
    /// [`AgentInput::respond`] or [`AgentInput::restart`] of them.
    #[must_use]
    pub fn interrupts(&self) -> Vec<Interrupt> {
        self.message().into_iter().flat_map(|message| &message.content).filter_map(Interrupt::of).collect()
    }

    /// Why the turn ended.
    #[must_use]
    pub fn finish_reason(&self) -> AgentFinishReason {
        self.0.finish_reason.unwrap_or(AgentFinishReason::Unknown)
    }

    /// What was made in the conversation so far.
    #[must_use]
    pub fn artifacts(&self) -> &[Artifact] {
        self.0.artifacts.as_deref().unwrap_or_default()
    }

    /// The snapshot to go on from, of agents that keep their conversations.
    #[must_use]
    pub fn snapshot_id(&self) -> Option<&str> {
        self.0.snapshot_id.as_deref()
    }

    /// The state of the agent, of agents that keep nothing.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if it is not an `S`.
    pub fn state<S: DeserializeOwned>(&self) -> Result<Option<S>> {
        let custom = self.0.state.as_ref().and_then(|state| state.custom.as_ref());
        let read = custom.map(S::deserialize).transpose();
        read.map_err(|e| {
            Error::invalid_argument(format!("the state of the agent is not what is asked for: {e}"))
        })
    }

    /// All of it, as it came.
    #[must_use]
    pub fn raw(&self) -> &AgentOutput {
        &self.0
    }
}

/// A turn in the background.
#[derive(Clone, Debug)]
pub struct DetachedTask {
    agent: AgentClient,
    snapshot_id: String,
}

impl DetachedTask {
    /// The snapshot that it works at; from another process it is reached by this.
    #[must_use]
    pub fn snapshot_id(&self) -> &str {
        &self.snapshot_id
    }

    /// How it stands.
    ///
    /// # Errors
    /// `NOT_FOUND` if its snapshot is gone; what the store fails with.
    pub async fn snapshot(&self) -> Result<SessionSnapshot> {
        let id = &self.snapshot_id;
        let missing =
            || Error::not_found(format!("Snapshot {id} not found")).with_details(json!({"snapshotId": id}));
        self.agent.snapshot(id).await?.ok_or_else(missing)
    }

    /// Waits until it is over, looking again after this pause.
    ///
    /// # Errors
    /// As [`snapshot`](Self::snapshot). A turn that failed is no error here: see the status.
    pub async fn wait(&self, look_again: Duration) -> Result<SessionSnapshot> {
        loop {
            let snapshot = self.snapshot().await?;
            if snapshot.status != Some(SnapshotStatus::Pending) {
                return Ok(snapshot);
            }
            self.agent.env().sleep(look_again).await;
        }
    }

    /// Stops it. Gives how it stood before.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn abort(&self) -> Result<Option<SnapshotStatus>> {
        self.agent.abort(&self.snapshot_id).await
    }
}

impl From<Value> for AgentInput {
    fn from(data: Value) -> Self {
        Self::user(crate::ai::part::Part::data(data))
    }
}
