//! The turns of a run, and what is kept of each.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::json;
use tokio::sync::mpsc;

use super::begin::{state, told};
use super::define::Def;
use super::emit::Emitter;
use super::snapshots::{After, Snapshots};
use super::turn::{Turn, TurnPlace, TurnResult};
use super::wire::{
    AgentError, AgentFinishReason, AgentInput, AgentOutput, SessionSnapshot, SnapshotStatus, TurnEnd,
};
use crate::ai::message::Message;
use crate::ai::session::{LiveSession, Now, Place};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};

/// How far a run is. Cloning is cheap; clones are the same.
#[derive(Clone)]
pub(super) struct Progress(Arc<Mutex<Steps>>);

struct Steps {
    /// The last snapshot that was written.
    last: Option<String>,
    /// The snapshot that the turn under way will be.
    current: Option<String>,
    /// The snapshot that waits for the end of the run, once it is left to itself.
    pending: Option<String>,
}

impl Progress {
    pub(super) fn new(last: Option<String>) -> Self {
        Self(Arc::new(Mutex::new(Steps { last, current: None, pending: None })))
    }

    fn lock(&self) -> MutexGuard<'_, Steps> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves the run to itself: writes the snapshot that waits for its end.
    pub(super) async fn detach(
        &self,
        snapshots: &Snapshots,
        session: &LiveSession,
        in_line: bool,
        ctx: &Ctx,
    ) -> Result<String> {
        let (id, last) = {
            let mut place = self.lock();
            let id = place.current.clone().unwrap_or_else(|| ctx.ai().env().id());
            place.pending = Some(id.clone());
            (id, place.last.clone())
        };
        let now = snapshots.now();
        let snapshot = SessionSnapshot {
            snapshot_id: id.clone(),
            session_id: Some(session.id().to_owned()),
            parent_id: last.clone(),
            created_at: now.clone(),
            updated_at: Some(now.clone()),
            heartbeat_at: Some(now),
            status: Some(SnapshotStatus::Pending),
            state: Some(told(session.id(), session.now())),
            ..SessionSnapshot::default()
        };
        // Somebody else's turn may have come first: then this one is behind theirs once it begins.
        let after = if in_line && self.lock().current.is_some() {
            After::Latest(last.as_deref())
        } else {
            After::Any
        };
        snapshots.add(&snapshot, session.id(), after).await?;
        Ok(id)
    }
}

/// The turns of a run.
pub(super) struct Turns {
    def: Arc<Def>,
    ctx: Ctx,
    session: LiveSession,
    snapshots: Option<Snapshots>,
    progress: Progress,
    out: Emitter,
    in_line: bool,
    /// How many turns there were.
    count: usize,
    /// The conversation after the last turn that went well, and its snapshot.
    good: (Now, Option<String>),
    /// The snapshot that the last turn went on from.
    from: Option<String>,
    last: TurnResult,
    error: Option<AgentError>,
    /// Its place before others of its session, once it is left to itself.
    held: Option<Place>,
}

impl Turns {
    pub(super) fn new(
        def: Arc<Def>,
        ctx: Ctx,
        session: LiveSession,
        snapshots: Option<Snapshots>,
        progress: Progress,
        out: Emitter,
        in_line: bool,
    ) -> Self {
        let good = (session.now(), progress.lock().last.clone());
        let last = TurnResult::default();
        let from = good.1.clone();
        Self {
            from,
            def,
            ctx,
            session,
            snapshots,
            progress,
            out,
            in_line,
            count: 0,
            good,
            last,
            error: None,
            held: None,
        }
    }

    /// Takes turns until there are no more or one fails.
    pub(super) async fn run(mut self, mut inputs: mpsc::Receiver<AgentInput>) -> Result<AgentOutput> {
        while let Some(input) = inputs.recv().await {
            self.turn(input).await;
            if self.error.is_some() {
                break;
            }
        }
        self.end_of_background().await?;
        Ok(self.output())
    }

