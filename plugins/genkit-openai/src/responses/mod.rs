//! The Responses API: for models that have no other, and for whoever wants its tools and its thoughts.

mod answer;
mod input;
mod request;
mod stream;

use std::sync::Arc;

use genkit::{Action, Ctx, Model, ModelRequest, RawConfig, ToolNames};
use serde_json::Value;

#[cfg(test)]
pub(crate) use stream::cut;

use crate::ResponsesConfig;
use crate::format::wants_json;
use crate::plugin::Provider;
use crate::tool::Tools;

/// What of the request matters for reading the answer.
#[derive(Default)]
pub(super) struct Asked {
    tools: Tools,
    strict: Option<Value>,
}

pub(crate) fn model(provider: Arc<Provider>, name: &str) -> Action {
    let full = format!("{}/{name}", provider.name());
    let model = name.strip_prefix("responses/").unwrap_or(name).to_owned();
    Model::builder(full.clone()).label(full).supports(provider.speaker.supports()).handler(
        move |request: ModelRequest<RawConfig<ResponsesConfig>>, ctx: Ctx, out| {
            let (provider, model) = (provider.clone(), model.clone());
            async move {
                let output =
                    request.output.as_ref().filter(|o| provider.speaker.is_strict() && wants_json(o));
                let strict = output.and_then(|output| output.schema.clone());
                let wish = request.config.typed.strict_tools;
                let names = ToolNames::of(&request);
                let tools = Tools::of(request.tools.as_deref(), names, wish, provider.speaker);
                let asked = Asked { tools, strict };
                let key = request.config.typed.api_key.clone();
                let body = request::body(provider.speaker, &model, request, &asked, out.is_read())?;
                let request = provider.endpoint.post("/responses", &body, Some(&ctx), key.as_deref())?;
                if out.is_read() {
                    return stream::read(
                        provider.endpoint.http().events(ctx.ai(), request).await?,
                        &asked,
                        &out,
                    )
                    .await;
                }
                let raw = provider.endpoint.http().json(ctx.ai(), request).await?;
                if !raw.get("output").is_some_and(Value::is_array) {
                    return Err(provider.no_answer(&raw, "response"));
                }
                let mut response = answer::read(&raw, &asked)?;
                response.raw = Some(raw);
                Ok(response)
            }
        },
    )
}
