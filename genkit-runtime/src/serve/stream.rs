//! The body of a streamed answer: it drives the run, and always ends with a result or an error.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::Response;
use hyper::body::Frame;

use super::reply;
use super::work::Work;
use crate::core::error::Result;
use crate::core::text::{TextReader, channel};

pub(super) use crate::core::text::TextChunks;

const BEFORE: &str = "data: {\"message\":";
const AFTER: &str = "}\n\n";

/// A buffer for chunks, each of which becomes an event.
pub(super) fn events() -> (TextChunks, TextReader) {
    channel(BEFORE, AFTER)
}

/// The event of a chunk that is JSON text.
pub(super) fn chunk(frame: &mut String, chunk: &str) {
    frame.extend([BEFORE, chunk, AFTER]);
}

/// The last event of a run that is done, by its output as JSON text.
pub(super) fn result(output: &str) -> String {
    ["data: {\"result\":", output, AFTER].concat()
}

/// The last event of a run that failed, by what the client is told.
pub(super) fn error(told: &str) -> String {
    ["data: {\"error\":", told, AFTER].concat()
}

fn end(outcome: &Result<String>) -> String {
    match outcome {
        Ok(output) => result(output),
        Err(failed) => error(&reply::told(failed)),
    }
}

/// The answer whose body is a stream of events.
pub(super) fn response(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, reply::EVENTS);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Events of a run that goes on as long as somebody reads. All that is ready goes out as one frame.
pub(super) struct Events {
    work: Option<Work>,
    chunks: TextReader,
}

impl Events {
    pub(super) fn new(work: Work, chunks: TextReader) -> Self {
        Self { work: Some(work), chunks }
    }
}

impl HttpBody for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut TaskContext<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = &mut *self;
        let Some(work) = &mut this.work else { return Poll::Ready(None) };
        this.chunks.looks_by_itself();
        let ended = match Pin::new(work).poll(cx) {
            Poll::Ready(result) => Some(end(&result)),
            Poll::Pending => None,
        };
        let ready = this.chunks.take(cx.waker());
        let frame = match (ready, ended) {
            (None, None) => return Poll::Pending,
            (Some(ready), None) => ready,
            (ready, Some(end)) => {
                this.work = None;
                let mut ready = ready.unwrap_or_default();
                ready.extend_from_slice(end.as_bytes());
                ready
            }
        };
        Poll::Ready(Some(Ok(Frame::data(frame.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.work.is_none()
    }
}
