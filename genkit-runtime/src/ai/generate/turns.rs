//! The turns of a generate call: what the state machine asks for is carried out, by itself or inside middleware.

use std::sync::Arc;

use futures_util::StreamExt;
use tokio::sync::Mutex;

use super::ask::ask;
use super::driver::{Call, Checkpoint, Outcome};
use super::resolve::{Output, Tools};
use super::seal::Sealer;
use super::spans::Spans;
use super::state::{Effect, GenerateState, Settled};
use super::{check, prepare, tools};
use crate::ai::message::{Message, Role};
use crate::ai::middleware::{Chains, End, GenerateTurn, Next};
use crate::ai::model::{FinishReason, ModelResponse, ModelResponseChunk};
use crate::core::BoxFuture;
use crate::core::action::Action;
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::stream::Chunks;

/// What stays as it is in one call.
pub(super) struct Fixed {
    pub(super) ctx: Ctx,
    pub(super) call: Box<Call>,
    pub(super) model: Action,
    pub(super) tools: Arc<Tools>,
    pub(super) output: Output,
    pub(super) sealer: Sealer,
    pub(super) chains: Chains,
}

/// Where a call stands.
pub(super) struct Live {
    pub(super) state: GenerateState,
    pub(super) effect: Effect,
    /// True while interrupted tools run again.
    pub(super) restarting: bool,
    pub(super) turn: Ctx,
    pub(super) spans: Spans,
    pub(super) reasks: u32,
}

/// What became of a turn.
enum Turned {
    /// The model is to be asked again.
    Again,
    Done(Outcome),
}

pub(super) async fn keep(checkpoint: Option<&Checkpoint>, state: &GenerateState) -> Result<()> {
    match checkpoint {
        Some(checkpoint) => checkpoint.0(state.clone()).await,
        None => Ok(()),
    }
}

/// Turn after turn, with nothing around them.
pub(super) async fn run(fixed: &Fixed, live: &mut Live, out: &Chunks<ModelResponseChunk>) -> Result<Outcome> {
    loop {
        if let Turned::Done(outcome) = turn(fixed, live, out).await? {
            return Ok(outcome);
        }
    }
}

/// One turn: the model answers, and its tools.
async fn turn(fixed: &Fixed, live: &mut Live, out: &Chunks<ModelResponseChunk>) -> Result<Turned> {
    let checkpoint = fixed.call.checkpoint.as_ref();
    let state = &mut live.state;
    let mut effect = std::mem::replace(&mut live.effect, Effect::AskModel);
    loop {
        effect = match effect {
            Effect::AskModel => {
                let (mut response, sent) =
                    ask(fixed, &live.turn, state.request(), state.index(), out).await?;
                if let Some(message) = &mut response.message {
                    prepare::note_form(message, &fixed.output.config);
                }
                let effect = state.on_model(response, sent)?;
                keep(checkpoint, state).await?;
                effect
            }
            Effect::RunTools(asked) => {
                let around = fixed.chains.tool.as_ref();
                let restarting = std::mem::take(&mut live.restarting);
                let mut running = tools::run(&live.turn, &fixed.tools, around, asked, restarting);
                while let Some((place, outcome)) = running.next().await {
                    state.on_tool(place, outcome);
                    keep(checkpoint, state).await?;
                }
                drop(running);
                match state.settle()? {
                    Settled::Interrupted(mut response) => {
                        if let Some(message) = &mut response.message {
                            fixed.sealer.close(message, state.request().messages.iter(), &live.turn);
                        }
                        return Ok(Turned::Done(done(response, None, state)));
                    }
                    Settled::Answered => {
                        stream_message(out, state).await?;
                        state.next_message();
                    }
                }
                live.turn = live.spans.next(&fixed.ctx, || serde_json::to_string(state.request()).ok());
                return Ok(Turned::Again);
            }
            Effect::Finish(response) => {
                if is_open(&response) {
                    return Ok(Turned::Done(done(response, None, state)));
                }
                match check::output(&response, &fixed.output, state, &fixed.call) {
                    Ok(value) => return Ok(Turned::Done(done(response, value, state))),
                    Err(error) if live.reasks > 0 => {
                        live.reasks -= 1;
                        let message = response.message.unwrap_or_else(|| Message::model(Vec::new()));
                        state.ask_again(message, error.message());
                        live.turn =
                            live.spans.next(&fixed.ctx, || serde_json::to_string(state.request()).ok());
                        return Ok(Turned::Again);
                    }
                    Err(error) => return Err(error),
                }
            }
        };
    }
}

