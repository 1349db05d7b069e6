//! What an agent streams, until it is left to itself.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::patch;
use super::shown::Shown;
use super::wire::{AgentStreamChunk, TurnEnd};
use crate::ai::model::ModelResponseChunk;
use crate::ai::session::Change;
use crate::core::stream::Chunks;

/// Sends the chunks of a run. Cloning is cheap.
#[derive(Clone)]
pub(super) struct Emitter(Arc<Inner>);

struct Inner {
    /// `None` once nobody reads any more; whoever reads waits for the end of this.
    out: Mutex<Option<Chunks<AgentStreamChunk>>>,
    shown: Shown,
    /// The state that the client has of this turn.
    sent: Mutex<Option<Value>>,
}

impl Emitter {
    pub(super) fn new(out: Chunks<AgentStreamChunk>, shown: Shown) -> Self {
        Self(Arc::new(Inner { out: Mutex::new(Some(out)), shown, sent: Mutex::default() }))
    }

    /// Nobody reads any more.
    pub(super) fn silence(&self) {
        self.0.out.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// The next change of the state is told as a whole.
    pub(super) fn begin_turn(&self) {
        *self.0.sent.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// A reader who is gone does not stop a turn: what it does is kept.
    async fn send(&self, chunk: AgentStreamChunk) {
        let Some(chunk) = self.0.shown.chunk(chunk) else { return };
        let sent =
            self.0.out.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|out| out.send(chunk));
        if let Some(sent) = sent {
            let _ = sent.await;
        }
    }

    pub(super) async fn model(&self, chunk: ModelResponseChunk) {
        self.send(AgentStreamChunk { model_chunk: Some(chunk), ..AgentStreamChunk::default() }).await;
    }

    pub(super) async fn turn_end(&self, end: TurnEnd) {
        self.send(AgentStreamChunk { turn_end: Some(end), ..AgentStreamChunk::default() }).await;
    }

    pub(super) async fn change(&self, change: Change) {
        let chunk = match change {
            Change::Artifact(artifact) => {
                AgentStreamChunk { artifact: Some(artifact), ..AgentStreamChunk::default() }
            }
            Change::State(state) => {
                let state = self.0.shown.custom(state).unwrap_or_default();
                let patch = {
                    let mut sent = self.0.sent.lock().unwrap_or_else(PoisonError::into_inner);
                    let patch = match &*sent {
                        None => patch::whole(state.clone()),
                        Some(before) => patch::diff(before, &state),
                    };
                    *sent = Some(state);
                    patch
                };
                if patch.is_empty() {
                    return;
                }
                AgentStreamChunk { custom_patch: Some(patch), ..AgentStreamChunk::default() }
            }
        };
        self.send(chunk).await;
    }
}
