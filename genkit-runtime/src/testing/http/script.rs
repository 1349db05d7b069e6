//! A transport that follows a script.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::HttpReply;
use crate::core::BoxFuture;
use crate::core::error::{Error, Result};
use crate::http::{HttpRequest, HttpResponse, Transport};

/// A transport without a network: gives its answers one after the other, and keeps what it was asked. Clones share both.
///
/// ```standalone_crate
/// use genkit::http::{HttpClient, HttpRequest};
/// use genkit::prelude::*;
/// use genkit::testing::{HttpReply, HttpScript};
/// use serde_json::json;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let script = HttpScript::new([
///     HttpReply::json(&json!({"error": "busy"})).status(503).header("retry-after", "0"),
///     HttpReply::json(&json!({"ok": true})),
/// ]);
/// let ai = Genkit::builder().transport(script.clone()).build().await?;
/// let answer = HttpClient::new("acme").json(&ai, HttpRequest::get("https://acme.example/status")).await?;
/// assert_eq!(answer["ok"], true);
/// assert_eq!(script.requests().len(), 2);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct HttpScript(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<HttpReply>,
    requests: Vec<HttpRequest>,
}

impl HttpScript {
    /// A transport that gives these answers.
    #[must_use]
    pub fn new(replies: impl IntoIterator<Item = HttpReply>) -> Self {
        let state = State { replies: replies.into_iter().collect(), requests: Vec::new() };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Adds an answer.
    pub fn push(&self, reply: HttpReply) {
        self.with(|state| state.replies.push_back(reply));
    }

    /// What was asked, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.with(|state| state.requests.clone())
    }

    /// The bodies of what was asked, as JSON; `null` for one that is none.
    #[must_use]
    pub fn bodies(&self) -> Vec<serde_json::Value> {
        let requests = self.requests();
        requests.iter().map(|r| serde_json::from_slice(&r.body).unwrap_or_default()).collect()
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Transport for HttpScript {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
        let told = format!("{} {}", request.method, request.url);
        let reply = self.with(|state| {
            state.requests.push(request);
            state.replies.pop_front()
        });
        Box::pin(async move {
            match reply {
                Some(reply) => reply.answer(),
                None => Err(Error::failed_precondition(format!("the script has no answer left for {told}"))),
            }
        })
    }
}
