//! A turn of the model. While tools at the provider's run long it pauses the turn, and goes on when it is asked to.

use genkit::{Chunks, Ctx, Error, Message, ModelResponse, ModelResponseChunk, Result};
use serde_json::{Value, json};

use super::asked::Asked;
use super::body::Outgoing;
use super::{Request, answer, stream};
use crate::plugin::Provider;

/// How often a paused turn is gone on with, until it is left to whoever asked.
const MOST: usize = 8;

/// Asks until the turn is at its end.
///
/// # Errors
/// With the answer so far, of all that was asked.
pub(super) async fn take(
    provider: &Provider,
    model: &str,
    mut request: Request,
    ctx: &Ctx,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let asked = Asked::of(&request, model);
    let conversation = request.messages.clone();
    let mut so_far: Option<ModelResponse> = None;
    let mut left = MOST;
    loop {
        let answer = match (so_far.take(), ask(provider, model, &request, &asked, ctx, out).await) {
            (None, answer) => answer?,
            (Some(so_far), Ok(answer)) => joined(so_far, answer),
            (Some(so_far), Err(error)) => return Err(with_all(error, so_far)),
        };
        let paused =
            answer.raw.as_ref().is_some_and(|raw| raw.get("stop_reason") == Some(&json!("pause_turn")));
        let Some(said) =
            answer.message.as_ref().filter(|said| paused && left > 0 && !said.content.is_empty())
        else {
            return Ok(answer);
        };
        request.messages = conversation.iter().chain([said]).cloned().collect();
        if let Some(id) = answer.raw.as_ref().and_then(|raw| raw.pointer("/container/id")) {
            keep_container(&mut request, id);
        }
        so_far = Some(answer);
        left -= 1;
    }
}

async fn ask(
    provider: &Provider,
    model: &str,
    request: &Request,
    asked: &Asked,
    ctx: &Ctx,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let key = request.config.typed.api_key.as_deref();
    let outgoing = Outgoing::of(provider, model, request, asked)?;
    if out.is_read() {
        let request = outgoing.streamed().request(provider, Some(ctx), key)?;
        return stream::read(provider.endpoint.http().events(ctx.ai(), request).await?, asked, out).await;
    }
    let request = outgoing.request(provider, Some(ctx), key)?;
    answer::whole(provider.endpoint.http().json(ctx.ai(), request).await?, asked)
}

/// What the tools had made stands in the container that they ran in.
fn keep_container(request: &mut Request, id: &Value) {
    match request.config.json.get_mut("container") {
        Some(Value::Object(container)) => drop(container.insert("id".to_owned(), id.clone())),
        _ => drop(request.config.json.insert("container".to_owned(), id.clone())),
    }
}

/// Both answers as one; how it ended is told by the second.
fn joined(first: ModelResponse, mut second: ModelResponse) -> ModelResponse {
    let mut content = first.message.map(|message| message.content).unwrap_or_default();
    content.extend(second.message.take().into_iter().flat_map(|message| message.content));
    second.message = Some(Message::model(content));
    if let Some(mut usage) = first.usage {
        second.usage.iter().for_each(|more| usage.add(more));
        second.usage = Some(usage);
    }
    second
}

fn with_all(error: Error, so_far: ModelResponse) -> Error {
    let partial = match error.partial() {
        Some(partial) => joined(so_far, partial),
        None => so_far,
    };
    error.with_partial(&partial)
}
