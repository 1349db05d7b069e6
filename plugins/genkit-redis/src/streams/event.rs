//! Events as entries of a stream have them: a letter and a text.

use genkit::durable::{EventKind, StreamEvent};
use genkit::{Error, Result, Status};

/// The letter of a stream's first entry, which is no event.
const OPENED: &str = "o";
/// Told in place of a writer that is gone.
pub(super) const LEFT: &str = "l";

pub(super) fn write(event: StreamEvent) -> (&'static str, String) {
    let kind = match event.kind() {
        EventKind::Chunk => "c",
        EventKind::Done => "d",
        EventKind::Failed => "f",
    };
    (kind, event.into_text())
}

pub(super) fn read(kind: &str, text: String) -> Result<Option<StreamEvent>> {
    let kind = match kind {
        OPENED => return Ok(None),
        LEFT => return Ok(Some(StreamEvent::left())),
        "c" => EventKind::Chunk,
        "d" => EventKind::Done,
        "f" => EventKind::Failed,
        _ => return Err(unreadable()),
    };
    StreamEvent::of(kind, text).map(Some).map_err(|e| unreadable().with_cause(e))
}

#[cold]
pub(super) fn unreadable() -> Error {
    Error::new(Status::DataLoss, "what stands in a stream is no event").with_source("redis")
}
