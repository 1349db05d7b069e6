//! Text to speech.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genkit::{
    Action, Ctx, Error, Message, Model, ModelRequest, ModelResponse, ModelSupports, Part, RawConfig, Result,
};
use serde_json::{Map, Value};

use crate::SpeechConfig;
use crate::plugin::Provider;

type Request = ModelRequest<RawConfig<SpeechConfig>>;

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
            async move { speak(&provider, &model, request, &ctx).await }
        },
    )
}

async fn speak(provider: &Provider, model: &str, request: Request, ctx: &Ctx) -> Result<ModelResponse> {
    let text = request.last().map(Message::text).filter(|text| !text.is_empty());
    let text =
        text.ok_or_else(|| Error::invalid_argument("there is nothing to say: the last message has no text"))?;
    let mut config = request.config;
    let key = config.take("apiKey");
    let mut body = Map::new();
    body.insert("model".to_owned(), config.take("version").unwrap_or_else(|| model.into()));
    body.insert("input".to_owned(), text.into());
    body.insert("voice".to_owned(), config.take("voice").unwrap_or_else(|| "alloy".into()));
    body.extend(config.json.into_iter().filter(|(_, value)| !value.is_null()));
    let kind = mime(body.get("response_format").and_then(Value::as_str).unwrap_or("mp3"));
    let request =
        provider.endpoint.post("/audio/speech", &body, Some(ctx), key.as_ref().and_then(Value::as_str))?;
    let answer = provider.endpoint.http().send(ctx.ai(), request).await?;
    let of_another_kind =
        answer.content_type().filter(|kind| kind == "text/html" || kind == "application/json");
    let blame = |error: Error| error.with_source(provider.name().to_owned());
    let sound = answer.body.bytes().await.map_err(blame)?;
    if sound.is_empty() {
        return Err(blame(Error::internal("the provider sent no sound")));
    }
    if let Some(kind) = of_another_kind {
        let shown: String = String::from_utf8_lossy(&sound).chars().take(200).collect();
        return Err(blame(Error::internal(format!(
            "the answer is {kind} where sound was asked for: {shown}"
        ))));
    }
    let url = format!("data:{kind};base64,{}", STANDARD.encode(&sound));
    Ok(ModelResponse::new(Part::media(kind, url)))
}

fn mime(format: &str) -> &'static str {
    match format {
        "opus" => "audio/opus",
        "aac" => "audio/aac",
        "flac" => "audio/flac",
        "wav" => "audio/wav",
        "pcm" => "audio/L16",
        _ => "audio/mpeg",
    }
}
