//! Models: messages in, a message out.

mod answer;
mod asked;
mod body;
mod citation;
mod content;
mod document;
mod stream;
mod theirs;
mod thinking;
mod tool;
mod usage;

use std::sync::Arc;

use genkit::{Action, Ctx, Model, ModelRequest, ModelResponse, RawConfig, Result};

use crate::plugin::Provider;
use crate::{AnthropicConfig, known};
use asked::Asked;

pub(crate) use body::Outgoing;

/// A request as a model of this plugin takes it.
pub(crate) type Request = ModelRequest<RawConfig<AnthropicConfig>>;

pub(crate) fn model(provider: Arc<Provider>, name: &str, label: Option<&str>) -> Action {
    let model = name.to_owned();
    Model::builder(format!("anthropic/{name}"))
        .label(label.map_or_else(|| format!("Anthropic - {name}"), str::to_owned))
        .supports(known::supports(name))
        .handler(move |request: Request, ctx: Ctx, out| {
            let (provider, model) = (provider.clone(), model.clone());
            async move {
                let key = request.config.typed.api_key.clone();
                let asked = Asked::of(&request, &model);
                let outgoing = Outgoing::of(&provider, &model, &request, &asked)?;
                if !out.is_read() {
                    return whole(&provider, outgoing, &asked, &ctx, key.as_deref()).await;
                }
                let request = outgoing.streamed().request(&provider, Some(&ctx), key.as_deref())?;
                stream::read(provider.endpoint.http().events(ctx.ai(), request).await?, &asked, &out).await
            }
        })
}

/// An answer in one piece.
async fn whole(
    provider: &Provider,
    outgoing: Outgoing,
    asked: &Asked,
    ctx: &Ctx,
    key: Option<&str>,
) -> Result<ModelResponse> {
    let request = outgoing.request(provider, Some(ctx), key)?;
    answer::whole(provider.endpoint.http().json(ctx.ai(), request).await?, asked)
}
