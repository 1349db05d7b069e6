//! A generate call from its options to its outcome: names resolved, the first state made, its spans closed.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::defaults::GenerateDefaults;
use super::resolve::{self, Output, Tools};
use super::resume;
use super::seal::Sealer;
use super::spans::Spans;
use super::state::{Effect, GenerateState, Limits, Names};
use super::turns::{self, Fixed, Live, Turns, keep};
use super::wire::{GenerateOptions, OutputOptions};
use super::{check, prepare};
use crate::ai::format::{self, Format};
use crate::ai::middleware::{self, Hooks};
use crate::ai::model::{ModelRequest, ModelResponse, ModelResponseChunk, Usage, info_of};
use crate::ai::part::Part;
use crate::ai::tool::ToolRef;
use crate::core::BoxFuture;
use crate::core::action::{Action, RunOptions, What, open};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};
use crate::core::schema::Known;
use crate::core::stream::Chunks;

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
    /// What marks messages that a prompt says beside the conversation.
    #[cfg(feature = "prompts")]
    pub(super) mark: Option<&'static str>,
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

/// What came of a call.
pub(super) struct Outcome {
    pub(super) response: Box<ModelResponse>,
    /// What the answer says, in its format; `None` if no format was asked for or the model did not finish.
    pub(super) output: Option<Value>,
    pub(super) usage: Vec<Usage>,
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
    answer(ai, parent, options, call, out).await
}

/// Runs a call that has its messages.
pub(super) async fn answer(
    ai: &Genkit,
    parent: Option<&Ctx>,
    mut options: RunOptions,
    call: Box<Call>,
    out: Chunks<ModelResponseChunk>,
) -> Result<Outcome> {
    let name = call.options.step_name.clone().unwrap_or_else(|| "generate".to_owned());
    let input = if ai.tracer().listening() { serde_json::to_string(&call.options).ok() } else { None };
    let first = open(ai, parent, What::Util(&name), &mut options, input);
    let mut spans = Spans::new(name, first.clone());
    let result = {
        let mut body = pin!(run(&first, call, &mut spans, out));
        poll_fn(|cx| first.poll_inside(body.as_mut(), cx)).await
    };
    spans.close(result.as_ref().map(|outcome| &*outcome.response));
    result
}

async fn run(
    ctx: &Ctx,
    call: Box<Call>,
    spans: &mut Spans,
    out: Chunks<ModelResponseChunk>,
) -> Result<Outcome> {
    let call = prepared(ctx, call).await?;
    {
        let mut live = call.live.lock().await;
        keep(call.fixed.call.checkpoint.as_ref(), &live.state).await?;
        std::mem::swap(&mut live.spans, spans);
    }
    let result = turns::run(&call, &out).await;
    std::mem::swap(&mut call.live.lock().await.spans, spans);
    result
}

/// Names become what they name, and the first state is made.
async fn prepared(ctx: &Ctx, mut call: Box<Call>) -> Result<Arc<Turns>> {
    let ai = ctx.ai();
    let restored = call.restored.take();
    if let Some(state) = &restored {
        call.options.model = Some(state.names.model.clone());
        call.options.output.clone_from(&state.names.output);
        let given = call.options.uses.take().unwrap_or_default();
        call.options.uses = Some(middleware::handed_in(&state.names.uses, &given));
        call.reasks = state.names.reasks;
    }
    let chains = Hooks::of_call(ai, call.options.uses.as_deref())?;
    call.tools.extend(chains.tools.iter().cloned().map(ToolRef::Action));
    if let Some(state) = &restored {
        call.tools = resolve::handed_in(&state.names.tools, &call.tools);
    }
    let (model, config) = resolve::model(ai, call.options.model.as_deref()).await?;
    let tools = Arc::new(resolve::tools(ai, &call.tools).await?);
    let output = resolve::output(ai, call.options.output.as_ref(), call.format.as_ref())?;
    let sealer = ai.extension::<Sealer>().cloned().unwrap_or_else(|| super::process_sealer().clone());
    let (state, restarts) = match restored {
        Some(state) => (*state, None),
        None => begin(ctx, &mut call, config, &tools, &output, &model, &sealer).await?,
    };
    prepare::warn(&model, state.request());
    let (effect, restarting) = match (state.start(), restarts) {
        (Effect::RunTools(_), Some(restarts)) => (Effect::RunTools(restarts), true),
        (effect, _) => (effect, false),
    };
    let (spans, reasks) = (Spans::default(), call.reasks);
    let live = Live { state, effect, restarting, turn: ctx.clone(), spans, reasks };
    let fixed = Fixed { ctx: ctx.clone(), call, model, tools, output, sealer, chains };
    Ok(Arc::new(Turns { fixed, live: Mutex::new(live) }))
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
        return Err(nothing_said());
    }
    let mut request = request(ctx, &mut call.options, config, tools, output).await?;
    if call.defaults.keep_context {
        prepare::augment(&mut request, info_of(model));
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
        uses: call.options.uses.take().unwrap_or_default(),
    };
    match call.options.resume.take() {
        None => Ok((GenerateState::new(names, request, limits), None)),
        Some(given) => {
            check::responses(tools, &given)?;
            let resumed = resume::resume(names, request, limits, given, sealer, ctx).await?;
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
        format::inject(&mut messages, words);
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

/// For all to see: it may be a client that said nothing.
pub(super) fn nothing_said() -> Error {
    Error::public(Status::InvalidArgument, "at least one message is required in generate request")
}
