//! Music.

use std::sync::Arc;

use genkit::{
    Action, Chunks, Ctx, Error, FinishReason, Message, Messages, Model, ModelRequest, ModelResponse,
    ModelResponseChunk, RawConfig, Result,
};
use serde_json::{Map, Value, json};

use crate::backend::{Backend, Call, Place};
use crate::family::short;
use crate::{LyriaConfig, imagen, info, interaction};

/// A model that makes music.
pub(crate) fn model(backend: &Arc<Backend>, name: &str) -> Action {
    let about = info::info(backend.plugin, name);
    let builder = Model::builder(format!("{}/{name}", backend.plugin));
    let builder = builder.label(about.label.unwrap_or_default()).supports(about.supports.unwrap_or_default());
    let (backend, model) = (backend.clone(), short(name).to_owned());
    builder.handler(move |request: ModelRequest<RawConfig<LyriaConfig>>, ctx: Ctx, out| {
        let (backend, model) = (backend.clone(), model.clone());
        async move {
            let mut config = request.config.json;
            let call = Call::take(&mut config, &ctx);
            let model = call.model(&model);
            if request.messages.is_empty() {
                return Err(Error::invalid_argument("a request needs a message"));
            }
            let asked = Asked { backend: &backend, model, call: &call, ctx: &ctx };
            // The older models predict.
            let made = if model.starts_with("lyria-00") {
                asked.predict(&request.messages, config).await
            } else {
                asked.interact(&request.messages, config, &out).await
            };
            made.map_err(|e| e.with_source(backend.plugin))
        }
    })
}

struct Asked<'a> {
    backend: &'a Backend,
    model: &'a str,
    call: &'a Call,
    ctx: &'a Ctx,
}

impl Asked<'_> {
    async fn predict(&self, messages: &Messages, mut config: Map<String, Value>) -> Result<ModelResponse> {
        let prompt = messages.last().map(Message::text).unwrap_or_default();
        let mut instance = Map::from_iter([("prompt".to_owned(), prompt.into())]);
        for name in ["negativePrompt", "seed"] {
            instance.extend(config.shift_remove(name).map(|value| (name.to_owned(), value)));
        }
        let body = json!({"instances": [instance], "parameters": config});
        let place = Place::Model(self.model, "predict");
        let request = self.backend.post(self.ctx.ai(), place, &body, self.call).await?;
        let raw = self.backend.http(self.call).json(self.ctx.ai(), request).await?;
        let content = imagen::predicted(&raw, "audio/wav");
        if content.is_empty() {
            let told = "the model returned no music, possibly because of content filters";
            return Err(Error::failed_precondition(told).with_details(raw));
        }
        let mut response = ModelResponse::new(content).with_finish_reason(FinishReason::Stop);
        response.custom = Some(raw);
        Ok(response)
    }

    async fn interact(
        &self,
        messages: &Messages,
        mut config: Map<String, Value>,
        out: &Chunks<ModelResponseChunk>,
    ) -> Result<ModelResponse> {
        let mut body = interaction::body(("model", self.model), messages, &mut config, self.backend)?;
        body.entry("response_modalities").or_insert_with(|| json!(["audio", "text"]));
        body.extend(config);
        interaction::hold(self.backend, body, self.call, self.ctx, out).await
    }
}
