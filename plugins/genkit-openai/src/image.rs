//! Text to pictures.

use std::sync::Arc;

use genkit::{
    Action, Ctx, Error, Message, Model, ModelRequest, ModelResponse, ModelSupports, Part, RawConfig, Result,
    Usage,
};
use serde_json::{Map, Value};

use crate::ImageConfig;
use crate::plugin::Provider;

type Request = ModelRequest<RawConfig<ImageConfig>>;

pub(crate) fn model(provider: Arc<Provider>, name: &str) -> Action {
    let full = format!("{}/{name}", provider.name());
    let model = name.to_owned();
    let supports = ModelSupports {
        multiturn: Some(false),
        media: Some(false),
        tools: Some(false),
        system_role: Some(false),
        output: Some(vec!["media".to_owned()]),
        ..ModelSupports::default()
    };
    Model::builder(full.clone()).label(full).supports(supports).handler(
        move |request: Request, ctx: Ctx, _out| {
            let (provider, model) = (provider.clone(), model.clone());
            async move { draw(&provider, &model, request, &ctx).await }
        },
    )
}

async fn draw(provider: &Provider, model: &str, request: Request, ctx: &Ctx) -> Result<ModelResponse> {
    let prompt = request.last().map(Message::text).filter(|text| !text.is_empty());
    let prompt = prompt
        .ok_or_else(|| Error::invalid_argument("a picture needs a prompt: the last message has no text"))?;
    let mut config = request.config;
    let key = config.take("apiKey");
    let mut body = Map::new();
    body.insert("model".to_owned(), config.take("version").unwrap_or_else(|| model.into()));
    body.insert("prompt".to_owned(), prompt.into());
    body.extend(config.json.into_iter().filter(|(_, value)| !value.is_null()));
    // The newer ones always send base 64, and refuse to be asked for it.
    if !model.contains("gpt-image") && !body.contains_key("response_format") {
        body.insert("response_format".to_owned(), "b64_json".into());
    }
    let request = provider.endpoint.post(
        "/images/generations",
        &body,
        Some(ctx),
        key.as_ref().and_then(Value::as_str),
    )?;
    let raw = provider.endpoint.http().json(ctx.ai(), request.once()).await?;
    let format = raw.get("output_format").and_then(Value::as_str).unwrap_or("png");
    let pictures = raw.get("data").and_then(Value::as_array).into_iter().flatten();
    let content: Vec<Part> = pictures.filter_map(|picture| part(picture, format)).collect();
    if content.is_empty() {
        return Err(Error::internal("the provider sent no picture").with_source(provider.name().to_owned()));
    }
    let mut response = ModelResponse::default();
    response.message = Some(Message::model(content));
    response.usage = raw.get("usage").map(usage);
    response.raw = Some(raw);
    Ok(response)
}

fn part(picture: &Value, format: &str) -> Option<Part> {
    let kind = format!("image/{format}");
    if let Some(base64) = picture.get("b64_json").and_then(Value::as_str) {
        let url = format!("data:{kind};base64,{base64}");
        return Some(Part::media(kind, url));
    }
    Some(Part::media(kind, picture.get("url")?.as_str()?))
}

fn usage(told: &Value) -> Usage {
    let mut usage = Usage::default();
    let at = |name: &str| told.get(name).and_then(Value::as_f64);
    usage.input_tokens = at("input_tokens");
    usage.output_tokens = at("output_tokens");
    usage.total_tokens = at("total_tokens");
    usage
}
