//! Snapshots in a store: each a record of its own, and for each session one that tells its latest.

use std::time::Duration;

use serde_json::Value;

use super::lines::{Head, Lines};
use super::stored::Stored;
use super::wire::{GetSnapshotRequest, SessionSnapshot, SnapshotStatus};
use crate::ai::session::{Conflict, Sessions, StoreKey};
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};
use crate::core::time::iso;

/// How often whoever works in the background says that they are alive.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(30);
/// After how long a silence they are taken for dead.
const SILENCE: Duration = Duration::from_secs(60);

/// The snapshots of one tenant.
#[derive(Clone)]
pub(super) struct Snapshots {
    pub(super) sessions: Sessions,
    tenant: String,
    pub(super) env: Env,
    pub(super) lines: Lines,
}

/// What a new snapshot expects of its session.
#[derive(Clone, Copy)]
pub(super) enum After<'a> {
    /// That this is its latest snapshot, or that there is none.
    Latest(Option<&'a str>),
    /// Nothing: it may branch.
    Any,
}

impl Snapshots {
    pub(super) fn new(sessions: Sessions, tenant: String, env: Env, lines: Lines) -> Self {
        Self { sessions, tenant, env, lines }
    }

    pub(super) fn key(&self, id: &str) -> StoreKey {
        StoreKey::new("snapshot", id).of(&self.tenant)
    }

    /// The record that tells the latest snapshot of a session.
    pub(super) fn head_key(&self, session: &str) -> StoreKey {
        StoreKey::new("agent-session", session).of(&self.tenant)
    }

    /// The time of day as snapshots have it.
    pub(super) fn now(&self) -> String {
        iso(self.env.now_ms())
    }

    /// The latest snapshot of a session from which it can go on: those that failed, were stopped or are not done are
    /// passed over.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if the chain of parents is a circle.
    pub(super) async fn resumable(&self, session: &str) -> Result<Option<SessionSnapshot>> {
        let mut next = self.latest_id(session).await?;
        let mut seen = std::collections::HashSet::new();
        while let Some(id) = next {
            if !seen.insert(id.clone()) {
                return Err(Error::failed_precondition(format!(
                    "Session '{session}' has a cyclic snapshot parent chain (snapshot '{id}' was visited twice). \
                     Resume by snapshotId instead."
                )));
            }
            let lost =
                || Error::new(Status::DataLoss, format!("snapshot '{id}' of session '{session}' is lost"));
            let snapshot = self.get(&id).await?.ok_or_else(lost)?;
            if snapshot.status == Some(SnapshotStatus::Completed) {
                return Ok(Some(snapshot));
            }
            next = snapshot.parent_id;
        }
        Ok(None)
    }

    /// What a client asks for: a snapshot, or the latest one of a session.
    pub(super) async fn asked(&self, asked: &GetSnapshotRequest) -> Result<Option<SessionSnapshot>> {
        let id = match (&asked.snapshot_id, &asked.session_id) {
            (Some(id), None) => Some(id.clone()),
            (None, Some(session)) => self.latest_id(session).await?,
            (both, _) => {
                let got = if both.is_some() { "snapshotId and sessionId" } else { "neither" };
                let message =
                    format!("getSnapshot requires exactly one of 'snapshotId' or 'sessionId' (got {got}).");
                return Err(Error::public(Status::InvalidArgument, message));
            }
        };
        let Some(id) = id else { return Ok(None) };
        let snapshot = self.get(&id).await?;
        Ok(snapshot.map(|snapshot| self.as_it_stands(snapshot)))
    }

    /// A snapshot in work whose worker fell silent has expired.
    fn as_it_stands(&self, mut snapshot: SessionSnapshot) -> SessionSnapshot {
        // Times of one form compare as text.
        let limit = iso(self.env.now_ms() - SILENCE.as_secs_f64() * 1e3);
        let silent = snapshot.heartbeat_at.as_ref().is_some_and(|at| *at < limit);
        if snapshot.status == Some(SnapshotStatus::Pending) && silent {
            snapshot.status = Some(SnapshotStatus::Expired);
        }
        snapshot
    }

