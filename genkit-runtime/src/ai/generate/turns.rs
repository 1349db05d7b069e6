//! The turns of a generate call: what the state machine asks for is carried out, by itself or inside middleware.

use std::sync::Arc;

use futures_util::StreamExt;
use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard};

use super::ask::ask;
use super::driver::{Call, Checkpoint, Outcome};
use super::resolve::{Output, Tools};
use super::seal::Sealer;
use super::spans::Spans;
use super::state::{Effect, GenerateState, Settled};
use super::{check, prepare, tools};
use crate::ai::message::{Message, Role};
use crate::ai::middleware::{End, GenerateTurn, Hook, Hooks, Next};
use crate::ai::model::{FinishReason, ModelResponse, ModelResponseChunk};
use crate::core::BoxFuture;
use crate::core::action::Action;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::stream::Chunks;

/// What stays as it is in one call.
pub(super) struct Fixed {
    pub(super) ctx: Ctx,
    pub(super) call: Box<Call>,
    pub(super) model: Action,
    pub(super) tools: Arc<Tools>,
    pub(super) output: Output,
    pub(super) sealer: Sealer,
    pub(super) chains: Hooks,
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
    /// The answer, and what it says in its format.
    Done(Box<ModelResponse>, Option<Value>),
}

pub(super) async fn keep(checkpoint: Option<&Checkpoint>, state: &GenerateState) -> Result<()> {
    match checkpoint {
        Some(checkpoint) => checkpoint.0(state.clone()).await,
        None => Ok(()),
    }
}

/// A generate call under way; hooks around its turns share it.
pub(super) struct Turns {
    pub(super) fixed: Fixed,
    pub(super) live: Mutex<Live>,
}

/// Turn after turn, until there is an answer. Where there is middleware around turns, it runs them; tools that were
/// interrupted run again before the first one.
pub(super) async fn run(call: &Arc<Turns>, out: &Chunks<ModelResponseChunk>) -> Result<Outcome> {
    let Turns { fixed, live } = &**call;
    loop {
        let mut live = live.lock().await;
        if let (Some(hooks), Effect::AskModel) = (&fixed.chains.generate, &live.effect) {
            let answered = call.around(hooks, live, out.clone()).await?;
            return answer(fixed, &call.live.lock().await.state, answered);
        }
        if let Turned::Done(response, output) = turn(fixed, &mut live, out).await? {
            let usage = live.state.usage().to_vec();
            return Ok(Outcome { response, output, usage });
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
                let answered = ask(fixed, &live.turn, state.request(), state.index(), out).await?;
                let effect = on_model(fixed, state, answered)?;
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
                        return Ok(done(response, None, state));
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
                    return Ok(done(response, None, state));
                }
                match check::output(&response, &fixed.output, state, &fixed.call) {
                    Ok(value) => return Ok(done(response, value, state)),
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

/// The model answered. A function of its own, so that what waits does not hold the answer.
fn on_model(
    fixed: &Fixed,
    state: &mut GenerateState,
    (mut response, sent): (ModelResponse, bool),
) -> Result<Effect> {
    if let Some(message) = &mut response.message {
        prepare::note_form(message, &fixed.output.config);
    }
    state.on_model(response, sent)
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
fn done(mut response: Box<ModelResponse>, output: Option<Value>, state: &GenerateState) -> Turned {
    response.request = Some(state.shared_request());
    Turned::Done(response, output)
}

/// What came out of the middleware, checked.
fn answer(fixed: &Fixed, state: &GenerateState, response: ModelResponse) -> Result<Outcome> {
    let mut response = Box::new(response);
    let output = if is_open(&response) || response.finish_reason == Some(FinishReason::Interrupted) {
        None
    } else {
        check::output(&response, &fixed.output, state, &fixed.call)?
    };
    response.request.get_or_insert_with(|| state.shared_request());
    Ok(Outcome { response, output, usage: state.usage().to_vec() })
}

impl Turns {
    /// The turn that is about to begin, inside the middleware around it.
    fn around(
        self: &Arc<Self>,
        hooks: &Arc<[Hook<GenerateTurn, ModelResponse>]>,
        live: MutexGuard<'_, Live>,
        out: Chunks<ModelResponseChunk>,
    ) -> BoxFuture<'static, Result<ModelResponse>> {
        Next::new(hooks.clone(), self.clone(), live.turn.clone(), out).run(live.state.coming_turn())
    }
}

impl End<GenerateTurn, ModelResponse> for Arc<Turns> {
    fn call(
        &self,
        coming: GenerateTurn,
        _ctx: &Ctx,
        out: &Chunks<ModelResponseChunk>,
    ) -> BoxFuture<'static, Result<ModelResponse>> {
        let (call, out) = (self.clone(), out.clone());
        Box::pin(async move {
            let Turns { fixed, live } = &*call;
            let mut live = live.lock().await;
            live.state.begin_turn(coming);
            live.effect = Effect::AskModel;
            match (turn(fixed, &mut live, &out).await?, &fixed.chains.generate) {
                (Turned::Again, Some(hooks)) => call.around(hooks, live, out).await,
                (Turned::Again, None) => Err(Error::internal("no middleware stands around turns")),
                (Turned::Done(response, _), _) => Ok(*response),
            }
        })
    }
}
