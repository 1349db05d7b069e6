//! Chat completions.

mod answer;
mod message;
mod request;
mod stream;
mod usage;

use std::sync::Arc;

use genkit::{Action, Ctx, Model, ModelRequest, ModelResponse, RawConfig, Result};
use serde_json::Value;

#[cfg(test)]
pub(crate) use stream::cut;

use crate::ChatConfig;
use crate::plugin::Provider;
use answer::{Answer, Asked};

pub(crate) fn model(provider: Arc<Provider>, name: &str) -> Action {
    let full = format!("{}/{name}", provider.name());
    let model = name.to_owned();
    Model::builder(full.clone()).label(full).supports(provider.speaker.supports()).handler(
        move |request: ModelRequest<RawConfig<ChatConfig>>, ctx: Ctx, out| {
            let (provider, model) = (provider.clone(), model.clone());
            async move {
                let key = request.config.typed.api_key.clone();
                let asked = Asked::of(&request, &provider);
                let body = request::body(&provider, &model, request, &asked, out.is_read())?;
                let request =
                    provider.endpoint.post("/chat/completions", &body, Some(&ctx), key.as_deref())?;
                if out.is_read() {
                    return stream::read(
                        provider.endpoint.http().events(ctx.ai(), request).await?,
                        &asked,
                        &out,
                    )
                    .await;
                }
                whole(&provider, request, &asked, &ctx).await
            }
        },
    )
}

/// An answer in one piece.
async fn whole(
    provider: &Provider,
    request: genkit::http::HttpRequest,
    asked: &Asked,
    ctx: &Ctx,
) -> Result<ModelResponse> {
    let raw = provider.endpoint.http().json(ctx.ai(), request).await?;
    if !raw.get("choices").is_some_and(Value::is_array) {
        return Err(provider.no_answer(&raw, "chat completion"));
    }
    let mut response = Answer::whole(&raw).response(asked)?;
    response.raw = Some(raw);
    Ok(response)
}
