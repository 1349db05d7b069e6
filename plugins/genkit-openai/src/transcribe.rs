//! Speech to text.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genkit::http::{Form, HttpRequest};
use genkit::{
    Action, Ctx, Error, Media, Model, ModelRequest, ModelResponse, ModelSupports, Part, RawConfig, Result,
};
use serde_json::Value;

use crate::TranscribeConfig;
use crate::plugin::Provider;

type Request = ModelRequest<RawConfig<TranscribeConfig>>;

pub(crate) fn model(provider: Arc<Provider>, name: &str) -> Action {
    let full = format!("{}/{name}", provider.name());
    let model = name.to_owned();
    let supports = ModelSupports {
        multiturn: Some(false),
        media: Some(true),
        tools: Some(false),
        system_role: Some(false),
        output: Some(vec!["text".to_owned(), "json".to_owned()]),
        ..ModelSupports::default()
    };
    Model::builder(full.clone()).label(full).supports(supports).handler(
        move |request: Request, ctx: Ctx, _out| {
            let (provider, model) = (provider.clone(), model.clone());
            async move { write_down(&provider, &model, request, &ctx).await }
        },
    )
}

async fn write_down(provider: &Provider, model: &str, request: Request, ctx: &Ctx) -> Result<ModelResponse> {
    let sound = request.last().and_then(|message| message.media());
    let sound = sound.ok_or_else(|| {
        Error::invalid_argument("there is nothing to listen to: the last message has no media")
    })?;
    let (kind, bytes) = decode(sound)?;
    let json = request.output.as_ref().and_then(|output| output.format.as_deref()) == Some("json");
    let prompt = request.last().map(|message| message.text()).filter(|text| !text.is_empty());
    let mut config = request.config;
    let key = config.take("apiKey");
    let translate = config.take("translate") == Some(true.into());
    let format = config.take("response_format").and_then(|f| f.as_str().map(str::to_owned));
    let format = format.unwrap_or_else(|| if json { "json" } else { "text" }.to_owned());

    let model = config
        .take("version")
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_else(|| model.to_owned());
    let mut form = Form::new().field("model", &model);
    if let Some(prompt) = prompt {
        form = form.field("prompt", &prompt);
    }
    form = form.field("response_format", &format);
    for (name, value) in &config.json {
        form = fields(form, name, value);
    }
    let form = form.file("file", &format!("input.{}", ending(&kind)), &kind, &bytes);
    let path = if translate { "/audio/translations" } else { "/audio/transcriptions" };
    let request = HttpRequest::post(provider.endpoint.base_url() + path).form(form);
    let request = provider.endpoint.signed(request, Some(ctx), key.as_ref().and_then(Value::as_str))?;
    let answer = provider.endpoint.http().bytes(ctx.ai(), request).await?;
    let text = String::from_utf8_lossy(&answer);
    let raw: Value =
        if format.ends_with("json") { serde_json::from_slice(&answer)? } else { text.as_ref().into() };
    let said = raw.get("text").and_then(Value::as_str).unwrap_or(&text).to_owned();
    let mut response = ModelResponse::new(Part::text(said));
    response.raw = Some(raw);
    Ok(response)
}

/// Lists as several fields, as OpenAI takes them.
fn fields(form: Form, name: &str, value: &Value) -> Form {
    match value {
        Value::Null => form,
        Value::String(text) => form.field(name, text),
        Value::Array(items) => items.iter().fold(form, |form, item| fields(form, &format!("{name}[]"), item)),
        other => form.field(name, &other.to_string()),
    }
}

fn decode(sound: &Media) -> Result<(String, Vec<u8>)> {
    let data =
        sound.data_url().ok_or_else(|| Error::invalid_argument("speech is taken as a data URL only"))?;
    let bytes = STANDARD
        .decode(data.base64)
        .map_err(|e| Error::invalid_argument("the data URL is not base 64").with_cause(e))?;
    Ok((sound.mime_type().unwrap_or("application/octet-stream").to_owned(), bytes))
}

/// The ending of a file's name, by which the provider tells what it is.
fn ending(kind: &str) -> &str {
    match kind {
        "audio/mpeg" | "audio/mp3" => "mp3",
        "audio/mp4" | "audio/x-m4a" | "audio/m4a" => "m4a",
        "audio/x-wav" | "audio/wave" => "wav",
        other => other.rsplit('/').next().unwrap_or("bin"),
    }
}
