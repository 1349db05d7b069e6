//! Pictures and documents in the provider's words.

use genkit::{Error, Media, Result};
use serde_json::{Map, Value, json};

use crate::beta::{Door, FILES};

const IMAGES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];
const PDF: &str = "application/pdf";

/// A picture, a PDF or a file of the provider's.
pub(super) fn media(media: &Media, door: &mut Door) -> Result<Value> {
    let kind = media.mime_type().unwrap_or_default();
    match kind {
        "anthropic/file" | "anthropic/image" if !door.is_stable() => {
            door.need(FILES);
            let block = if kind == "anthropic/file" { "document" } else { "image" };
            Ok(json!({"type": block, "source": {"type": "file", "file_id": media.url}}))
        }
        PDF => Ok(json!({"type": "document", "source": source(media, kind)})),
        _ if IMAGES.contains(&kind) => Ok(json!({"type": "image", "source": source(media, kind)})),
        // A picture of some kind, or nobody says what: the other side finds out.
        "" | "image/*" if media.data_url().is_none() => {
            Ok(json!({"type": "image", "source": source(media, kind)}))
        }
        _ if kind.starts_with("text/") => Err(Error::invalid_argument(format!(
            "Claude models take {kind} as text, or as a document (`AnthropicDocument::text`), not as media"
        ))),
        _ => Err(Error::invalid_argument(format!(
            "Claude models take no media of type `{kind}`: pictures ({}), and PDF",
            IMAGES.join(", ")
        ))),
    }
}

fn source(media: &Media, kind: &str) -> Value {
    match media.data_url() {
        Some(data) => json!({"type": "base64", "media_type": kind, "data": data.base64}),
        None => json!({"type": "url", "url": media.url}),
    }
}

/// What a tool returned: a picture as one, text as text, everything else as JSON.
pub(super) fn output(output: &Value, door: &mut Door) -> Result<Option<Value>> {
    let url = output.as_str().or_else(|| output.get("url")?.as_str());
    let kind = output.get("contentType").and_then(Value::as_str).map(str::to_owned);
    if let Some(url) = url {
        let shown = Media { content_type: kind, url: url.to_owned() };
        let whole = output.is_object() || shown.data_url().is_some();
        if whole && shown.mime_type().is_some_and(|kind| kind == PDF || IMAGES.contains(&kind)) {
            return media(&shown, door).map(Some);
        }
    }
    let text = output.as_str().map_or_else(|| output.to_string(), str::to_owned);
    Ok((!text.is_empty()).then(|| json!({"type": "text", "text": text})))
}

/// `anthropicDocument`, as Genkit has it.
///
/// # Errors
/// `INVALID_ARGUMENT` without a source that the provider knows.
pub(super) fn document(told: &Value, door: &mut Door) -> Result<Value> {
    let source = told.get("source").unwrap_or(&Value::Null);
    let member = |name: &str| source.get(name).cloned().unwrap_or_default();
    let source = match source.get("type").and_then(Value::as_str) {
        Some("text") => {
            let kind = source.get("mediaType").cloned().unwrap_or_else(|| "text/plain".into());
            json!({"type": "text", "media_type": kind, "data": member("data")})
        }
        Some("base64") => {
            let kind = source.get("mediaType").cloned().unwrap_or_else(|| PDF.into());
            json!({"type": "base64", "media_type": kind, "data": member("data")})
        }
        Some("url") => json!({"type": "url", "url": member("url")}),
        Some("content") => json!({"type": "content", "content": blocks(&member("content"))}),
        Some("file") if door.is_stable() => {
            return Err(Error::invalid_argument(
                "documents by the id of a file need the beta API: leave `apiVersion` out, or set it to `beta`",
            ));
        }
        Some("file") => {
            door.need(FILES);
            json!({"type": "file", "file_id": member("fileId")})
        }
        _ => {
            return Err(Error::invalid_argument(
                "the source of an `anthropicDocument` is of type text, base64, url, content or file",
            ));
        }
    };
    let mut block = Map::from_iter([("type".to_owned(), "document".into()), ("source".to_owned(), source)]);
    for name in ["title", "context", "citations"] {
        if let Some(value) = told.get(name).filter(|value| !value.is_null()) {
            block.insert(name.to_owned(), value.clone());
        }
    }
    Ok(block.into())
}

/// Blocks of a document: text, and pictures whose source is in camel case.
fn blocks(content: &Value) -> Value {
    let Some(list) = content.as_array() else { return content.clone() };
    let one = |block: &Value| {
        let mut block = block.clone();
        if let Some(Value::Object(source)) = block.get_mut("source") {
            for (ours, theirs) in [("mediaType", "media_type"), ("fileId", "file_id")] {
                if let Some(value) = source.shift_remove(ours) {
                    source.insert(theirs.to_owned(), value);
                }
            }
        }
        block
    };
    list.iter().map(one).collect()
}
