//! The content of steps, there and back.

use genkit::{Error, Media, Part, PartKind, Result};
use serde_json::{Map, Value, json};

/// Text or media as content; `None` for other parts.
///
/// # Errors
/// `INVALID_ARGUMENT` for media of no type, or of one that the API does not take.
pub(super) fn of(part: &Part) -> Result<Option<Value>> {
    match &part.kind {
        PartKind::Text(text) => Ok(Some(json!({"type": "text", "text": text}))),
        PartKind::Data(data) => Ok(Some(json!({"type": "text", "text": data.to_string()}))),
        PartKind::Media(media) => media_content(media).map(Some),
        _ => Ok(None),
    }
}

fn media_content(media: &Media) -> Result<Value> {
    let kind = media.mime_type().unwrap_or_default();
    let named = match kind.split('/').next() {
        Some(named @ ("image" | "audio" | "video")) => named,
        _ if kind == "application/pdf" => "document",
        _ => {
            return Err(Error::invalid_argument(format!(
                "media must be an image, a sound, a video or a PDF, and say so; this is {kind:?}"
            )));
        }
    };
    let mut content =
        Map::from_iter([("type".to_owned(), named.into()), ("mime_type".to_owned(), kind.into())]);
    match media.data_url() {
        Some(data) => content.insert("data".to_owned(), data.base64.into()),
        None => content.insert("uri".to_owned(), media.url.clone().into()),
    };
    Ok(content.into())
}

/// Content as a part.
pub(super) fn read(content: &Value) -> Part {
    let text = |name: &str| content.get(name).and_then(Value::as_str);
    let kind = text("type").unwrap_or_default();
    if let ("text", Some(words)) = (kind, text("text")) {
        let part = Part::text(words);
        return match content.get("annotations").filter(|a| a.as_array().is_some_and(|a| !a.is_empty())) {
            Some(annotations) => part.with_metadata("annotations", annotations.clone()),
            None => part,
        };
    }
    if ["image", "audio", "video", "document"].contains(&kind) {
        let mime = text("mime_type");
        let url = match text("data") {
            Some(data) => Some(format!("data:{};base64,{data}", mime.unwrap_or("application/octet-stream"))),
            None => text("uri").map(str::to_owned),
        };
        if let Some(url) = url {
            return Media { content_type: mime.map(str::to_owned), url }.into();
        }
    }
    PartKind::Custom(Map::from_iter([("unknownContent".to_owned(), content.clone())])).into()
}
