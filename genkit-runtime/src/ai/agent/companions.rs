//! The actions beside an agent: one reads its snapshots, one stops what it does in the background.

use std::sync::Arc;

use super::define::Def;
use super::snapshots::Snapshots;
use super::wire::{AgentAbortRequest, AgentAbortResponse, GetSnapshotRequest, SessionSnapshot};
use crate::core::action::{Action, Callable, Metadata, Parts, Source, TypedBody};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};
use crate::core::key::{ActionType, Key};
use crate::core::stream::NoChunk;

pub(super) fn actions(def: &Arc<Def>, source: Source) -> [Action; 2] {
    let name = &def.name;
    let read: Callable<GetSnapshotRequest, SessionSnapshot, NoChunk> = {
        let def = def.clone();
        Arc::new(move |asked, ctx, _| Box::pin(read(def.clone(), asked, ctx)))
    };
    let abort: Callable<AgentAbortRequest, AgentAbortResponse, NoChunk> = {
        let def = def.clone();
        Arc::new(move |asked, ctx, _| Box::pin(abort(def.clone(), asked, ctx)))
    };
    let parts = |kind, text: String| Parts {
        key: Key::new(kind, name.clone()),
        description: Some(text.into()),
        source,
        metadata: Metadata::Given(serde_json::Map::new()),
        schemas: None,
    };
    let reads = format!("Gets snapshot data for {name} by snapshotId or sessionId");
    let aborts = format!("Aborts {name} agent by snapshotId. Returns the snapshot id and its status before.");
    [
        Action::new(parts(ActionType::AgentSnapshot, reads), Box::new(TypedBody(read))),
        Action::new(parts(ActionType::AgentAbort, aborts), Box::new(TypedBody(abort))),
    ]
}

/// The snapshots of an agent that keeps its state.
///
/// # Errors
/// `FAILED_PRECONDITION` if it keeps none.
fn kept(def: &Def, what: &str, ctx: &Ctx) -> Result<Snapshots> {
    def.snapshots(ctx)?.ok_or_else(|| {
        let name = &def.name;
        let message =
            format!("{what} requires a persistent store. Provide a 'store' when defining '{name}'.");
        Error::public(Status::FailedPrecondition, message)
    })
}

async fn read(def: Arc<Def>, asked: GetSnapshotRequest, ctx: Ctx) -> Result<SessionSnapshot> {
    let found = kept(&def, "getSnapshotData", &ctx)?.asked(&asked).await?;
    found.map(|snapshot| def.settings.shown.snapshot(snapshot)).ok_or_else(|| {
        let id = asked.snapshot_id.or(asked.session_id).unwrap_or_else(|| "unknown".to_owned());
        Error::public(Status::NotFound, format!("Snapshot '{id}' not found for agent '{}'.", def.name))
    })
}

async fn abort(def: Arc<Def>, asked: AgentAbortRequest, ctx: Ctx) -> Result<AgentAbortResponse> {
    let status = kept(&def, "abort", &ctx)?.abort(&asked.snapshot_id).await?;
    Ok(AgentAbortResponse { snapshot_id: asked.snapshot_id, status })
}
