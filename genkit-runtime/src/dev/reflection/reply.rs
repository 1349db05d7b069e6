//! Answers and their bodies.

use std::convert::Infallible;

use futures_core::Stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;

use crate::core::error::Error;

pub(super) type Body = UnsyncBoxBody<Bytes, Infallible>;
pub(super) type Reply = Response<Body>;

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(super) const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// An answer in words.
pub(super) fn text(status: StatusCode, words: impl Into<String>) -> Reply {
    whole(status, TEXT, Bytes::from(words.into()))
}

/// An answer in JSON.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Reply {
    match serde_json::to_vec(value) {
        Ok(bytes) => whole(status, JSON, bytes.into()),
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

/// A request that failed before anything ran.
pub(super) fn failed(status: StatusCode, error: &Error) -> Reply {
    json(status, &serde_json::json!({"error": super::super::runs::failure(error)}))
}

/// An answer that comes piece by piece.
pub(super) fn stream(
    content_type: HeaderValue,
    pieces: impl Stream<Item = Result<Frame<Bytes>, Infallible>> + Send + 'static,
) -> Reply {
    reply(StatusCode::OK, content_type, StreamBody::new(pieces).boxed_unsync())
}

fn whole(status: StatusCode, content_type: HeaderValue, bytes: Bytes) -> Reply {
    reply(status, content_type, Full::new(bytes).boxed_unsync())
}

fn reply(status: StatusCode, content_type: HeaderValue, body: Body) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, content_type);
    reply
}
