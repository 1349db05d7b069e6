//! Carries out what the state machine of a generate call asks for: asks the model, runs the tools, keeps the spans.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use futures_util::StreamExt;
use serde_json::{Map, Value};

use super::deadline::{Activity, within};
use super::defaults::{Deadlines, GenerateDefaults};
use super::resolve::{self, Output, Tools};
use super::resume;
use super::seal::Sealer;
use super::state::{Effect, GenerateState, Limits, Names, Settled};
use super::wire::{GenerateOptions, OutputOptions};
use super::{check, prepare, tools};
use crate::ai::format::{self, Format};
use crate::ai::message::{Message, Role};
use crate::ai::model::{ModelRequest, ModelResponse, ModelResponseChunk, Usage};
use crate::ai::part::Part;
use crate::ai::tool::ToolRef;
use crate::core::BoxFuture;
use crate::core::action::{Action, RunOptions, Running, What, open, open_step};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;
use crate::core::schema::Known;
use crate::core::stream::Chunks;
use crate::core::trace::SpanKind;

/// A generate call: what can be named, and what cannot.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub(super) options: GenerateOptions,
    /// The tools: those of the options, and those given themselves.
    pub(super) tools: Vec<ToolRef>,
    /// A format given itself.
    pub(super) format: Option<Format>,
    /// The type of the answer, if its schema is the one asked for.
    pub(super) known: Option<Arc<Known>>,
    pub(super) defaults: GenerateDefaults,
    /// How often to ask again after an answer that does not fit.
    pub(super) reasks: u32,
    /// True if a call without any message is refused; what a tool sends goes to the model as it is.
    pub(super) needs_message: bool,
    /// Told of each state, to keep it.
    pub(super) checkpoint: Option<Checkpoint>,
    /// A state that was kept, to go on from.
    pub(super) restored: Option<Box<GenerateState>>,
    /// A prompt to begin with.
    #[cfg(feature = "prompts")]
    pub(super) begun: Option<super::base::Begun>,
}

impl Call {
    /// What form the answer shall have.
    pub(super) fn output(&self) -> Option<&OutputOptions> {
        let own = self.options.output.as_ref();
        #[cfg(feature = "prompts")]
        let own = own.or_else(|| self.begun.as_ref()?.base.output());
        own
    }
}

/// Keeps a state; what it fails with ends the call.
#[derive(Clone)]
pub(super) struct Checkpoint(
    pub(super) Arc<dyn Fn(GenerateState) -> BoxFuture<'static, Result<()>> + Send + Sync>,
);

impl std::fmt::Debug for Checkpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Checkpoint")
    }
}

async fn keep(checkpoint: Option<&Checkpoint>, state: &GenerateState) -> Result<()> {
    match checkpoint {
        Some(checkpoint) => checkpoint.0(state.clone()).await,
        None => Ok(()),
    }
}

/// What came of a call.
pub(super) struct Outcome {
    pub(super) response: Box<ModelResponse>,
    /// What the answer says, in its format; `None` if no format was asked for or the model did not finish.
    pub(super) output: Option<Value>,
    pub(super) usage: Vec<Usage>,
}

/// The spans of the turns, each below the one before. Kept so that the last answer closes them all.
struct Turns {
    name: String,
    open: Vec<Ctx>,
}

impl Turns {
    fn next(&mut self, first: &Ctx, input: impl FnOnce() -> Option<String>) -> Ctx {
        let above = self.open.last().unwrap_or(first);
        let input = if above.ai().tracer().listening() { input() } else { None };
        let turn = open_step(above, &self.name, SpanKind::Util, input);
        self.open.push(turn.clone());
        turn
    }

    fn close(&mut self, result: &Result<Outcome>) {
        let told = result.as_ref().ok().filter(|_| self.open.iter().any(|t| t.span().is_recording()));
        let told = told.and_then(|outcome| serde_json::to_string(&outcome.response).ok());
        while let Some(turn) = self.open.pop() {
            match result {
                Ok(_) => turn.span().end(Ok(told.clone())),
                Err(error) => turn.span().end(Err(error)),
            }
        }
    }
}

/// Runs a call: below `parent` if there is one, else below the run that this task is in.
pub(super) async fn drive(
    ai: &Genkit,
    parent: Option<&Ctx>,
    options: RunOptions,
    #[cfg_attr(not(feature = "prompts"), allow(unused_mut))] mut call: Box<Call>,
    out: Chunks<ModelResponseChunk>,
) -> Result<Outcome> {
    #[cfg(feature = "prompts")]
    if let Some(begun) = call.begun.take() {
        return Box::pin(super::base::drive(ai, parent, options, begun, call, out)).await;
    }
    turns(ai, parent, options, call, out).await
}

