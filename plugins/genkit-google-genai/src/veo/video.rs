//! What a video is asked with, and what comes of it.

use genkit::{Error, FinishReason, Media, Message, ModelResponse, Operation, Part, Result};
use serde_json::{Map, Value, json};

/// What the message asks for: words, and pictures and videos by what `metadata.type` calls them.
pub(super) fn instance(asked: &Message, vertex: bool) -> Result<Map<String, Value>> {
    let mut instance = Map::from_iter([("prompt".to_owned(), asked.text().into())]);
    let mut examples = Vec::new();
    for part in &asked.content {
        let Some(media) = part.as_media() else { continue };
        let kind = media.mime_type().unwrap_or_default().to_owned();
        let named = part.meta("type").and_then(Value::as_str);
        let source = source(part, &kind, vertex)?;
        match named {
            Some("lastFrame") => instance.insert("lastFrame".to_owned(), source),
            Some("referenceImages" | "referenceImage") => {
                let of = part.meta("referenceType").cloned().unwrap_or_else(|| "asset".into());
                examples.push(json!({"image": source, "referenceType": of}));
                None
            }
            _ if kind.starts_with("video/") || named == Some("video") => {
                instance.insert("video".to_owned(), source)
            }
            _ => instance.insert("image".to_owned(), source),
        };
    }
    if !examples.is_empty() {
        instance.insert("referenceImages".to_owned(), examples.into());
    }
    Ok(instance)
}

fn source(part: &Part, kind: &str, vertex: bool) -> Result<Value> {
    let media = part.as_media().ok_or_else(|| Error::internal("no media"))?;
    if let Some(data) = media.data_url() {
        return Ok(json!({"bytesBase64Encoded": data.base64, "mimeType": kind}));
    }
    if !vertex {
        return Ok(json!({"uri": media.url}));
    }
    if media.url.starts_with("gs://") {
        return Ok(json!({"gcsUri": media.url, "mimeType": kind}));
    }
    Err(Error::invalid_argument("Veo takes media as data URLs or from gs://"))
}

/// The operation as the provider tells it.
///
/// # Errors
/// `INTERNAL` if it has no name.
pub(super) fn operation(known: Option<Operation>, told: Value) -> Result<Operation> {
    let name = told.get("name").and_then(Value::as_str).map(str::to_owned);
    let mut operation = match (known, name) {
        (Some(known), _) => known,
        (None, Some(name)) => Operation::new(name),
        (None, None) => {
            return Err(Error::internal("the operation has no name").with_details(told));
        }
    };
    operation.done = told.get("done").is_some_and(|done| done == &Value::Bool(true));
    if let Some(error) = told.get("error").filter(|error| error.is_object()) {
        let said = error.get("message").and_then(Value::as_str).unwrap_or("the operation failed");
        return Ok(operation.with_error(said));
    }
    let Some(response) = told.get("response").filter(|_| operation.done) else { return Ok(operation) };
    // The Gemini API has one more layer.
    let inner = response.get("generateVideoResponse");
    let (layered, response) = (inner.is_some(), inner.unwrap_or(response));
    let content = videos(response);
    let filtered = response.get("raiMediaFilteredCount").and_then(Value::as_u64).unwrap_or(0) > 0;
    let blocked = filtered && content.is_empty();
    let mut output = ModelResponse::default();
    output.finish_reason = Some(if blocked { FinishReason::Blocked } else { FinishReason::Stop });
    output.message = Some(Message::model(content));
    output.raw = (!layered).then(|| response.clone());
    let mut operation = operation.with_output(json!(output));
    if blocked {
        let reason = response.pointer("/raiMediaFilteredReasons/0").and_then(Value::as_str);
        let output = operation.output.take();
        operation = operation.with_error(reason.unwrap_or("all videos were filtered"));
        operation.output = output;
    }
    Ok(operation)
}

fn videos(response: &Value) -> Vec<Part> {
    let list = |name: &str| response.get(name).and_then(Value::as_array).into_iter().flatten();
    let samples = list("generatedSamples").filter_map(|sample| sample.get("video"));
    samples.chain(list("videos")).filter_map(media).collect()
}

fn media(video: &Value) -> Option<Part> {
    let text = |name: &str| video.get(name).and_then(Value::as_str);
    let kind = text("mimeType").or_else(|| text("encoding"));
    let url = match text("bytesBase64Encoded").or_else(|| text("encodedVideo")) {
        Some(data) => format!("data:{};base64,{data}", kind.unwrap_or("video/mp4")),
        None => text("uri").or_else(|| text("gcsUri"))?.to_owned(),
    };
    Some(Media { content_type: kind.map(str::to_owned), url }.into())
}
