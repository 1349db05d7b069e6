//! Models that answer in messages: Gemini, Gemma, and those of Gemini that speak or draw.

mod aggregate;
mod answer;
mod calls;
mod fetch;
mod message;
mod own;
mod part;
mod request;
mod schema;
mod stream;
mod tools;

use std::sync::Arc;

use genkit::http::HttpRequest;
use genkit::{
    Action, Chunks, Ctx, JsonSchema, Model, ModelRequest, ModelResponse, ModelResponseChunk, RawConfig,
    Result, ToolNames,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use message::contents;
#[cfg(feature = "live")]
pub(crate) use part::from_gemini as part_from_gemini;
pub(crate) use part::to_gemini as part_to_gemini;
#[cfg(feature = "live")]
pub(crate) use tools::take as take_tools;

#[cfg(test)]
pub(crate) use stream::cut;

use crate::backend::{Backend, Call, Place, Service};
use crate::cache::{self, Mark};
use crate::family::{Family, short};
use crate::{GeminiConfig, GeminiImageConfig, TtsConfig, info};

/// A model of this family.
pub(crate) fn model(backend: &Arc<Backend>, name: &str, family: Family) -> Action {
    match family {
        Family::Tts => typed::<TtsConfig>(backend, name, family),
        Family::Image => typed::<GeminiImageConfig>(backend, name, family),
        _ => typed::<GeminiConfig>(backend, name, family),
    }
}

fn typed<C>(backend: &Arc<Backend>, name: &str, family: Family) -> Action
where
    C: DeserializeOwned + JsonSchema + Send + 'static,
{
    let about = info::info(backend.plugin, name);
    let builder = Model::builder(format!("{}/{name}", backend.plugin));
    let builder = builder.label(about.label.unwrap_or_default()).supports(about.supports.unwrap_or_default());
    let (backend, model) = (backend.clone(), short(name).to_owned());
    builder.handler(move |request: ModelRequest<RawConfig<C>>, ctx: Ctx, out| {
        let asked = Asked { backend: backend.clone(), model: model.clone(), family };
        let config = request.config.json.clone();
        let request = request.with_config(config);
        async move { asked.run(request, &ctx, &out).await }
    })
}

/// The configuration as JSON, in the order it came.
pub(crate) type Config = serde_json::Map<String, Value>;

/// A model, and by whom it is asked.
struct Asked {
    backend: Arc<Backend>,
    model: String,
    family: Family,
}

impl Asked {
    async fn run(
        &self,
        mut request: ModelRequest<Config>,
        ctx: &Ctx,
        out: &Chunks<ModelResponseChunk>,
    ) -> Result<ModelResponse> {
        let mut call = Call::take(&mut request.config, ctx);
        if let Service::VertexAi(vertex) = &self.backend.service {
            own::tier(&mut request.config, &mut call);
            own::retrieval(&mut request.config, &self.backend, vertex, &call, ctx).await?;
            fetch::inline(&mut request.messages, &self.backend, ctx).await?;
        }
        let names = ToolNames::of(&request);
        let version = call.model(&self.model);
        let mark = Mark::of(&request.messages);
        let mut body = request::body(&self.backend, self.family, request)?;
        cache::use_marked(&mut body, mark, version, &self.backend, &call, ctx).await?;
        let http = self.backend.http(&call);
        if out.is_read() {
            let place = Place::Model(version, "streamGenerateContent?alt=sse");
            let request = self.request(ctx, place, &body, &call).await?;
            return stream::read(http.events(ctx.ai(), request).await?, &names, out).await;
        }
        let request = self.request(ctx, Place::Model(version, "generateContent"), &body, &call).await?;
        answer::whole(http.json(ctx.ai(), request).await?, &names)
    }

    async fn request(&self, ctx: &Ctx, place: Place<'_>, body: &Value, call: &Call) -> Result<HttpRequest> {
        self.backend.post(ctx.ai(), place, body, call).await
    }
}
