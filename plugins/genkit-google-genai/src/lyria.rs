//! Music.

use std::sync::Arc;

use genkit::{
    Action, Ctx, Error, FinishReason, Message, Messages, Model, ModelRequest, ModelResponse, RawConfig,
    Result, ToolNames,
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
    builder.handler(move |request: ModelRequest<RawConfig<LyriaConfig>>, ctx: Ctx, _out| {
        let (backend, model) = (backend.clone(), model.clone());
        async move {
            let mut config = request.config.json;
            let call = Call::take(&mut config, &ctx);
            config.retain(|_, value| !value.is_null());
            let version = config.shift_remove("version");
            let model = version.as_ref().and_then(Value::as_str).unwrap_or(&model);
            if request.messages.is_empty() {
                return Err(Error::invalid_argument("a request needs a message"));
            }
            let asked = Asked { backend: &backend, model, call, ctx: &ctx };
            if backend.is_vertex() && !model.starts_with("lyria-00") {
                let told = format!("{model} is asked by the Gemini API: use the plugin GoogleAi");
                return Err(Error::unimplemented(told).with_source(backend.plugin));
            }
            let made = if model.starts_with("lyria-00") {
                asked.predict(&request.messages, config).await
            } else {
                asked.interact(&request.messages, config).await
            };
            made.map_err(|e| e.with_source(backend.plugin))
        }
    })
}

struct Asked<'a> {
    backend: &'a Backend,
    model: &'a str,
    call: Call,
    ctx: &'a Ctx,
}

impl Asked<'_> {
    /// The older models, which predict.
    async fn predict(&self, messages: &Messages, mut config: Map<String, Value>) -> Result<ModelResponse> {
        let prompt = messages.last().map(Message::text).unwrap_or_default();
        let mut instance = Map::from_iter([("prompt".to_owned(), prompt.into())]);
        for name in ["negativePrompt", "seed"] {
            instance.extend(config.shift_remove(name).map(|value| (name.to_owned(), value)));
        }
        let body = json!({"instances": [instance], "parameters": config});
        let request =
            self.backend.post(self.ctx.ai(), Place::Model(self.model, "predict"), &body, &self.call).await?;
        let raw = self.backend.http(&self.call).json(self.ctx.ai(), request).await?;
        let content = imagen::predicted(&raw);
        if content.is_empty() {
            let told = "the model returned no music, possibly because of content filters";
            return Err(Error::failed_precondition(told).with_details(raw));
        }
        let mut response = ModelResponse::new(content).with_finish_reason(FinishReason::Stop);
        response.custom = Some(raw);
        Ok(response)
    }

    async fn interact(&self, messages: &Messages, mut config: Map<String, Value>) -> Result<ModelResponse> {
        let modalities = match config.shift_remove("responseModalities") {
            Some(Value::Array(named)) => {
                named.iter().filter_map(Value::as_str).map(str::to_lowercase).map(Value::from).collect()
            }
            _ => json!(["audio", "text"]),
        };
        let body = json!({
            "model": self.model,
            "input": interaction::steps(messages)?,
            "response_modalities": modalities,
        });
        let told = interaction::create(self.backend, &body, &self.call, self.ctx).await?;
        match interaction::status(&told) {
            interaction::Status::Failed(why) => Err(Error::internal(why).with_details(told)),
            _ => Ok(interaction::response(told, &ToolNames::default())),
        }
    }
}
