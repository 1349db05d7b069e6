//! An answer of a scripted transport, whole or spoilt.

use futures_util::{StreamExt, stream};
use serde_json::Value;

use crate::core::error::{Error, Result};
use crate::http::{Body, Bytes, HeaderMap, HttpResponse};

/// An answer of an [`HttpScript`](super::HttpScript): a body, in what pieces it comes, and how it ends.
///
/// ```
/// use genkit::testing::HttpReply;
/// let reply = HttpReply::sse("data: {\"n\":1}\n\ndata: [DONE]\n\n").pieces_of(1).cut_at(12);
/// # let _ = reply;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct HttpReply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    piece: usize,
    end: End,
}

#[derive(Clone, Debug)]
enum End {
    /// The connection is closed as it should be.
    Closed,
    /// The connection breaks.
    Broken,
    /// Nothing more comes, for ever.
    Stalled,
    /// There is no answer at all.
    Refused(Error),
}

impl HttpReply {
    /// Status 200 with this body.
    pub fn new(body: impl Into<Bytes>) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.into(), piece: usize::MAX, end: End::Closed }
    }

    /// Status 200 with JSON.
    pub fn json(body: &Value) -> Self {
        Self::new(body.to_string()).header("content-type", "application/json")
    }

    /// Status 200 with server-sent events.
    pub fn sse(body: impl Into<Bytes>) -> Self {
        Self::new(body).header("content-type", "text/event-stream")
    }

    /// No answer at all.
    pub fn refused() -> Self {
        let error = Error::unavailable("no connection to a scripted address: connection refused");
        Self { end: End::Refused(error), ..Self::new("") }
    }

    /// The same under another status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same with one more header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same in pieces of so many bytes.
    pub fn pieces_of(mut self, bytes: usize) -> Self {
        self.piece = bytes.max(1);
        self
    }

    /// Only the first bytes; then the connection is closed as if that were all.
    pub fn cut_at(mut self, bytes: usize) -> Self {
        self.body.truncate(bytes);
        self
    }

    /// The same; after the body the connection breaks.
    pub fn breaks(mut self) -> Self {
        self.end = End::Broken;
        self
    }

    /// The same; after the body nothing more comes, and the connection stays open.
    pub fn stalls(mut self) -> Self {
        self.end = End::Stalled;
        self
    }

    pub(super) fn answer(self) -> Result<HttpResponse> {
        let end = match self.end {
            End::Refused(error) => return Err(error),
            end => end,
        };
        let (piece, body) = (self.piece, self.body);
        let pieces = stream::unfold(body, move |mut rest| async move {
            if rest.is_empty() {
                return None;
            }
            let next = rest.split_to(piece.min(rest.len()));
            Some((Ok(next), rest))
        });
        let last = stream::once(async move {
            match end {
                End::Broken => Some(Err(Error::unavailable("the connection broke"))),
                End::Stalled => std::future::pending().await,
                _ => None,
            }
        });
        let body = Body::new(pieces.chain(last.filter_map(|end| async { end })));
        let response = HttpResponse { status: self.status, headers: HeaderMap::new(), body };
        Ok(self.headers.iter().fold(response, |r, (name, value)| r.with_header(name, value)))
    }
}
