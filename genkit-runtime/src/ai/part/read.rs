//! What parts say together, whatever they are the parts of; and about how much it is.

use serde_json::Value;

use super::{Media, Part, PartKind, ToolRequest};

pub(crate) fn text(parts: &[Part]) -> String {
    parts.iter().filter_map(Part::as_text).collect()
}

pub(crate) fn reasoning(parts: &[Part]) -> String {
    parts.iter().filter_map(Part::as_reasoning).collect()
}

pub(crate) fn media(parts: &[Part]) -> Option<&Media> {
    parts.iter().find_map(Part::as_media)
}

pub(crate) fn data(parts: &[Part]) -> Option<&Value> {
    parts.iter().find_map(Part::as_data)
}

pub(crate) fn tool_requests(parts: &[Part]) -> impl Iterator<Item = &ToolRequest> {
    parts.iter().filter_map(Part::as_tool_request)
}

/// How much a part is, by what measures text; what is neither text nor media as its JSON.
pub(crate) fn size(part: &Part, text: fn(&str) -> usize, media: fn(&Media) -> usize) -> usize {
    match &part.kind {
        PartKind::Text(said) | PartKind::Reasoning(said) => text(said),
        PartKind::Media(shown) => media(shown),
        _ => serde_json::to_string(part).map_or(0, |json| text(&json)),
    }
}
