//! Server-sent events.

use super::LineDecoder;
use crate::core::error::{Error, Result, Status};

/// One event of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SseEvent {
    /// Its name; `None` stands for `message`.
    pub event: Option<String>,
    /// Its data, lines joined by `\n`.
    pub data: String,
    /// Its id, if this event gave one.
    pub id: Option<String>,
}

/// Reads server-sent events, however the bytes are cut up. Events without data are left out, as the standard has it.
///
/// ```
/// use genkit::http::SseDecoder;
///
/// let mut events = SseDecoder::new();
/// events.push(b": hello\nevent: note\ndata: one\nda");
/// assert_eq!(events.next()?, None);
/// events.push(b"ta: two\n\n");
/// let event = events.next()?.unwrap();
/// assert_eq!((event.event.as_deref(), event.data.as_str()), (Some("note"), "one\ntwo"));
/// # Ok::<(), genkit::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct SseDecoder {
    lines: LineDecoder,
    event: SseEvent,
    has_data: bool,
    longest: Option<usize>,
}

impl SseDecoder {
    /// Events of at most 64 MiB.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with another bound on the length of an event, in bytes.
    #[must_use]
    pub fn longest(mut self, bytes: usize) -> Self {
        self.lines = self.lines.longest(bytes);
        self.longest = Some(bytes);
        self
    }

    /// Adds what came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.lines.push(bytes);
    }

    /// The next whole event; `None` until more comes.
    ///
    /// # Errors
    /// `DATA_LOSS` if a line is not UTF-8, `RESOURCE_EXHAUSTED` if an event is too long.
    #[allow(clippy::should_implement_trait, reason = "no iterator: there may be more after `None`")]
    pub fn next(&mut self) -> Result<Option<SseEvent>> {
        while let Some(line) = self.lines.next()? {
            if line.is_empty() {
                if let Some(event) = self.take() {
                    return Ok(Some(event));
                }
            } else {
                self.field(&line)?;
            }
        }
        Ok(None)
    }

    /// The event that stands at the end of the stream without the empty line that ends it: servers leave that out.
    /// Whether it is whole is for whoever knows what it says.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn rest(&mut self) -> Result<Option<SseEvent>> {
        if let Some(line) = self.lines.rest()? {
            self.field(&line)?;
        }
        Ok(self.take())
    }

    fn take(&mut self) -> Option<SseEvent> {
        let event = std::mem::take(&mut self.event);
        std::mem::take(&mut self.has_data).then_some(event)
    }

    fn field(&mut self, line: &str) -> Result<()> {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => self.event.event = Some(value.to_owned()),
            "id" if !value.contains('\0') => self.event.id = Some(value.to_owned()),
            "data" => {
                let longest = self.longest.unwrap_or(super::line::LONGEST);
                if self.event.data.len() + value.len() > longest {
                    let told = format!("an event is longer than {longest} bytes");
                    return Err(Error::new(Status::ResourceExhausted, told));
                }
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            // Comments, `retry`, and what the standard does not know.
            _ => {}
        }
        Ok(())
    }
}
