//! The Interactions API: steps in, steps out. Music and studies go through it.

mod answer;
mod content;
mod step;
mod tool;

use genkit::http::Method;
use genkit::{Ctx, Result};
use serde_json::Value;

pub(crate) use answer::{Status, response, status};
pub(crate) use step::steps;
pub(crate) use tool::{format, tools};

use crate::backend::{Backend, Call, Place};

/// The revision of the API that this is written for.
const REVISION: &str = "2026-05-20";

/// Begins an interaction.
///
/// # Errors
/// What the provider says.
pub(crate) async fn create(backend: &Backend, body: &Value, call: &Call, ctx: &Ctx) -> Result<Value> {
    let request = backend.post(ctx.ai(), Place::Path("interactions"), body, call).await?;
    let request = request.header("api-revision", REVISION)?.once();
    backend.http(call).json(ctx.ai(), request).await
}

/// Asks how one stands, or stops it.
///
/// # Errors
/// What the provider says.
pub(crate) async fn ask(backend: &Backend, id: &str, stop: bool, ctx: &Ctx) -> Result<Value> {
    let call = Call::of(ctx);
    let (method, path) = if stop {
        (Method::POST, format!("interactions/{id}/cancel"))
    } else {
        (Method::GET, format!("interactions/{id}"))
    };
    let request = backend.request(ctx.ai(), method, Place::Path(&path), &call).await?;
    let request = request.header("api-revision", REVISION)?;
    backend.http(&call).json(ctx.ai(), request).await
}
