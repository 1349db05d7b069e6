//! A run of an agent: its turns, one after the other, until nothing more is said or it is left to itself.

use std::sync::Arc;

use futures_util::future::{Either, select};
use tokio::sync::mpsc;

use super::begin::{Refused, begin};
use super::define::Def;
use super::emit::Emitter;
use super::snapshots::{HEARTBEAT, Snapshots};
use super::turns::{Progress, Turns};
use super::wire::{AgentError, AgentFinishReason, AgentInit, AgentInput, AgentOutput, AgentStreamChunk};
use crate::ai::session::LiveSession;
use crate::core::BoxFuture;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};
use crate::core::stream::{Chunks, Inputs};

/// How many turns wait untaken before whoever sends them does.
const CAPACITY: usize = 64;

type Flow = BoxFuture<'static, Result<AgentOutput>>;

pub(super) async fn run(
    def: Arc<Def>,
    init: AgentInit,
    inputs: Inputs<AgentInput>,
    ctx: Ctx,
    out: Chunks<AgentStreamChunk>,
) -> Result<AgentOutput> {
    def.check_init(&init)?;
    let snapshots = def.snapshots(&ctx)?;
    let begin = match begin(&def, snapshots.as_ref(), &init, &ctx).await {
        Ok(begin) => begin,
        Err(Refused::Misuse(error)) => return Err(error),
        Err(Refused::Told(error)) => {
            return Ok(AgentOutput {
                finish_reason: Some(AgentFinishReason::Failed),
                error: Some(AgentError::told(&error, &ctx)),
                state: init.state,
                ..AgentOutput::default()
            });
        }
    };
    ctx.span().set_metadata("agent:sessionId", begin.session_id.as_str());
    let emitter = Emitter::new(out, def.settings.shown.clone());
    let told = emitter.clone();
    let session = LiveSession::below(
        ctx.session().as_ref(),
        begin.session_id,
        begin.now,
        Some(Box::new(move |change| {
            let told = told.clone();
            Box::pin(async move { told.change(change).await })
        })),
    );
    let progress = Progress::new(begin.from);
    let turns = Turns::new(
        def.clone(),
        ctx.in_session(&session),
        session.clone(),
        snapshots.clone(),
        progress.clone(),
        emitter.clone(),
        begin.in_line,
    );
    let (sender, waiting) = mpsc::channel(CAPACITY);
    let flow: Flow = Box::pin(turns.run(waiting));
    let flow = match select(flow, Box::pin(pump(inputs, sender))).await {
        Either::Left((output, _)) => return output,
        Either::Right((Pumped::Closed, flow)) => return flow.await,
        Either::Right((Pumped::Failed(error), _)) => return Err(error),
        Either::Right((Pumped::Detach(input, sender), flow)) => {
            let Some(snapshots) = snapshots else {
                let error = "Detach is only supported when a session store is provided.";
                return Err(Error::public(Status::FailedPrecondition, error));
            };
            emitter.silence();
            let pending = progress.detach(&snapshots, &session, begin.in_line, &ctx).await?;
            if input.has_payload() {
                let _ = sender.send(input).await;
            }
            Detached { flow, snapshots, pending }
        }
    };
    let output = AgentOutput {
        session_id: Some(session.id().to_owned()),
        snapshot_id: Some(flow.pending.clone()),
        finish_reason: Some(AgentFinishReason::Detached),
        ..AgentOutput::default()
    };
    ctx.spawn(background(flow, ctx.clone())).detach();
    Ok(output)
}

enum Pumped {
    /// Nothing more is said.
    Closed,
    /// This is the last that is said; nobody waits for the answer.
    Detach(AgentInput, mpsc::Sender<AgentInput>),
    Failed(Error),
}

/// Passes on what is said, until that ends or the agent is left to itself: that works at once, also in a turn.
async fn pump(mut inputs: Inputs<AgentInput>, turns: mpsc::Sender<AgentInput>) -> Pumped {
    while let Some(input) = inputs.next().await {
        match input {
            Ok(input) if input.detach == Some(true) => return Pumped::Detach(input, turns),
            // Without anybody who takes turns the run is over.
            Ok(input) => drop(turns.send(input).await),
            Err(error) => return Pumped::Failed(error),
        }
    }
    Pumped::Closed
}

/// What goes on in the background.
struct Detached {
    flow: Flow,
    snapshots: Snapshots,
    /// The snapshot that it works at.
    pending: String,
}

/// Lets the turns go on until they are done or somebody stops them, and says meanwhile that they are.
async fn background(detached: Detached, ctx: Ctx) {
    let Detached { flow, snapshots, pending } = detached;
    let env = ctx.ai().env();
    let alive = async {
        loop {
            env.sleep(HEARTBEAT).await;
            if let Err(error) = snapshots.beat(&pending).await {
                tracing::warn!(target: "genkit", %error, snapshot = pending, "an agent cannot say that it is alive");
            }
        }
    };
    let stopped = async {
        if let Err(error) = snapshots.stopped(&pending).await {
            // It cannot be stopped any more, but it can be done.
            tracing::warn!(target: "genkit", %error, snapshot = pending, "an agent cannot hear whether to stop");
            std::future::pending::<()>().await;
        }
    };
    let work = select(flow, Box::pin(stopped));
    if let Either::Left((Either::Left((Err(error), _)), _)) = select(work, Box::pin(alive)).await {
        tracing::warn!(target: "genkit", %error, snapshot = pending, "an agent failed in the background");
    }
}
