//! Answers that come piece by piece: server-sent events, and lines of JSON.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::said;
use super::{Body, LineDecoder, Redact, SseDecoder, SseEvent};
use crate::core::error::{Error, Result};

/// The body, and whose it is.
struct Source {
    body: Body,
    ended: bool,
    plugin: Arc<str>,
    redact: Redact,
}

impl Source {
    /// Hands the next piece over; `false` at the end.
    async fn pull(&mut self, push: impl FnOnce(&[u8])) -> Result<bool> {
        match self.body.next().await.transpose().map_err(|e| self.blame(e))? {
            Some(piece) => push(&piece),
            None => self.ended = true,
        }
        Ok(!self.ended)
    }

    fn blame(&self, error: Error) -> Error {
        error.with_source(self.plugin.to_string())
    }

    fn read<T: DeserializeOwned>(&self, text: &str) -> Result<T> {
        serde_json::from_str(text).map_err(|e| self.unreadable(text, e))
    }

    #[cold]
    fn unreadable(&self, text: &str, error: serde_json::Error) -> Error {
        let beginning: String = text.chars().take(2000).collect();
        let beginning: String = self.redact.text(&beginning).chars().take(200).collect();
        self.blame(
            Error::internal(format!("a piece of the stream cannot be read: {error}: {beginning}"))
                .with_cause(error),
        )
    }

    /// An error in the middle of a stream.
    fn refusal(&self, value: &Value) -> Option<Error> {
        value.get("error").filter(|error| !error.is_null())?;
        let value = self.redact.json(value.clone());
        let error = said(&value)?.into_error(&value);
        Some(self.blame(error))
    }
}

/// Server-sent events as they arrive. Dropping this closes the connection.
pub struct Events {
    source: Source,
    decoder: SseDecoder,
}

impl Events {
    pub(super) fn new(body: Body, plugin: Arc<str>, redact: Redact) -> Self {
        let source = Source { body, ended: false, plugin, redact };
        Self { source, decoder: SseDecoder::new() }
    }

    /// The next event; `None` at the end of the stream, whether that is where it should be or not.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the connection broke, `DEADLINE_EXCEEDED` if nothing more came, `DATA_LOSS` for bytes that are
    /// not text.
    pub async fn next(&mut self) -> Result<Option<SseEvent>> {
        loop {
            if let Some(event) = self.decoder.next().map_err(|e| self.source.blame(e))? {
                return Ok(Some(event));
            }
            if self.source.ended || !self.source.pull(|piece| self.decoder.push(piece)).await? {
                return self.decoder.rest().map_err(|e| self.source.blame(e));
            }
        }
    }

    /// The data of an event as a type.
    ///
    /// # Errors
    /// `INTERNAL` if it is not one.
    pub fn read<T: DeserializeOwned>(&self, event: &SseEvent) -> Result<T> {
        self.source.read(&event.data)
    }

    /// The error that an event tells in the member `error`, if it has one.
    #[must_use]
    pub fn refusal(&self, value: &Value) -> Option<Error> {
        self.source.refusal(value)
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Events({})", self.source.plugin)
    }
}

/// Lines of JSON as they arrive. Dropping this closes the connection.
pub struct JsonLines {
    source: Source,
    decoder: LineDecoder,
}

impl JsonLines {
    pub(super) fn new(body: Body, plugin: Arc<str>, redact: Redact) -> Self {
        let source = Source { body, ended: false, plugin, redact };
        Self { source, decoder: LineDecoder::new() }
    }

    /// The value of the next line that is not empty; `None` at the end of the stream.
    ///
    /// # Errors
    /// As [`Events::next`]; `INTERNAL` for a line that is not JSON; what a line says in the member `error`.
    pub async fn next(&mut self) -> Result<Option<Value>> {
        loop {
            let mut line = self.decoder.next().map_err(|e| self.source.blame(e))?;
            if line.is_none() && (self.source.ended || !self.source.pull(|p| self.decoder.push(p)).await?) {
                line = self.decoder.rest().map_err(|e| self.source.blame(e))?;
                if line.is_none() {
                    return Ok(None);
                }
            }
            let Some(line) = line.filter(|line| !line.trim().is_empty()) else { continue };
            let value: Value = self.source.read(&line)?;
            return match self.source.refusal(&value) {
                Some(error) => Err(error),
                None => Ok(Some(value)),
            };
        }
    }
}

impl fmt::Debug for JsonLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonLines({})", self.source.plugin)
    }
}