/// True if an answer is not the last word: tools or an operation are still to be seen to.
fn is_open(response: &ModelResponse) -> bool {
    response.operation.is_some() || response.message.iter().flat_map(Message::tool_requests).count() > 0
}

/// Sends the answers of the tools, if anybody reads.
async fn stream_message(out: &Chunks<ModelResponseChunk>, state: &GenerateState) -> Result<()> {
    let Some(message) = state.request().last().filter(|_| out.is_read()) else { return Ok(()) };
    let mut chunk = ModelResponseChunk::new(message.content.clone());
    chunk.role = Some(Role::Tool);
    chunk.index = Some(state.index());
    out.send(chunk).await
}

/// The answer as it is told: with what was asked.
fn done(
    mut response: Box<ModelResponse>,
    output: Option<serde_json::Value>,
    state: &GenerateState,
) -> Outcome {
    response.request = Some(state.request().clone());
    Outcome { response, output, usage: state.usage().to_vec() }
}

/// Runs a call inside the middleware around its turns; what comes out of the outermost hook is the answer.
pub(super) async fn run_around(
    fixed: Fixed,
    mut live: Live,
    spans: &mut Spans,
    out: Chunks<ModelResponseChunk>,
) -> Result<Outcome> {
    // Tools that were interrupted run again before the first turn.
    if matches!(live.effect, Effect::RunTools(_)) {
        let turned = Box::pin(turn(&fixed, &mut live, &out)).await;
        if !matches!(turned, Ok(Turned::Again)) {
            std::mem::swap(&mut live.spans, spans);
        }
        if let Turned::Done(outcome) = turned? {
            return Ok(outcome);
        }
    }
    let (coming, ctx) = (live.state.coming_turn(), live.turn.clone());
    let around = Arc::new(Around { fixed, live: Mutex::new(live) });
    let answered = around.clone().next_turn(coming, ctx, out).await;
    let mut live = around.live.lock().await;
    std::mem::swap(&mut live.spans, spans);
    answer(&around.fixed, &live.state, answered?)
}

/// The answer as it came out of the middleware, checked.
fn answer(fixed: &Fixed, state: &GenerateState, response: ModelResponse) -> Result<Outcome> {
    let output = if is_open(&response) || response.finish_reason == Some(FinishReason::Interrupted) {
        None
    } else {
        check::output(&response, &fixed.output, state, &fixed.call)?
    };
    let request = response.request.clone();
    let mut outcome = done(Box::new(response), output, state);
    if request.is_some() {
        outcome.response.request = request;
    }
    Ok(outcome)
}

/// A call with middleware around its turns.
struct Around {
    fixed: Fixed,
    live: Mutex<Live>,
}

impl Around {
    fn next_turn(
        self: Arc<Self>,
        coming: GenerateTurn,
        ctx: Ctx,
        out: Chunks<ModelResponseChunk>,
    ) -> BoxFuture<'static, Result<ModelResponse>> {
        let hooks = self.fixed.chains.generate.clone().unwrap_or_default();
        Next::new(hooks, self, ctx, out).run(coming)
    }
}

impl End<GenerateTurn, ModelResponse> for Around {
    fn call(
        self: Arc<Self>,
        coming: GenerateTurn,
        _ctx: Ctx,
        out: Chunks<ModelResponseChunk>,
    ) -> BoxFuture<'static, Result<ModelResponse>> {
        Box::pin(async move {
            let (coming, ctx) = {
                let mut live = self.live.lock().await;
                live.state.begin_turn(coming);
                live.effect = Effect::AskModel;
                match turn(&self.fixed, &mut live, &out).await? {
                    Turned::Done(outcome) => return Ok(*outcome.response),
                    Turned::Again => (live.state.coming_turn(), live.turn.clone()),
                }
            };
            self.next_turn(coming, ctx, out).await
        })
    }
}
