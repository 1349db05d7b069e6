//! Texts that go on, for models without a template of conversations.

use std::sync::Arc;

use genkit::{
    Action, Chunks, Ctx, Model, ModelResponse, ModelResponseChunk, PartKind, Result, Role, ToolNames,
};
use serde_json::Value;

use crate::chat::{Request, ask, body};
use crate::message::{image, refused};
use crate::plugin::{Server, supports};

pub(crate) fn model(server: Arc<Server>, name: &str) -> Action {
    let model = name.to_owned();
    Model::builder(format!("ollama/{name}"))
        .label(format!("Ollama - {name}"))
        .supports(supports(false))
        .handler(move |request: Request, ctx: Ctx, out| {
            let (server, model) = (server.clone(), model.clone());
            async move { go_on(&server, &model, request, &ctx, &out).await }
        })
}

async fn go_on(
    server: &Server,
    model: &str,
    request: Request,
    ctx: &Ctx,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let key = request.config.typed.api_key.clone();
    let mut body = body(model, &request, out.is_read())?;
    let (mut prompt, mut system, mut images) = (Vec::new(), Vec::new(), Vec::<Value>::new());
    for message in request.messages.iter() {
        let lines = if message.role == Role::System { &mut system } else { &mut prompt };
        for part in &message.content {
            match &part.kind {
                PartKind::Text(text) => lines.push(text.clone()),
                PartKind::Data(data) => lines.push(data.to_string()),
                PartKind::Media(media) => images.push(image(media, &server.http, ctx).await?),
                PartKind::Reasoning(_) | PartKind::Custom(_) => {}
                _ => return Err(refused(part)),
            }
        }
    }
    body.insert("prompt".to_owned(), prompt.join("\n").into());
    if !system.is_empty() {
        body.insert("system".to_owned(), system.join("\n").into());
    }
    if !images.is_empty() {
        body.insert("images".to_owned(), images.into());
    }
    ask(server, "/api/generate", &body.into(), &ToolNames::default(), key.as_deref(), ctx, out).await
}