    async fn turn(&mut self, input: AgentInput) {
        // Turns of one session wait for each other, so that each sees what was said before it.
        let queue = self.snapshots.as_ref().filter(|_| self.in_line);
        let place = match (self.held.take(), queue) {
            (Some(held), _) => Ok(Some(held)),
            (None, Some(snapshots)) => {
                let key = snapshots.head_key(self.session.id());
                snapshots.sessions.queues.enter(&key).await.map(Some)
            }
            (None, None) => Ok(None),
        };
        if let Ok(Some(place)) = &place {
            self.session.hold(place);
        }
        self.count += 1;
        self.out.begin_turn();
        let name = format!("runTurn-{}", self.count);
        let ctx = self.ctx.clone();
        let (place, waited) = match place {
            Ok(place) => (place, Ok(())),
            Err(error) => (None, Err(error)),
        };
        let done = ctx
            .step(&name, async {
                waited?;
                self.answer(input).await
            })
            .await;
        let end = match done {
            Ok(_) => TurnEnd {
                snapshot_id: self.good.1.clone().filter(|_| self.snapshots.is_some()),
                finish_reason: self.last.finish_reason,
            },
            Err(error) => {
                let told = AgentError::told(&error, &self.ctx);
                let snapshot_id = self.keep_failure(&told).await;
                self.error = Some(told);
                TurnEnd { snapshot_id, finish_reason: Some(AgentFinishReason::Failed) }
            }
        };
        {
            let mut progress = self.progress.lock();
            progress.current = None;
            // What is kept at the end of the run only must not be overtaken before.
            self.held = place.filter(|_| progress.pending.is_some());
        }
        self.out.turn_end(end).await;
    }

    /// One turn: from what is said to what is kept. Gives what traces show of it.
    async fn answer(&mut self, input: AgentInput) -> Result<serde_json::Value> {
        self.catch_up().await?;
        if let Some(message) = &input.message {
            self.session.add_message(message.clone());
        }
        if self.good.1 != self.progress.lock().pending {
            self.from.clone_from(&self.good.1);
        }
        let (id, parent) = {
            let mut place = self.progress.lock();
            let new = || self.snapshots.is_some().then(|| self.ctx.ai().env().id());
            let id = place.pending.clone().or_else(new);
            place.current.clone_from(&id);
            (id, self.good.1.clone())
        };
        let here = Ctx::current().unwrap_or_else(|| self.ctx.clone());
        let turn = Turn {
            session: self.session.clone(),
            input,
            place: TurnPlace { snapshot_id: id.clone(), parent_id: parent, index: self.count - 1 },
            out: self.out.clone(),
            compact: self.def.settings.compact.clone(),
            state: PhantomData,
        };
        let result = (self.def.handler)(turn, here.clone()).await?;
        if let Some(message) = result.message.clone().filter(|_| !result.kept) {
            self.session.add_message(message);
        }
        let now = self.session.now();
        self.last = result;
        let snapshot = self.keep(id, SnapshotStatus::Completed, self.last.finish_reason, None).await?;
        if let Some(id) = &snapshot {
            here.span().set_metadata("agent:snapshotId", id.as_str());
        }
        let shown = if here.span().is_recording() {
            json!({"state": told(self.session.id(), now.clone())})
        } else {
            json!({})
        };
        self.good = (now, snapshot);
        Ok(shown)
    }

    /// Takes over what others said in this session meanwhile.
    async fn catch_up(&mut self) -> Result<()> {
        let Some(snapshots) = self.snapshots.as_ref().filter(|_| self.in_line) else { return Ok(()) };
        let latest = snapshots.latest_id(self.session.id()).await?;
        let (last, pending) = {
            let place = self.progress.lock();
            (place.last.clone(), place.pending.clone())
        };
        if latest == last || (latest.is_some() && latest == pending) {
            return Ok(());
        }
        if let Some(snapshot) = snapshots.resumable(self.session.id()).await?
            && Some(&snapshot.snapshot_id) != self.good.1.as_ref()
        {
            let id = snapshot.snapshot_id.clone();
            let now = state(&self.def, snapshot.state)?;
            self.session.replace(now.clone());
            self.good = (now, Some(id));
        }
        self.progress.lock().last = latest;
        Ok(())
    }

