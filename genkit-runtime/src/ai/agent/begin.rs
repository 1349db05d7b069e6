//! Where a run of an agent begins: anew, from a snapshot, where a session is, or from what the client kept.

use super::define::Def;
use super::settings::Kept;
use super::snapshots::Snapshots;
use super::wire::{AgentInit, SessionSnapshot, SessionState, SnapshotStatus};
use crate::ai::session::{Now, Sessions};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};

/// Where a run begins.
pub(super) struct Begin {
    pub(super) session_id: String,
    pub(super) now: Now,
    /// The snapshot that it goes on from.
    pub(super) from: Option<String>,
    /// True if it is the one line of its session: turns of others come before it or after it, never beside it.
    pub(super) in_line: bool,
}

impl Def {
    /// Where this agent's conversations are, if it keeps any.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if they should be in the session store of a runtime that has none.
    pub(super) fn sessions(&self, ctx: &Ctx) -> Result<Option<Sessions>> {
        match &self.settings.kept {
            Kept::ByClient => Ok(None),
            Kept::In(sessions) => Ok(Some(sessions.clone())),
            Kept::InSessionStore => Sessions::of(ctx.ai()).map(Some).ok_or_else(|| {
                Error::failed_precondition(format!(
                    "agent '{}' keeps its conversations in the session store of the runtime, which has none: \
                     `Genkit::builder().session_store(..)`",
                    self.name
                ))
            }),
        }
    }

    /// Where this agent's snapshots are, if it keeps any.
    ///
    /// # Errors
    /// As [`sessions`](Self::sessions).
    pub(super) fn snapshots(&self, ctx: &Ctx) -> Result<Option<Snapshots>> {
        let made = |mut sessions: Sessions| {
            sessions.lives = self.settings.ttl.or(sessions.lives);
            let tenant = (self.settings.tenant)(ctx.context());
            Snapshots::new(sessions, tenant, ctx.ai().env().clone(), self.settings.lines)
        };
        Ok(self.sessions(ctx)?.map(made))
    }

    /// Refuses what does not go with how this agent keeps its state.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION`.
    pub(super) fn check_init(&self, init: &AgentInit) -> Result<()> {
        let name = &self.name;
        let named = match init {
            AgentInit { snapshot_id: Some(_), .. } => Some("snapshotId"),
            AgentInit { session_id: Some(_), .. } => Some("sessionId"),
            _ => None,
        };
        match (named, !matches!(self.settings.kept, Kept::ByClient)) {
            (Some(named), false) => Err(wrong(format!(
                "Cannot use '{named}' with agent '{name}': this agent has no store configured (client-managed state). \
                 Send 'state' instead."
            ))),
            (_, true) if init.state.is_some() => Err(wrong(format!(
                "Cannot send 'state' to agent '{name}': this agent uses a server-managed store. Send 'snapshotId' or \
                 'sessionId' instead."
            ))),
            _ => Ok(()),
        }
    }
}

/// Told to everybody, as all that is wrong with what a client sent.
fn wrong(message: String) -> Error {
    Error::public(Status::FailedPrecondition, message)
}

/// Why a run cannot begin.
pub(super) enum Refused {
    /// The caller did wrong: the run fails.
    Misuse(Error),
    /// The run ends with an output that says so.
    Told(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Refused::Told(error)
    }
}

pub(super) async fn begin(
    def: &Def,
    snapshots: Option<&Snapshots>,
    init: &AgentInit,
    ctx: &Ctx,
) -> std::result::Result<Begin, Refused> {
    let new_id = || ctx.ai().env().id();
    if let (Some(snapshots), Some(id)) = (snapshots, &init.snapshot_id) {
        let snapshot = snapshots.get(id).await?;
        let snapshot =
            snapshot.ok_or_else(|| Error::public(Status::NotFound, format!("Snapshot {id} not found")))?;
        owned(&snapshot, init.session_id.as_deref())?;
        if snapshot.status != Some(SnapshotStatus::Completed) {
            let status = serde_json::to_value(snapshot.status).ok();
            let status = status.as_ref().and_then(|s| s.as_str()).unwrap_or("unknown");
            let message = format!(
                "Snapshot {id} is not resumable (status: {status}). Only 'completed' snapshots can be resumed."
            );
            return Err(Refused::Told(Error::public(Status::InvalidArgument, message)));
        }
        let session_id = session_of(&snapshot).map_or_else(new_id, str::to_owned);
        let now = state(def, snapshot.state)?;
        return Ok(Begin { session_id, now, from: Some(snapshot.snapshot_id), in_line: false });
    }
    if let (Some(snapshots), Some(session)) = (snapshots, &init.session_id) {
        let session_id = session.clone();
        return Ok(match snapshots.resumable(session).await? {
            Some(snapshot) => {
                let now = state(def, snapshot.state)?;
                Begin { session_id, now, from: Some(snapshot.snapshot_id), in_line: true }
            }
            None => Begin { session_id, now: Now::default(), from: None, in_line: true },
        });
    }
    let session_id = init.state.as_ref().and_then(|state| state.session_id.clone()).unwrap_or_else(new_id);
    // The client sent it.
    let now = state(def, init.state.clone()).map_err(Error::into_public)?;
    Ok(Begin { session_id, now, from: None, in_line: snapshots.is_some() })
}

fn session_of(snapshot: &SessionSnapshot) -> Option<&str> {
    let of_state = || snapshot.state.as_ref()?.session_id.as_deref();
    snapshot.session_id.as_deref().or_else(of_state)
}

/// Refuses a snapshot of another session than the one named.
fn owned(snapshot: &SessionSnapshot, session: Option<&str>) -> std::result::Result<(), Refused> {
    let (Some(session), owner) = (session, session_of(snapshot)) else { return Ok(()) };
    if owner == Some(session) {
        return Ok(());
    }
    let (id, owner) = (&snapshot.snapshot_id, owner.unwrap_or("an unknown session"));
    let message = format!("Snapshot {id} does not belong to session {session} (it belongs to {owner}).");
    Err(Refused::Misuse(Error::public(Status::InvalidArgument, message)))
}

/// The conversation that a state is.
///
/// # Errors
/// `INVALID_ARGUMENT` if the agent's own part of it is not of its type.
pub(super) fn state(def: &Def, state: Option<SessionState>) -> Result<Now> {
    let SessionState { messages, custom, artifacts, .. } = state.unwrap_or_default();
    if let Some(custom) = &custom {
        (def.check)(custom)?;
    }
    Ok(Now {
        messages: messages.unwrap_or_default(),
        state: custom,
        artifacts: artifacts.unwrap_or_default(),
    })
}

/// The same as clients and snapshots have it.
pub(super) fn told(session_id: &str, now: Now) -> SessionState {
    SessionState {
        session_id: Some(session_id.to_owned()),
        messages: Some(now.messages),
        custom: now.state,
        artifacts: Some(now.artifacts),
    }
}
