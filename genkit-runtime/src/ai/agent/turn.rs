//! One turn: what was said, the conversation so far, and what comes of it.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::emit::Emitter;
use super::wire::{AgentFinishReason, AgentInput};
use crate::ai::compact::Compact;
use crate::ai::message::Message;
use crate::ai::model::ModelResponseChunk;
use crate::ai::session::LiveSession;
use crate::core::error::Result;

/// What can be the state of an agent: every `Serialize + DeserializeOwned + JsonSchema + Default + Send + 'static`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the state of an agent",
    label = "not the state of an agent",
    note = "a state is kept as JSON, described by a schema, and begins as its default: `#[derive(Serialize, Deserialize, JsonSchema, Default)]`"
)]
pub trait AgentState: Serialize + DeserializeOwned + JsonSchema + Default + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<S: Serialize + DeserializeOwned + JsonSchema + Default + Send + 'static> AgentState for S {}

/// One turn of an agent whose state is an `S`. What can be said of the conversation it says too: it derefs to the
/// [`LiveSession`].
pub struct Turn<S = Value> {
    pub(super) session: LiveSession,
    pub(super) input: AgentInput,
    pub(super) place: TurnPlace,
    pub(super) out: Emitter,
    pub(super) compact: Option<Compact>,
    pub(super) state: PhantomData<fn(S)>,
}

impl Turn<()> {
    /// The same of an agent whose state is an `S`.
    pub(super) fn of<S>(self) -> Turn<S> {
        let Self { session, input, place, out, compact, .. } = self;
        Turn { session, input, place, out, compact, state: PhantomData }
    }
}

/// Where a turn stands.
#[derive(Clone, Debug, Default)]
pub(super) struct TurnPlace {
    pub(super) snapshot_id: Option<String>,
    pub(super) parent_id: Option<String>,
    pub(super) index: usize,
}

impl<S: AgentState> Turn<S> {
    /// The state of the agent; its default until it is set.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if what was kept is not an `S`.
    pub fn state(&self) -> Result<S> {
        self.session.state()
    }

    /// Changes the state; whoever reads the run is told what changed.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if what was kept is not an `S`.
    pub async fn update<T>(&self, change: impl FnOnce(&mut S) -> T) -> Result<T> {
        self.session.update_state(change).await
    }
}

impl<S> Turn<S> {
    /// What was said; already part of the conversation.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.input.message.as_ref()
    }

    /// The text of what was said.
    #[must_use]
    pub fn text(&self) -> String {
        self.message().map(Message::text).unwrap_or_default()
    }

    /// All that came with this turn.
    #[must_use]
    pub fn input(&self) -> &AgentInput {
        &self.input
    }

    /// How much of the conversation [`generate`](Self::generate) sends, in place of what the agent says.
    #[must_use]
    pub fn compact(mut self, compact: Compact) -> Self {
        self.compact = Some(compact);
        self
    }

    /// The conversation.
    #[must_use]
    pub fn session(&self) -> &LiveSession {
        &self.session
    }

    /// The snapshot that this turn will be kept as, of agents that keep their state.
    #[must_use]
    pub fn snapshot_id(&self) -> Option<&str> {
        self.place.snapshot_id.as_deref()
    }

    /// The snapshot that it goes on from.
    #[must_use]
    pub fn parent_snapshot_id(&self) -> Option<&str> {
        self.place.parent_id.as_deref()
    }

    /// How many turns of this run were before it.
    #[must_use]
    pub fn index(&self) -> usize {
        self.place.index
    }

    /// Sends a piece of the answer to whoever reads the run.
    pub async fn send(&self, chunk: impl Into<ModelResponseChunk>) {
        self.out.model(chunk.into()).await;
    }
}

impl<S> Deref for Turn<S> {
    type Target = LiveSession;

    fn deref(&self) -> &LiveSession {
        &self.session
    }
}

impl<S> fmt::Debug for Turn<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("session", &self.session).field("index", &self.place.index).finish()
    }
}

/// What comes of a turn. A message is one, and text, and `()`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TurnResult {
    /// The answer.
    pub message: Option<Message>,
    /// Why the turn ended.
    pub finish_reason: Option<AgentFinishReason>,
    /// True if the answer is in the conversation already.
    pub(super) kept: bool,
}

impl From<Message> for TurnResult {
    fn from(message: Message) -> Self {
        Self { message: Some(message), ..Self::default() }
    }
}

impl From<&str> for TurnResult {
    fn from(text: &str) -> Self {
        Message::model(text).into()
    }
}

impl From<String> for TurnResult {
    fn from(text: String) -> Self {
        Message::model(text).into()
    }
}

impl From<()> for TurnResult {
    fn from((): ()) -> Self {
        Self::default()
    }
}