    /// Writes a new snapshot, and makes it the latest of its session.
    ///
    /// # Errors
    /// A [`Conflict`] if the session has another latest one than is expected; then nothing is written.
    pub(super) async fn add(
        &self,
        snapshot: &SessionSnapshot,
        session: &str,
        after: After<'_>,
    ) -> Result<()> {
        let (line, gone) = self.line(snapshot).await?;
        let (mut seen, mut head) = self.head(session).await?;
        let put = self.write(0, Stored::new(snapshot.clone(), line)).await?;
        if let Some(parent) = &snapshot.parent_id
            && snapshot.status != Some(SnapshotStatus::Completed)
        {
            // The session goes on from there.
            self.renew(parent).await?;
        }
        loop {
            let latest = head.as_ref().map(|head| head.snapshot_id.as_str());
            let saved = match after {
                After::Latest(expected) if latest != expected => {
                    Err(Conflict { seen: 0, found: seen }.into())
                }
                _ => self.save_head(session, seen, &Head::then(head, snapshot, self.lines)).await,
            };
            match saved {
                Ok(()) => break,
                Err(error) if matches!(after, After::Any) && Conflict::of(&error).is_some() => {
                    (seen, head) = self.head(session).await?;
                }
                Err(error) => {
                    // Nobody knows of it; of other errors it cannot be said whether the head was written.
                    if Conflict::of(&error).is_some() {
                        self.take_back(&snapshot.snapshot_id, put).await;
                    }
                    return Err(error);
                }
            }
        }
        self.hold(put);
        for id in gone {
            if let Err(error) = self.prune(&id).await {
                tracing::warn!(target: "genkit", %error, snapshot = id, "an old snapshot cannot be deleted");
            }
        }
        Ok(())
    }

    /// Makes a snapshot that is there the latest of its session.
    ///
    /// # Errors
    /// A [`Conflict`] if the session has another latest one than is expected.
    pub(super) async fn lead(&self, id: &str, session: &str, expected: Option<&str>) -> Result<()> {
        let (seen, head) = self.head(session).await?;
        let latest = head.as_ref().map(|head| head.snapshot_id.as_str());
        if latest == Some(id) {
            return Ok(());
        }
        if latest != expected {
            return Err(Conflict { seen: 0, found: seen }.into());
        }
        let leaves = head.map(|head| head.leaves).unwrap_or_default();
        self.save_head(session, seen, &Head { snapshot_id: id.to_owned(), leaves }).await
    }

    /// Changes a snapshot that is there; `None` leaves it as it is. Gives what was there before. Messages are not read
    /// for it: they stay unless the change brings others.
    pub(super) async fn update(
        &self,
        id: &str,
        change: impl Fn(&SessionSnapshot) -> Option<SessionSnapshot> + Send,
    ) -> Result<Option<SessionSnapshot>> {
        loop {
            let Some((version, before)) = self.read(id).await? else { return Ok(None) };
            let Some(after) = change(&before.snapshot) else { return Ok(Some(before.snapshot)) };
            match self.put(version, before.with(after)).await {
                Ok(_) => return Ok(Some(before.snapshot)),
                Err(error) if Conflict::of(&error).is_some() => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Stops the turn that works at a snapshot; what is final stays as it is. Gives how it stood before.
    pub(super) async fn abort(&self, id: &str) -> Result<Option<SnapshotStatus>> {
        let now = self.now();
        let stop = |snapshot: &SessionSnapshot| {
            let open = snapshot.status.is_none_or(|status| !status.is_final());
            open.then(|| SessionSnapshot {
                status: Some(SnapshotStatus::Aborted),
                updated_at: Some(now.clone()),
                ..snapshot.clone()
            })
        };
        Ok(self.update(id, stop).await?.and_then(|before| before.status))
    }

    /// Says that whoever works at a snapshot is alive.
    pub(super) async fn beat(&self, id: &str) -> Result<()> {
        let now = self.now();
        let beat = |snapshot: &SessionSnapshot| {
            let pending = snapshot.status == Some(SnapshotStatus::Pending);
            pending.then(|| SessionSnapshot { heartbeat_at: Some(now.clone()), ..snapshot.clone() })
        };
        self.update(id, beat).await.map(drop)
    }

    /// Waits until somebody stops the work at a snapshot.
    pub(super) async fn stopped(&self, id: &str) -> Result<()> {
        let mut seen = 0;
        loop {
            match self.sessions.store.changed(&self.key(id), seen).await? {
                None => seen = 0,
                Some(stored) => {
                    let snapshot: SessionSnapshot = parse(stored.value, id)?;
                    if snapshot.status == Some(SnapshotStatus::Aborted) {
                        return Ok(());
                    }
                    seen = stored.version;
                }
            }
        }
    }
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(value: Value, id: &str) -> Result<T> {
    serde_json::from_value(value)
        .map_err(|e| Error::new(Status::DataLoss, format!("the record '{id}' cannot be read: {e}")))
}
