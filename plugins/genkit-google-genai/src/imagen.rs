//! Pictures.

use std::sync::Arc;

use genkit::{
    Action, Ctx, Error, FinishReason, Message, Model, ModelRequest, ModelResponse, Part, RawConfig, Result,
    Usage,
};
use serde_json::{Map, Value, json};

use crate::backend::{Backend, Call, Place};
use crate::family::short;
use crate::{ImagenConfig, info};

/// A model that only draws.
pub(crate) fn model(backend: &Arc<Backend>, name: &str) -> Action {
    let about = info::info(backend.plugin, name);
    let builder = Model::builder(format!("{}/{name}", backend.plugin));
    let builder = builder.label(about.label.unwrap_or_default()).supports(about.supports.unwrap_or_default());
    let (backend, model) = (backend.clone(), short(name).to_owned());
    builder.handler(move |request: ModelRequest<RawConfig<ImagenConfig>>, ctx: Ctx, _out| {
        let (backend, model) = (backend.clone(), model.clone());
        async move {
            let mut config = request.config.json;
            let call = Call::take(&mut config, &ctx);
            let model = call.model(&model);
            let asked = request
                .messages
                .last()
                .ok_or_else(|| Error::invalid_argument("a request needs a message"))?;
            let body = body(model, asked, config);
            let request = backend.post(ctx.ai(), Place::Model(model, "predict"), &body, &call).await?;
            drawn(backend.http(&call).json(ctx.ai(), request).await?)
                .map_err(|e| e.with_source(backend.plugin))
        }
    })
}

fn body(model: &str, asked: &Message, mut config: Map<String, Value>) -> Value {
    let count = config.shift_remove("numberOfImages").or_else(|| config.shift_remove("sampleCount"));
    let mut parameters = Map::from_iter([("sampleCount".to_owned(), count.unwrap_or_else(|| 1.into()))]);
    parameters.extend(config);
    let of = |kind: &str| {
        let named = move |part: &&Part| part.meta("type").and_then(Value::as_str) == Some(kind);
        asked.content.iter().filter(named).filter_map(bytes).collect::<Vec<_>>()
    };
    let mut instance = Map::new();
    if model.starts_with("virtual-try-on-") {
        let person = of("personImage").into_iter().next();
        instance.extend(person.map(|image| ("personImage".to_owned(), json!({"image": image}))));
        let products: Vec<Value> = of("productImage").into_iter().map(|i| json!({"image": i})).collect();
        instance.insert("productImages".to_owned(), products.into());
    } else {
        instance.insert("prompt".to_owned(), asked.text().into());
        let plain = asked.content.iter().filter(|part| part.meta("type").is_none_or(|kind| kind == "base"));
        instance.extend(plain.filter_map(bytes).next().map(|image| ("image".to_owned(), image)));
        let mask = of("mask").into_iter().next();
        instance.extend(mask.map(|image| ("mask".to_owned(), json!({"image": image}))));
    }
    json!({"instances": [instance], "parameters": parameters})
}

fn bytes(part: &Part) -> Option<Value> {
    let media = part.as_media()?;
    Some(match media.data_url() {
        Some(data) => json!({"bytesBase64Encoded": data.base64}),
        None => json!({"gcsUri": media.url}),
    })
}

/// Whatever was predicted as media: pictures, or music. What does not tell its kind is of this one.
pub(crate) fn predicted(raw: &Value, kind: &str) -> Vec<Part> {
    let predictions = raw.get("predictions").and_then(Value::as_array).into_iter().flatten();
    let media = predictions.filter_map(|prediction| {
        let text = |name: &str| prediction.get(name).and_then(Value::as_str);
        let kind = text("mimeType").unwrap_or(kind);
        let url = match text("bytesBase64Encoded") {
            Some(data) => format!("data:{kind};base64,{data}"),
            None => text("gcsUri")?.to_owned(),
        };
        Some(Part::media(kind, url))
    });
    media.collect()
}

fn drawn(raw: Value) -> Result<ModelResponse> {
    let content = predicted(&raw, "image/png");
    if content.is_empty() {
        let reason = raw.pointer("/predictions/0/raiFilteredReason").and_then(Value::as_str);
        let told = "the model returned no pictures, possibly because of content filters";
        let error = Error::failed_precondition(reason.map_or_else(|| told.to_owned(), str::to_owned));
        return Err(error.with_details(raw));
    }
    let mut usage = Usage::default();
    usage.custom = Some([("generations".to_owned(), content.len() as f64)].into());
    let mut response = ModelResponse::default();
    response.message = Some(Message::model(content));
    response.finish_reason = Some(FinishReason::Stop);
    response.usage = Some(usage);
    response.custom = Some(raw);
    Ok(response)
}
