//! Answers: the result of a run, or an error by Genkit's table of statuses.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

use crate::core::error::Error;
use crate::core::trace::{SpanId, TraceId};

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(super) const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream");
pub(super) const TRACE: HeaderName = HeaderName::from_static("x-genkit-trace-id");
pub(super) const SPAN: HeaderName = HeaderName::from_static("x-genkit-span-id");
pub(super) const STREAM: HeaderName = HeaderName::from_static("x-genkit-stream-id");

/// `{"result": ..}` of an output that is JSON text.
pub(super) fn result(output: &str, ids: (TraceId, SpanId)) -> Response {
    let mut body = String::with_capacity(output.len() + 11);
    body.push_str("{\"result\":");
    body.push_str(output);
    body.push('}');
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    trace(response.headers_mut(), ids);
    response
}

/// Text that is JSON already.
pub(super) fn json(text: &str) -> Response {
    let mut response = Response::new(Body::from(text.to_owned()));
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

/// Where to find the trace of the run.
pub(super) fn trace(headers: &mut HeaderMap, (trace, span): (TraceId, SpanId)) {
    headers.insert(TRACE, text(&trace.digits()));
    headers.insert(SPAN, text(&span.digits()));
}

fn text(digits: &[u8]) -> HeaderValue {
    HeaderValue::from_bytes(digits).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// What a client is told of an error. One that is not public goes into the log, to be found by its trace.
pub(super) fn told(error: &Error) -> String {
    log(error);
    error.to_client().to_string()
}

pub(super) fn log(error: &Error) {
    if !error.is_public() {
        let trace = error.trace_id().map(tracing::field::display);
        tracing::error!(target: "genkit::serve", trace_id = trace, "{error:?}");
    }
}

/// The answer to a request that failed.
pub(super) fn failed(error: &Error) -> Response {
    let status = if error.is_public() { error.status().http() } else { 500 };
    failed_as(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), error)
}

/// The same, where HTTP has a status of its own for it.
pub(super) fn failed_as(status: StatusCode, error: &Error) -> Response {
    let mut response = Response::new(Body::from(told(error)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, JSON);
    if let Some(trace) = error.trace_id() {
        headers.insert(TRACE, text(&trace.digits()));
    }
    // Told of errors of our own only: what a provider said of itself is no client's business.
    if let Some(wait) = error.retry_after().filter(|_| error.is_public()) {
        headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    response
}
