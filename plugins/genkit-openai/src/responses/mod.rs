//! The Responses API: for models that have no other, and for whoever wants its tools and its thoughts.

mod answer;
mod input;
mod request;
mod stream;

use std::sync::Arc;

use genkit::{Action, Ctx, Model, ModelRequest, RawConfig, ToolNames};
use serde_json::Value;

use crate::ResponsesConfig;
use crate::format::wants_json;
use crate::plugin::Provider;

/// What of the request matters for reading the answer.
pub(super) struct Asked {
    names: ToolNames,
    strict: Option<Value>,
}

pub(crate) fn model(provider: Arc<Provider>, name: &str) -> Action {
    let full = format!("{}/{name}", provider.name);
    let model = name.strip_prefix("responses/").unwrap_or(name).to_owned();
    Model::builder(full.clone()).label(full).supports(provider.speaker.supports()).handler(
        move |request: ModelRequest<RawConfig<ResponsesConfig>>, ctx: Ctx, out| {
            let (provider, model) = (provider.clone(), model.clone());
            async move {
                let output =
                    request.output.as_ref().filter(|o| provider.speaker.is_strict() && wants_json(o));
                let strict = output.and_then(|output| output.schema.clone());
                let asked = Asked { names: ToolNames::of(&request), strict };
                let key = request.config.typed.api_key.clone();
                let body = request::body(provider.speaker, &model, request, out.is_read())?;
                let request = provider.post("/responses", &body, &ctx, key.as_deref())?;
                if out.is_read() {
                    return stream::read(provider.http.events(ctx.ai(), request).await?, &asked, &out).await;
                }
                let raw = provider.http.json(ctx.ai(), request).await?;
                let mut response = answer::read(&raw, &asked)?;
                response.raw = Some(raw);
                Ok(response)
            }
        },
    )
}