    /// Writes a snapshot of the conversation as it is now. A run that is left to itself writes one at its end.
    async fn keep(
        &self,
        id: Option<String>,
        status: SnapshotStatus,
        finish_reason: Option<AgentFinishReason>,
        error: Option<AgentError>,
    ) -> Result<Option<String>> {
        let (Some(snapshots), Some(id)) = (&self.snapshots, id) else { return Ok(None) };
        let (last, pending) = {
            let place = self.progress.lock();
            (place.last.clone(), place.pending.clone())
        };
        if pending.is_some() {
            return Ok(pending);
        }
        let now = snapshots.now();
        let snapshot = SessionSnapshot {
            snapshot_id: id.clone(),
            session_id: Some(self.session.id().to_owned()),
            parent_id: self.good.1.clone(),
            created_at: now.clone(),
            updated_at: Some(now),
            heartbeat_at: None,
            status: Some(status),
            finish_reason,
            error,
            state: Some(told(self.session.id(), self.session.now())),
        };
        let after = if self.in_line { After::Latest(last.as_deref()) } else { After::Any };
        snapshots.add(&snapshot, self.session.id(), after).await?;
        self.progress.lock().last = Some(id.clone());
        Ok(Some(id))
    }

    /// Keeps what a turn failed with; that it cannot be kept hides no failure.
    async fn keep_failure(&self, error: &AgentError) -> Option<String> {
        let id = self.progress.lock().current.clone();
        let failed = Some(AgentFinishReason::Failed);
        match self.keep(id, SnapshotStatus::Failed, failed, Some(error.clone())).await {
            Ok(id) => id,
            Err(error) => {
                tracing::warn!(target: "genkit", %error, "the snapshot of a failed turn cannot be kept");
                None
            }
        }
    }

    /// Writes how a run that was left to itself ended, unless somebody stopped it.
    async fn end_of_background(&self) -> Result<()> {
        let pending = self.progress.lock().pending.clone();
        let (Some(snapshots), Some(id)) = (&self.snapshots, pending) else { return Ok(()) };
        let now = snapshots.now();
        let state = told(self.session.id(), self.session.now());
        let (status, finish_reason) = match &self.error {
            Some(_) => (SnapshotStatus::Failed, Some(AgentFinishReason::Failed)),
            None => (SnapshotStatus::Completed, self.last.finish_reason),
        };
        let end = |snapshot: &SessionSnapshot| {
            let open = snapshot.status == Some(SnapshotStatus::Pending);
            open.then(|| SessionSnapshot {
                updated_at: Some(now.clone()),
                parent_id: self.good_parent(&id),
                heartbeat_at: None,
                status: Some(status),
                finish_reason,
                error: self.error.clone(),
                state: Some(state.clone()),
                ..snapshot.clone()
            })
        };
        if snapshots.update(&id, end).await?.is_none() {
            return Err(Error::not_found(format!("Snapshot {id} not found")));
        }
        if self.in_line {
            let last = self.progress.lock().last.clone();
            snapshots.lead(&id, self.session.id(), last.as_deref()).await?;
        }
        Ok(())
    }

    /// What a run that was left to itself went on from.
    fn good_parent(&self, pending: &str) -> Option<String> {
        self.from.clone().filter(|from| from != pending)
    }

    fn output(self) -> AgentOutput {
        let Self { def, session, snapshots, progress, good, last, error, .. } = self;
        let (good, good_id) = good;
        let shown = |now| def.settings.shown.state(told(session.id(), now));
        let artifacts = Some(session.artifacts()).filter(|artifacts| !artifacts.is_empty());
        let output =
            AgentOutput { session_id: Some(session.id().to_owned()), artifacts, ..AgentOutput::default() };
        let kept = snapshots.is_some();
        if let Some(error) = error {
            return AgentOutput {
                finish_reason: Some(AgentFinishReason::Failed),
                error: Some(error),
                message: good.messages.last().cloned(),
                snapshot_id: good_id.filter(|_| kept),
                state: (!kept).then(|| shown(good)),
                ..output
            };
        }
        let message: Option<Message> = last.message;
        AgentOutput {
            message,
            finish_reason: last.finish_reason,
            snapshot_id: progress.lock().last.clone().filter(|_| kept),
            state: (!kept).then(|| shown(session.now())),
            ..output
        }
    }
}
