//! Videos: begun, asked for, done.

mod video;

use std::sync::Arc;

use genkit::http::Method;
use genkit::schema::input;
use genkit::{Action, BackgroundModel, Ctx, Error, ModelRequest, Operation, Result};
use serde_json::json;

use crate::backend::{Backend, Call, Place};
use crate::config::checked;
use crate::family::short;
use crate::{VeoConfig, info};

/// A model that makes videos, with the action that checks on them.
pub(crate) fn model(backend: &Arc<Backend>, name: &str) -> Vec<Action> {
    let about = info::info(backend.plugin, name);
    let builder = BackgroundModel::with_info(format!("{}/{name}", backend.plugin), &about);
    let builder = builder.metadata("model", info::metadata(&about, input::<VeoConfig>()));
    let (to_check, to_start, model) = (backend.clone(), backend.clone(), short(name).to_owned());
    let checked = model.clone();
    builder
        .check(move |operation: Operation, ctx: Ctx| {
            let (backend, model) = (to_check.clone(), checked.clone());
            async move { check(&backend, &model, operation, &ctx).await }
        })
        .start(move |request: ModelRequest, ctx: Ctx| {
            let (backend, model) = (to_start.clone(), model.clone());
            async move { start(&backend, &model, request, &ctx).await }
        })
}

async fn start(backend: &Backend, model: &str, request: ModelRequest, ctx: &Ctx) -> Result<Operation> {
    let mut config = checked::<VeoConfig>(request.config)?;
    let call = Call::take(&mut config, ctx);
    let model = call.model(model);
    let asked =
        request.messages.last().ok_or_else(|| Error::invalid_argument("a request needs a message"))?;
    let instance = video::instance(asked, backend.is_vertex())?;
    let body = json!({"instances": [instance], "parameters": config});
    let place = Place::Model(model, "predictLongRunning");
    // Videos cost: what may have begun is not begun again.
    let request = backend.post(ctx.ai(), place, &body, &call).await?.once();
    let told = backend.http(&call).json(ctx.ai(), request).await?;
    video::operation(None, told).map_err(|e| e.with_source(backend.plugin))
}

async fn check(backend: &Backend, model: &str, operation: Operation, ctx: &Ctx) -> Result<Operation> {
    let call = Call::of(ctx);
    let request = if backend.is_vertex() {
        // The name of the operation tells its model, which a version may have replaced.
        let named = operation.id.split_once("/models/").and_then(|(_, rest)| rest.split_once("/operations/"));
        let model = named.map_or(model, |(model, _)| model);
        let body = json!({"operationName": operation.id});
        backend.post(ctx.ai(), Place::Model(model, "fetchPredictOperation"), &body, &call).await?
    } else {
        backend.request(ctx.ai(), Method::GET, Place::Path(&operation.id), &call).await?
    };
    let told = backend.http(&call).json(ctx.ai(), request).await?;
    video::operation(Some(operation), told).map_err(|e| e.with_source(backend.plugin))
}
