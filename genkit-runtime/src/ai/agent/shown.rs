//! What of an agent its clients see.

use std::sync::Arc;

use super::wire::{AgentStreamChunk, SessionSnapshot, SessionState};

type OfState = Arc<dyn Fn(SessionState) -> SessionState + Send + Sync>;
type OfChunk = Arc<dyn Fn(AgentStreamChunk) -> Option<AgentStreamChunk> + Send + Sync>;

/// What becomes of states and chunks on their way to a client; nothing by default.
#[derive(Clone, Default)]
pub(super) struct Shown {
    pub(super) of_state: Option<OfState>,
    pub(super) of_chunk: Option<OfChunk>,
}

impl Shown {
    pub(super) fn state(&self, state: SessionState) -> SessionState {
        match &self.of_state {
            Some(shown) => shown(state),
            None => state,
        }
    }

    pub(super) fn snapshot(&self, mut snapshot: SessionSnapshot) -> SessionSnapshot {
        snapshot.state = snapshot.state.map(|state| self.state(state));
        snapshot
    }

    /// The agent's own part of a state.
    pub(super) fn custom(&self, custom: serde_json::Value) -> Option<serde_json::Value> {
        self.state(SessionState { custom: Some(custom), ..SessionState::default() }).custom
    }

    pub(super) fn chunk(&self, chunk: AgentStreamChunk) -> Option<AgentStreamChunk> {
        match &self.of_chunk {
            Some(shown) => shown(chunk),
            None => Some(chunk),
        }
    }
}