/// Runs a call that has its messages.
pub(super) async fn turns(
    ai: &Genkit,
    parent: Option<&Ctx>,
    mut options: RunOptions,
    call: Box<Call>,
    out: Chunks<ModelResponseChunk>,
) -> Result<Outcome> {
    let name = call.options.step_name.clone().unwrap_or_else(|| "generate".to_owned());
    let input = if ai.tracer().listening() { serde_json::to_string(&call.options).ok() } else { None };
    let first = open(ai, parent, What::Util(&name), &mut options, input);
    let mut turns = Turns { name, open: vec![first.clone()] };
    let result = {
        let mut body = pin!(turns_of(&first, call, &mut turns, out));
        poll_fn(|cx| first.poll_inside(body.as_mut(), cx)).await
    };
    turns.close(&result);
    result
}

async fn turns_of(
    ctx: &Ctx,
    mut call: Box<Call>,
    turns: &mut Turns,
    out: Chunks<ModelResponseChunk>,
) -> Result<Outcome> {
    let ai = ctx.ai();
    let restored = call.restored.take();
    if let Some(state) = &restored {
        call.options.model = Some(state.names.model.clone());
        call.options.output.clone_from(&state.names.output);
        call.tools = resolve::handed_in(&state.names.tools, &call.tools);
        call.reasks = state.names.reasks;
    }
    let (model, config) = resolve::model(ai, call.options.model.as_deref()).await?;
    let tools = resolve::tools(ai, &call.tools).await?;
    let output = resolve::output(ai, call.options.output.as_ref(), call.format.as_ref())?;
    let sealer = ai.extension::<Sealer>().cloned().unwrap_or_else(|| super::process_sealer().clone());
    let (mut state, restarts) = match restored {
        Some(state) => (*state, None),
        None => begin(ctx, &mut call, config, &tools, &output, &model, &sealer).await?,
    };
    prepare::warn(&model, state.request());
    let mut turn = ctx.clone();
    let mut effect = match (state.start(), restarts) {
        (Effect::RunTools(_), Some(restarts)) => Effect::RunTools(restarts),
        (effect, _) => effect,
    };
    let checkpoint = call.checkpoint.as_ref();
    let mut reasks = call.reasks;
    keep(checkpoint, &state).await?;
    loop {
        effect = match effect {
            Effect::AskModel => {
                let (mut response, sent) = ask(&turn, &model, &state, call.defaults.deadlines, &out).await?;
                if let Some(message) = &mut response.message {
                    prepare::note_form(message, &output.config);
                }
                let effect = state.on_model(response, sent)?;
                keep(checkpoint, &state).await?;
                effect
            }
            Effect::RunTools(asked) => {
                let mut running = tools::run(&turn, &tools, asked);
                while let Some((place, outcome)) = running.next().await {
                    state.on_tool(place, outcome);
                    keep(checkpoint, &state).await?;
                }
                drop(running);
                match state.settle()? {
                    Settled::Interrupted(mut response) => {
                        if let Some(message) = &mut response.message {
                            sealer.close(message, &turn);
                        }
                        return Ok(done(response, None, &state));
                    }
                    Settled::Answered => {
                        stream_message(&out, &state).await?;
                        state.next_message();
                        turn = turns.next(ctx, || serde_json::to_string(state.request()).ok());
                        Effect::AskModel
                    }
                }
            }
            Effect::Finish(response) => {
                let asked = response.message.iter().flat_map(Message::tool_requests).count() > 0;
                if response.operation.is_some() || asked {
                    return Ok(done(response, None, &state));
                }
                match check::output(&response, &output, &state, &call) {
                    Ok(value) => return Ok(done(response, value, &state)),
                    Err(error) if reasks > 0 => {
                        reasks -= 1;
                        let message = response.message.unwrap_or_else(|| Message::model(Vec::new()));
                        state.ask_again(message, error.message());
                        turn = turns.next(ctx, || serde_json::to_string(state.request()).ok());
                        Effect::AskModel
                    }
                    Err(error) => return Err(error),
                }
            }
        };
    }
}

