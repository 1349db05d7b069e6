//! Talking with an agent, of the program itself or somewhere else.

use std::sync::Arc;

use serde_json::Value;

use super::chat::AgentChat;
use super::wire::{
    AgentAbortRequest, AgentAbortResponse, AgentInit, GetSnapshotRequest, SessionSnapshot, SnapshotStatus,
};
use crate::core::action::{Action, RemoteAction};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};
use crate::core::key::{ActionType, Key};

/// An agent, to talk with. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct AgentClient(pub(super) Place);

/// Where an agent is.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Here(Genkit, Action),
    There(Arc<dyn RemoteAction>),
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
        Ok(AgentClient(Place::Here(self.clone(), action)))
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
    /// An agent somewhere else: `AgentClient::remote(genkit::client::agent("https://bank.example/clerk"))` is one that is
    /// served over HTTP.
    #[must_use]
    #[doc(alias = "remoteAgent")]
    pub fn remote(agent: impl RemoteAction) -> Self {
        Self(Place::There(Arc::new(agent)))
    }

    /// Its name; of one somewhere else, where it is.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.0 {
            Place::Here(_, action) => action.name(),
            Place::There(agent) => agent.name(),
        }
    }

    pub(super) fn env(&self) -> Env {
        match &self.0 {
            Place::Here(ai, _) => ai.env().clone(),
            Place::There(_) => Env::system(),
        }
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

    /// True if the agent keeps its conversations; otherwise whoever talks with it does. Of one somewhere else it is not
    /// known.
    #[must_use]
    pub fn keeps_state(&self) -> bool {
        let Place::Here(_, action) = &self.0 else { return false };
        let metadata = action.metadata();
        metadata.get("agent").and_then(|agent| agent.get("stateManagement")).is_some_and(|by| by == "server")
    }

    async fn beside(&self, kind: ActionType, what: &'static str, input: Value) -> Result<Value> {
        let (ai, name) = match &self.0 {
            Place::Here(ai, action) => (ai, action.name()),
            Place::There(agent) => return agent.beside(what, input).await,
        };
        let key = Key::new(kind, name);
        let action = ai.lookup(&key).await?;
        let action = action.ok_or_else(|| Error::not_found(format!("action {key} not found")))?;
        Ok(action.run_json(ai, input, crate::RunOptions::new()).await?.result)
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
        match self.beside(ActionType::AgentSnapshot, "getSnapshot", serde_json::to_value(asked)?).await {
            Ok(snapshot) => Ok(Some(serde_json::from_value(snapshot)?)),
            // Another one is of what was asked, not of what it was asked for: a wrong address for example.
            Err(error) if error.status() == Status::NotFound && error.message().starts_with("Snapshot ") => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Stops the turn in the background that works at a snapshot. Gives how it stood before; `None` if there is none.
    ///
    /// # Errors
    /// As [`snapshot`](Self::snapshot).
    pub async fn abort(&self, snapshot_id: &str) -> Result<Option<SnapshotStatus>> {
        let asked = AgentAbortRequest { snapshot_id: snapshot_id.to_owned() };
        let answer = self.beside(ActionType::AgentAbort, "abort", serde_json::to_value(asked)?).await?;
        Ok(serde_json::from_value::<AgentAbortResponse>(answer)?.status)
    }
}
