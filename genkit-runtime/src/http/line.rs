//! Bytes into lines, however they are cut up.

use bytes::{Buf, BytesMut};

use crate::core::error::{Error, Result, Status};

/// The longest line by default: an image stands in one.
pub(super) const LONGEST: usize = 64 << 20;

/// Cuts a stream of bytes into lines of text. A line ends with CR, LF or both; pieces may end anywhere, also within a
/// character. Each byte is looked at once.
///
/// ```
/// use genkit::http::LineDecoder;
///
/// let mut lines = LineDecoder::new();
/// lines.push(b"{\"a\":1}\r");
/// assert_eq!(lines.next()?.as_deref(), Some("{\"a\":1}"));
/// lines.push("\n{\"b\":\"\u{e9}".as_bytes());
/// assert_eq!(lines.next()?, None);
/// assert_eq!(lines.rest()?.as_deref(), Some("{\"b\":\"\u{e9}"));
/// # Ok::<(), genkit::Error>(())
/// ```
#[derive(Debug)]
pub struct LineDecoder {
    buffer: BytesMut,
    /// So many bytes hold no end of a line.
    scanned: usize,
    /// The last line ended with CR: an LF may follow that belongs to it.
    after_cr: bool,
    begun: bool,
    longest: usize,
}

impl LineDecoder {
    /// Lines of at most 64 MiB.
    #[must_use]
    pub fn new() -> Self {
        Self { buffer: BytesMut::new(), scanned: 0, after_cr: false, begun: false, longest: LONGEST }
    }

    /// The same with another bound on the length of a line, in bytes.
    #[must_use]
    pub fn longest(mut self, bytes: usize) -> Self {
        self.longest = bytes;
        self
    }

    /// Adds what came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole line, without its end; `None` until more comes.
    ///
    /// # Errors
    /// `DATA_LOSS` if a line is not UTF-8, `RESOURCE_EXHAUSTED` if one is too long.
    #[allow(clippy::should_implement_trait, reason = "no iterator: there may be more after `None`")]
    pub fn next(&mut self) -> Result<Option<String>> {
        if self.after_cr && !self.buffer.is_empty() {
            self.after_cr = false;
            if self.buffer.first() == Some(&b'\n') {
                self.buffer.advance(1);
            }
        }
        let fresh = self.buffer.get(self.scanned..).unwrap_or_default();
        let Some(at) = memchr::memchr2(b'\n', b'\r', fresh) else {
            self.scanned = self.buffer.len();
            return self.fits(self.scanned).map(|()| None);
        };
        let end = self.scanned + at;
        self.fits(end)?;
        self.after_cr = self.buffer.get(end) == Some(&b'\r');
        let line = self.buffer.split_to(end);
        self.buffer.advance(1);
        self.scanned = 0;
        self.text(&line).map(Some)
    }

    /// What stands after the last end of a line, at the end of the stream.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn rest(&mut self) -> Result<Option<String>> {
        let rest = std::mem::take(&mut self.buffer);
        self.scanned = 0;
        let rest = if self.after_cr { rest.strip_prefix(b"\n").unwrap_or(&rest) } else { &rest };
        if rest.is_empty() { Ok(None) } else { self.text(rest).map(Some) }
    }

    fn fits(&self, length: usize) -> Result<()> {
        if length <= self.longest {
            return Ok(());
        }
        Err(Error::new(Status::ResourceExhausted, format!("a line is longer than {} bytes", self.longest)))
    }

    fn text(&mut self, line: &[u8]) -> Result<String> {
        let first = !std::mem::replace(&mut self.begun, true);
        let line = if first { line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line) } else { line };
        match std::str::from_utf8(line) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(Error::new(Status::DataLoss, "the stream is not UTF-8").with_cause(error)),
        }
    }
}

impl Default for LineDecoder {
    fn default() -> Self {
        Self::new()
    }
}