/// The state that a call begins with, and for one that goes on after interrupts the requests that run again.
async fn begin(
    ctx: &Ctx,
    call: &mut Call,
    config: Map<String, Value>,
    tools: &Tools,
    output: &Output,
    model: &Action,
    sealer: &Sealer,
) -> Result<(GenerateState, Option<Vec<(usize, Part)>>)> {
    if call.needs_message && call.options.messages.is_empty() {
        return Err(Error::invalid_argument("at least one message is required in generate request"));
    }
    let mut request = request(ctx, &mut call.options, config, tools, output).await?;
    if call.defaults.keep_context {
        prepare::augment(&mut request, prepare::info(model));
    }
    let limits = Limits {
        max_turns: call.options.max_turns.unwrap_or(5),
        return_tool_requests: call.options.return_tool_requests.unwrap_or(false),
        tool_errors: call.defaults.tool_errors,
    };
    let names = Names {
        model: model.name().to_owned(),
        tools: tools.actions.iter().map(|(_, action)| action.key_text().to_owned()).collect(),
        output: call.options.output.clone(),
        reasks: call.reasks,
    };
    match call.options.resume.take() {
        None => Ok((GenerateState::new(names, request, limits), None)),
        Some(given) => {
            check::responses(tools, &given)?;
            let resumed = resume::resume(names, request, limits, given, sealer, ctx)?;
            Ok((resumed.state, Some(resumed.restarts)))
        }
    }
}

/// The first request: resources in place, instructions injected.
async fn request(
    ctx: &Ctx,
    options: &mut GenerateOptions,
    config: Map<String, Value>,
    tools: &Tools,
    output: &Output,
) -> Result<ModelRequest> {
    let mut messages = std::mem::take(&mut options.messages);
    resolve::resources(ctx, options, &mut messages).await?;
    if let Some(words) = &output.words {
        format::inject(messages.to_mut(), words);
    }
    let mut request = ModelRequest::new(messages);
    request.config = merged(config, options.config.take());
    request.tools = Some(tools.definitions.clone());
    request.tool_choice = options.tool_choice;
    request.output = Some(output.config.clone());
    request.docs = options.docs.take().map(Into::into);
    Ok(request)
}

/// The configuration of the call over that of the model's name.
fn merged(mut named: Map<String, Value>, given: Option<Value>) -> Value {
    match given {
        Some(Value::Object(given)) => {
            named.extend(given);
            Value::Object(named)
        }
        Some(given) if !given.is_null() => given,
        _ if named.is_empty() => Value::Null,
        _ => Value::Object(named),
    }
}

/// Asks the model once, in a span of its own; tells too whether it sent chunks.
async fn ask(
    turn: &Ctx,
    model: &Action,
    state: &GenerateState,
    deadlines: Deadlines,
    out: &Chunks<ModelResponseChunk>,
) -> Result<(ModelResponse, bool)> {
    let ai = turn.ai();
    let request = prepare::fit(state.request(), prepare::info(model));
    if model.action_type() == ActionType::BackgroundModel {
        let input = serde_json::to_value(request)?;
        let operation = model.run_below(turn, input).await?;
        let operation = Some(serde_json::from_value(operation)?);
        return Ok((ModelResponse { operation, ..ModelResponse::default() }, false));
    }
    let activity = Activity::new(ai.env());
    let chunks = numbered(out, state.index(), activity.clone());
    let begun = ai.env().elapsed();
    let running = match model.callable::<ModelRequest, ModelResponse, ModelResponseChunk>() {
        Some(call) => typed(turn, model, call, request, chunks),
        None => return Err(Error::invalid_argument(format!("{} is not a model", model.key()))),
    };
    let mut response = within(deadlines, &activity, model.name(), running).await?;
    let took = ai.env().elapsed().saturating_sub(begun).as_secs_f64() * 1e3;
    response.latency_ms.get_or_insert(took);
    Ok((response, activity.any()))
}

fn typed(
    turn: &Ctx,
    model: &Action,
    call: &super::ModelCall,
    request: ModelRequest,
    chunks: Chunks<ModelResponseChunk>,
) -> Running<'static, ModelResponse> {
    let input = if turn.ai().tracer().listening() { serde_json::to_string(&request).ok() } else { None };
    let ctx = open(turn.ai(), Some(turn), What::Action(model), &mut RunOptions::new(), input);
    let body = call(request, ctx.clone(), chunks);
    Running::new(ctx, model.name(), body)
}

/// The model's chunks as a caller sees them: of the model, and of the message that it is about to give. What a
/// provider says of role, message and repetition means nothing beyond it.
fn numbered(out: &Chunks<ModelResponseChunk>, index: u32, activity: Activity) -> Chunks<ModelResponseChunk> {
    out.map(move |mut chunk: ModelResponseChunk| {
        activity.note();
        chunk.role = Some(Role::Model);
        chunk.index = Some(index);
        chunk.aggregated = None;
        Ok(Some(chunk))
    })
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
fn done(mut response: Box<ModelResponse>, output: Option<Value>, state: &GenerateState) -> Outcome {
    response.request = Some(state.request().clone());
    Outcome { response, output, usage: state.usage().to_vec() }
}
