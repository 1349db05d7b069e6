//! Events as entries of a stream have them: a letter and a text.

use genkit::durable::StreamEvent;
use genkit::{Error, Result, Status};

/// The letter of a stream's first entry, which is no event.
const OPENED: &str = "o";
/// Told in place of a writer that is gone.
pub(super) const LEFT: &str = "l";

pub(super) fn write(event: StreamEvent) -> (&'static str, String) {
    match event {
        StreamEvent::Chunk(text) => ("c", text),
        StreamEvent::Done(text) => ("d", text),
        StreamEvent::Failed(told) => ("f", told.to_string()),
        // Of a kind that is not known here; what is sure is that something went wrong.
        _ => (LEFT, String::new()),
    }
}

pub(super) fn read(kind: &str, text: String) -> Result<Option<StreamEvent>> {
    Ok(Some(match kind {
        OPENED => return Ok(None),
        "c" => StreamEvent::Chunk(text),
        "d" => StreamEvent::Done(text),
        "f" => StreamEvent::Failed(serde_json::from_str(&text).map_err(|e| unreadable().with_cause(e))?),
        LEFT => StreamEvent::left(),
        _ => return Err(unreadable()),
    }))
}

#[cold]
pub(super) fn unreadable() -> Error {
    Error::new(Status::DataLoss, "what stands in a stream is no event").with_source("redis")
}
