//! Middleware of a model's own, and models run by their keys: what JSON asks is made fit as a generate call makes it.

use std::any::Any;
use std::future::ready;

use serde_json::Value;

use super::{ModelCall, prepare};
use crate::ai::middleware::{End, Layers, MiddlewareRef, Next};
use crate::ai::model::{ModelRequest, ModelResponse, ModelResponseChunk, info_of};
use crate::core::BoxFuture;
use crate::core::action::{Action, Body, DressBody, Schemas, read_input, write_output};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;
use crate::core::stream::{Chunks, RawChunk};

inventory::submit! { DressBody { kind: ActionType::Model, dress: |body| Box::new(ModelBody::new(body, Vec::new())) } }

/// The function of a model: alone for generate calls, which do the rest themselves, and fitted for JSON.
pub(crate) struct ModelBody {
    inner: Box<dyn Body>,
    layers: Layers,
}

impl ModelBody {
    pub(crate) fn new(inner: Box<dyn Body>, layers: Vec<MiddlewareRef>) -> Self {
        Self { inner, layers: Layers::new(layers) }
    }
}

impl Body for ModelBody {
    fn call_json(
        &self,
        action: &Action,
        input: Value,
        ctx: Ctx,
        out: Chunks<RawChunk>,
    ) -> BoxFuture<'static, Result<Value>> {
        let Some(call) = self.inner.typed().downcast_ref::<ModelCall>() else {
            return self.inner.call_json(action, input, ctx, out);
        };
        let request = match read_input::<ModelRequest>(input) {
            Ok(request) => request,
            Err(error) => return Box::pin(ready(Err(error))),
        };
        let answer = if self.layers.is_empty() {
            call(prepare::fit(request, info_of(action)), ctx, out.typed())
        } else {
            ask(action.clone(), &self.layers, request, ctx, out.typed(), |ctx, model, request, out| {
                match model.callable::<ModelRequest, ModelResponse, ModelResponseChunk>() {
                    Some(call) => call(request, ctx, out),
                    None => Box::pin(ready(Err(Error::internal("not a model")))),
                }
            })
        };
        Box::pin(async move { write_output(&answer.await?) })
    }

    fn is_silent(&self) -> bool {
        self.inner.is_silent()
    }

    fn schemas(&self) -> Schemas {
        self.inner.schemas()
    }

    fn typed(&self) -> &dyn Any {
        self.inner.typed()
    }

    fn dressed(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

/// The middleware of a model's own, if it has any.
pub(super) fn of(model: &Action) -> Option<&Layers> {
    let dressed = model.body().dressed()?.downcast_ref::<ModelBody>()?;
    (!dressed.layers.is_empty()).then_some(&dressed.layers)
}

pub(super) type Ask =
    fn(Ctx, &Action, ModelRequest, Chunks<ModelResponseChunk>) -> BoxFuture<'static, Result<ModelResponse>>;

/// Asks a model inside its own middleware; the request is made fit inside of it.
pub(super) fn ask(
    model: Action,
    layers: &Layers,
    request: ModelRequest,
    ctx: Ctx,
    out: Chunks<ModelResponseChunk>,
    ask: Ask,
) -> BoxFuture<'static, Result<ModelResponse>> {
    match layers.hooks(ctx.ai()) {
        Ok(hooks) => {
            let hooks = hooks.model.unwrap_or_default();
            Next::new(hooks, LayeredEnd { model, ask }, ctx, out).run(request)
        }
        Err(error) => Box::pin(ready(Err(error))),
    }
}

struct LayeredEnd {
    model: Action,
    ask: Ask,
}

impl End<ModelRequest, ModelResponse> for LayeredEnd {
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
        let request = prepare::fit(request, info_of(&model));
        (self.ask)(ctx.clone(), &model, request, out.clone())
    }
}
