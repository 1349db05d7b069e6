//! Agents: conversations with a state, as bidirectional actions.

mod apply;
mod begin;
mod chat;
mod client;
mod companions;
mod define;
mod delegate;
mod emit;
mod generate;
mod handle;
mod lines;
mod patch;
#[cfg(feature = "prompts")]
mod prompt;
mod run;
mod settings;
mod shown;
mod snapshots;
mod stored;
mod turn;
mod turns;
mod wire;

pub use chat::{AgentChat, AgentResponse, AgentStream, DetachedTask};
pub use client::AgentClient;
pub use define::{Agent, AgentBuilder};
pub use handle::{AgentHandle, Settings, agent, declared_agent};
pub use patch::{PatchOp, PatchOperation};
pub use turn::{AgentState, Turn, TurnResult};
pub use wire::{
    AgentAbortRequest, AgentAbortResponse, AgentError, AgentFinishReason, AgentInit, AgentInput, AgentOutput,
    AgentResume, AgentStreamChunk, GetSnapshotRequest, SessionSnapshot, SessionState, SnapshotStatus,
    TurnEnd,
};
