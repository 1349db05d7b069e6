//! Models: messages in, a message out.

mod answer;
mod body;
mod message;
mod think;

use std::sync::Arc;

use genkit::{
    Action, Chunks, Constrained, Ctx, Error, Model, ModelRequest, ModelResponse, ModelResponseChunk,
    ModelSupports, RawConfig, Result, Status,
};

use crate::plugin::Server;
use crate::{ModelDetails, OllamaConfig};
use answer::Answer;

/// A request as a model of this plugin takes it.
type Request = ModelRequest<RawConfig<OllamaConfig>>;

pub(crate) fn model(server: Arc<Server>, name: &str, details: Option<&ModelDetails>) -> Action {
    let model = name.to_owned();
    let completes = server.completes(name);
    Model::builder(format!("ollama/{name}"))
        .label(format!("Ollama - {name}"))
        .supports(supports(completes, details))
        .handler(move |request: Request, ctx: Ctx, out| {
            let (server, model) = (server.clone(), model.clone());
            async move {
                let asked = ask(&server, &model, completes, &request, &ctx, &out).await;
                asked.map_err(|e| server.explained(e))
            }
        })
}

/// What is not known is taken to be possible: the server says so where it is not.
fn supports(completes: bool, details: Option<&ModelDetails>) -> ModelSupports {
    let can = |capability| details.and_then(|details| details.can(capability)).unwrap_or(true);
    ModelSupports {
        multiturn: Some(!completes),
        media: Some(can("vision")),
        tools: Some(!completes && can("tools")),
        tool_choice: Some(false),
        system_role: Some(true),
        output: Some(vec!["text".to_owned(), "json".to_owned()]),
        // A form that is forced on the answer leaves no way to call a tool.
        constrained: Some(Constrained::NoTools),
        ..ModelSupports::default()
    }
}

async fn ask(
    server: &Server,
    model: &str,
    completes: bool,
    request: &Request,
    ctx: &Ctx,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let key = request.config.typed.api_key.as_deref();
    let streams = out.is_read();
    let (path, body) = body::body(model, completes, request, streams)?;
    let sent = server.post(path, &body, Some(ctx), key)?;
    let mut answer = Answer::default();
    if streams {
        let mut lines = server.endpoint.http().lines(ctx.ai(), sent).await?;
        let read = answer.read(&mut lines, out).await;
        return answer.end(read);
    }
    let raw = server.endpoint.http().json(ctx.ai(), sent).await?;
    answer.take(&raw);
    if !answer.done {
        let told = "the answer is not complete, or no answer at all";
        return Err(Error::new(Status::Internal, told).with_source("ollama").with_partial(&answer.so_far()));
    }
    let mut response = answer.response();
    response.raw = Some(raw);
    Ok(response)
}

#[cfg(test)]
pub(crate) fn cut(cut: &provider_tests::Cut<'_>) -> std::result::Result<usize, String> {
    cut.every(
        Answer::default(),
        async |answer, piece, out| answer.read(&mut piece.lines().await?, out).await,
        Answer::end,
    )
}
