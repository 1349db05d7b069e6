//! The Interactions API: steps in, steps out. Music, studies and agents go through it.

mod answer;
mod content;
mod step;
mod stream;
mod tool;

use genkit::http::Method;
use genkit::{Chunks, Ctx, Messages, ModelResponse, ModelResponseChunk, Result, ToolNames};
use serde_json::{Map, Value};

pub(crate) use answer::{Status, response, status};
use step::input;
#[cfg(test)]
pub(crate) use stream::cut;
pub(crate) use tool::{format, tools};

use crate::backend::{Backend, Call, Place};

/// The revision of the API that this is written for.
const REVISION: &str = "2026-05-20";

/// A body: who is asked (`model`, `agent`), what is said, and what of the configuration the API calls otherwise. The
/// rest of the configuration is sent as it is.
///
/// # Errors
/// `INVALID_ARGUMENT` for media that the API does not take.
pub(crate) fn body(
    who: (&str, &str),
    messages: &Messages,
    config: &mut Map<String, Value>,
    backend: &Backend,
) -> Result<Map<String, Value>> {
    let mut body = Map::from_iter([
        (who.0.to_owned(), who.1.into()),
        ("input".to_owned(), input(messages, backend.is_vertex())?.into()),
    ]);
    if let Some(id) = config.shift_remove("previousInteractionId") {
        body.insert("previous_interaction_id".to_owned(), id);
    }
    if let Some(Value::Array(named)) = config.shift_remove("responseModalities") {
        let lower = named.iter().filter_map(Value::as_str).map(str::to_lowercase).map(Value::from);
        body.insert("response_modalities".to_owned(), lower.collect());
    }
    Ok(body)
}

/// Begins an interaction.
///
/// # Errors
/// What the provider says.
pub(crate) async fn create(
    backend: &Backend,
    body: &Map<String, Value>,
    call: &Call,
    ctx: &Ctx,
) -> Result<Value> {
    let request = backend.post(ctx.ai(), Place::Path("interactions"), body, call).await?;
    let request = request.header("api-revision", REVISION)?.once();
    backend.http(call).json(ctx.ai(), request).await
}

/// Holds an interaction to its end, in pieces where somebody reads them.
///
/// # Errors
/// What the provider says; with the answer so far if a stream ends before its end.
pub(crate) async fn hold(
    backend: &Backend,
    mut body: Map<String, Value>,
    call: &Call,
    ctx: &Ctx,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let names = ToolNames::default();
    if !out.is_read() {
        return answer::whole(create(backend, &body, call, ctx).await?, &names);
    }
    body.insert("stream".to_owned(), true.into());
    let request = backend.post(ctx.ai(), Place::Path("interactions"), &body, call).await?;
    let request = request.header("api-revision", REVISION)?.once();
    stream::read(backend.http(call).events(ctx.ai(), request).await?, &names, out).await
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
