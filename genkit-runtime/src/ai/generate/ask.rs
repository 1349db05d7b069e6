//! Asking a model: what stands around it, the request made fit, a span and bounds of time.

use std::future::{Future, ready};
use std::time::Duration;

use futures_util::future::Either;

use super::deadline::{Activity, Bounds, within};
use super::defaults::Deadlines;
use super::layers;
use super::prepare;
use super::turns::Fixed;
use crate::ai::message::Role;
use crate::ai::middleware::{End, Next};
use crate::ai::model::{ModelRequest, ModelResponse, ModelResponseChunk, info_of};
use crate::core::BoxFuture;
use crate::core::action::{Action, RunOptions, Running, What, open};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;
use crate::core::stream::Chunks;

/// Asks the model of a call; tells too whether it sent chunks.
pub(super) async fn ask(
    fixed: &Fixed,
    turn: &Ctx,
    request: &ModelRequest,
    index: u32,
    out: &Chunks<ModelResponseChunk>,
) -> Result<(ModelResponse, bool)> {
    let deadlines = fixed.call.defaults.deadlines;
    let activity = Activity::new(turn.ai().env(), out);
    let chunks = numbered(out, index, activity.clone());
    let response = match &fixed.chains.model {
        None => ask_model(turn, &fixed.model, request.clone(), deadlines, &activity, chunks).await?,
        Some(hooks) => {
            let end = ModelEnd { model: fixed.model.clone(), deadlines };
            Next::new(hooks.clone(), end, turn.clone(), chunks).run(request.clone()).await?
        }
    };
    Ok((response, activity.any()))
}

/// A model at the end of a chain.
struct ModelEnd {
    model: Action,
    deadlines: Deadlines,
}

impl End<ModelRequest, ModelResponse> for ModelEnd {
    fn call(
        &self,
        request: ModelRequest,
        ctx: &Ctx,
        out: &Chunks<ModelResponseChunk>,
    ) -> BoxFuture<'static, Result<ModelResponse>> {
        self.call_model(self.model.clone(), request, ctx, out)
    }

    fn model(&self) -> Option<&Action> {
        Some(&self.model)
    }

    fn call_model(
        &self,
        model: Action,
        request: ModelRequest,
        ctx: &Ctx,
        out: &Chunks<ModelResponseChunk>,
    ) -> BoxFuture<'static, Result<ModelResponse>> {
        let (deadlines, ctx, out) = (self.deadlines, ctx.clone(), out.clone());
        Box::pin(async move {
            let activity = Activity::new(ctx.ai().env(), &out);
            let noted = activity.clone();
            let chunks = out.map(move |chunk| {
                noted.note();
                Ok(Some(chunk))
            });
            ask_model(&ctx, &model, request, deadlines, &activity, chunks).await
        })
    }
}

/// A model under way: its function, or what stands around that.
type Asked = Either<Running<'static, ModelResponse>, BoxFuture<'static, Result<ModelResponse>>>;

/// Asks a model once, in a span of its own. The request is used up before anything waits: what waits stays small.
fn ask_model<'a>(
    turn: &'a Ctx,
    model: &'a Action,
    request: ModelRequest,
    deadlines: Deadlines,
    activity: &'a Activity,
    chunks: Chunks<ModelResponseChunk>,
) -> impl Future<Output = Result<ModelResponse>> + Send + use<'a> {
    let env = turn.ai().env();
    let begun = env.elapsed();
    let asked = start(turn, model, request, chunks);
    let mut asked = asked.unwrap_or_else(|error| Either::Right(Box::pin(ready(Err(error)))));
    async move {
        if model.action_type() == ActionType::BackgroundModel {
            return (&mut asked).await;
        }
        let bounds = Bounds { env, begun, deadlines, activity };
        let answer = within(bounds, model.name(), &mut asked).await?;
        Ok(timed(answer, env.elapsed().saturating_sub(begun)))
    }
}

fn timed(mut response: ModelResponse, took: Duration) -> ModelResponse {
    response.latency_ms.get_or_insert(took.as_secs_f64() * 1e3);
    response
}

fn start(
    turn: &Ctx,
    model: &Action,
    request: ModelRequest,
    chunks: Chunks<ModelResponseChunk>,
) -> Result<Asked> {
    if model.action_type() == ActionType::BackgroundModel {
        return Ok(Either::Right(operation(turn.clone(), model.clone(), request)));
    }
    let Some(call) = model.callable::<ModelRequest, ModelResponse, ModelResponseChunk>() else {
        return Err(Error::invalid_argument(format!("{} is not a model", model.key())));
    };
    let Some(layers) = layers::of(model) else {
        let request = prepare::fit(request, info_of(model));
        return Ok(Either::Left(typed(turn, model, call, request, chunks)));
    };
    let inside: layers::Ask = |ctx, model, request, out| match model
        .callable::<ModelRequest, ModelResponse, ModelResponseChunk>()
    {
        Some(call) => Box::pin(typed(&ctx, model, call, request, out)),
        None => Box::pin(std::future::pending()),
    };
    Ok(Either::Right(layers::ask(model.clone(), layers, request, turn.clone(), chunks, inside)))
}

/// A background model answers with the operation that it began.
fn operation(turn: Ctx, model: Action, request: ModelRequest) -> BoxFuture<'static, Result<ModelResponse>> {
    Box::pin(async move {
        let request = prepare::fit(request, info_of(&model));
        let operation = model.run_below(&turn, serde_json::to_value(request)?).await?;
        let operation = Some(Box::new(serde_json::from_value(operation)?));
        Ok(ModelResponse { operation, ..ModelResponse::default() })
    })
}

/// The function of a model in a span of its own.
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
