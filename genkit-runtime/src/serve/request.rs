//! What the head of a request says: what it carries and how it wants its answer.

use std::sync::Arc;

use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};

use super::peer::Peer;
use super::reply;

/// What the head of a request says.
pub(super) struct Asked {
    pub(super) is_json: bool,
    /// True if chunks are wanted as they come.
    pub(super) streamed: bool,
    /// The stream that is to be read again.
    pub(super) stream: Option<HeaderValue>,
    pub(super) peer: Option<Peer>,
    /// All of it, for whoever makes the context.
    pub(super) head: Option<Arc<Parts>>,
}

impl Asked {
    /// A head, which is kept if it is needed.
    pub(super) fn of(head: Parts, needed: bool) -> Self {
        let headers = &head.headers;
        let streamed = wants_stream(head.uri.query(), headers);
        Self {
            is_json: is_json(headers),
            streamed,
            stream: headers.get(reply::STREAM).filter(|_| streamed).cloned(),
            peer: head.extensions.get().cloned(),
            head: needed.then(|| Arc::new(head)),
        }
    }
}

/// A header as text.
fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn has(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

/// True if the body is said to be JSON. Another type, or none, could come from any web page without being asked for.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(told) = text(headers, CONTENT_TYPE) else { return false };
    if told == "application/json" {
        return true;
    }
    let kind = told.split(';').next().unwrap_or_default().trim();
    let tail = kind.len().checked_sub(5).and_then(|at| kind.get(at..)).unwrap_or_default();
    kind.eq_ignore_ascii_case("application/json") || tail.eq_ignore_ascii_case("+json")
}

/// True if chunks are wanted as they come: `?stream=true`, or `Accept: text/event-stream`.
fn wants_stream(query: Option<&str>, headers: &HeaderMap) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| pair == "stream=true"))
        || headers
            .get_all(ACCEPT)
            .iter()
            .any(|accept| accept.to_str().is_ok_and(|a| has(a, "text/event-stream")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn json_has_many_names() {
        for json in ["application/json", "Application/JSON; charset=utf-8", "application/vnd.acme+json"] {
            assert!(is_json(&with(CONTENT_TYPE, json)), "{json}");
        }
        for other in ["text/plain", "application/x-www-form-urlencoded", "", "é"] {
            assert!(!is_json(&with(CONTENT_TYPE, other)), "{other}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn a_stream_is_asked_for_in_two_ways() {
        let none = HeaderMap::new();
        assert!(wants_stream(Some("a=b&stream=true"), &none));
        assert!(!wants_stream(Some("stream=false"), &none));
        assert!(wants_stream(None, &with(ACCEPT, "application/json, Text/Event-Stream;q=0.5")));
        assert!(!wants_stream(None, &with(ACCEPT, "*/*")));
    }
}
