//! Talking with an agent from the program itself.

use serde_json::Value;

use super::chat::AgentChat;
use super::wire::{
    AgentAbortRequest, AgentAbortResponse, AgentInit, GetSnapshotRequest, SessionSnapshot, SnapshotStatus,
};
use crate::core::action::Action;
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};
use crate::core::key::{ActionType, Key};

/// An agent, to talk with. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct AgentClient {
    pub(super) ai: Genkit,
    pub(super) action: Action,
}

impl Genkit {
    /// The agent of this name.
    ///
    /// # Errors
    /// `NOT_FOUND` `Agent '{name}' not found`; what a plugin fails with while it is asked.
    pub async fn agent(&self, name: &str) -> Result<AgentClient> {
        let action = self.lookup(&Key::new(ActionType::Agent, name)).await?;
        let action = action
            .ok_or_else(|| self.missing(&[ActionType::Agent], name, format!("Agent '{name}' not found")))?;
        Ok(AgentClient { ai: self.clone(), action })
    }
}

impl Ctx {
    /// The agent of this name.
    ///
    /// # Errors
    /// As [`Genkit::agent`].
    pub async fn agent(&self, name: &str) -> Result<AgentClient> {
        self.ai().agent(name).await
    }
}

impl AgentClient {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.action.name()
    }

    /// Starts a new conversation.
    #[must_use]
    pub fn chat(&self) -> AgentChat {
        self.chat_from(AgentInit::default())
    }

    /// Goes on with a conversation: [`AgentInit::session`] where it is now, [`AgentInit::snapshot`] from a snapshot,
    /// [`AgentInit::state`] from what was kept here.
    #[must_use]
    pub fn chat_from(&self, init: AgentInit) -> AgentChat {
        AgentChat::new(self.clone(), init)
    }

    /// True if the agent keeps its conversations; otherwise whoever talks with it does.
    #[must_use]
    pub fn keeps_state(&self) -> bool {
        let metadata = self.action.metadata();
        metadata.get("agent").and_then(|agent| agent.get("stateManagement")).is_some_and(|by| by == "server")
    }

    async fn beside(&self, kind: ActionType, input: Value) -> Result<Value> {
        let key = Key::new(kind, self.name());
        let action = self.ai.lookup(&key).await?;
        let action = action.ok_or_else(|| Error::not_found(format!("action {key} not found")))?;
        Ok(action.run_json(&self.ai, input, crate::RunOptions::new()).await?.result)
    }

    /// A snapshot; `None` if there is none of this id.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if the agent keeps none; what its store fails with.
    pub async fn snapshot(&self, id: &str) -> Result<Option<SessionSnapshot>> {
        self.asked(GetSnapshotRequest { snapshot_id: Some(id.to_owned()), session_id: None }).await
    }

    /// The latest snapshot of a session; `None` if there is none.
    ///
    /// # Errors
    /// As [`snapshot`](Self::snapshot).
    pub async fn latest(&self, session_id: &str) -> Result<Option<SessionSnapshot>> {
        self.asked(GetSnapshotRequest { snapshot_id: None, session_id: Some(session_id.to_owned()) }).await
    }

    async fn asked(&self, asked: GetSnapshotRequest) -> Result<Option<SessionSnapshot>> {
        match self.beside(ActionType::AgentSnapshot, serde_json::to_value(asked)?).await {
            Ok(snapshot) => Ok(Some(serde_json::from_value(snapshot)?)),
            Err(error) if error.status() == Status::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Stops the turn in the background that works at a snapshot. Gives how it stood before; `None` if there is none.
    ///
    /// # Errors
    /// As [`snapshot`](Self::snapshot).
    pub async fn abort(&self, snapshot_id: &str) -> Result<Option<SnapshotStatus>> {
        let asked = AgentAbortRequest { snapshot_id: snapshot_id.to_owned() };
        let answer = self.beside(ActionType::AgentAbort, serde_json::to_value(asked)?).await?;
        Ok(serde_json::from_value::<AgentAbortResponse>(answer)?.status)
    }
}
