//! What a reader reads on from.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::stream;
use genkit::http::{Body, Bytes, Events, HttpClient, HttpRequest, HttpResponse, JsonLines, Transport};
use genkit::{BoxFuture, Genkit, Result};

/// A piece of a stream, as a plugin's reader gets it.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    pub(super) ai: &'a Genkit,
}

impl Piece<'_> {
    /// As server-sent events.
    ///
    /// # Errors
    /// None that is known.
    pub async fn events(self) -> Result<Events> {
        HttpClient::new("cut").events(self.ai, HttpRequest::get("http://127.0.0.1:9/")).await
    }

    /// As lines of JSON.
    ///
    /// # Errors
    /// None that is known.
    pub async fn lines(self) -> Result<JsonLines> {
        HttpClient::new("cut").lines(self.ai, HttpRequest::get("http://127.0.0.1:9/")).await
    }
}

/// Answers with the bytes that were put there last, and tells whether they were read to their end.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot(Arc<(Mutex<Bytes>, AtomicBool)>);

impl Slot {
    pub(super) fn put(&self, bytes: Bytes) {
        *self.0.0.lock().unwrap() = bytes;
        self.0.1.store(false, Ordering::Relaxed);
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.0.1.load(Ordering::Relaxed)
    }
}

impl Transport for Slot {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
        let (bytes, slot) = (std::mem::take(&mut *self.0.0.lock().unwrap()), self.clone());
        let pieces = stream::unfold(bytes, move |mut rest| {
            let all = rest.split_off(0);
            if all.is_empty() {
                slot.0.1.store(true, Ordering::Relaxed);
            }
            std::future::ready((!all.is_empty()).then_some((Ok(all), rest)))
        });
        let response = HttpResponse::new(200, Body::new(pieces));
        Box::pin(std::future::ready(Ok(response)))
    }
}
