//! A plugin's way to its provider.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::error::{Refusal, excerpt, said};
use super::limit::{exceeded, within};
use super::{
    Connect, Events, HttpRequest, HttpResponse, JsonLines, Redact, Retries, Sends, Transport, body, retry,
};
use crate::core::deadlines::Deadlines;
use crate::core::error::{Error, Result, Status};

/// How much of a refusal is read.
const REFUSAL: usize = 1 << 20;

/// A plugin's way to its provider: sends requests, again where that helps, within bounds, and makes errors of refusals.
/// Cloning is cheap; clones share their connections.
///
/// By default it sends over the network (or through the runtime's [`transport`](crate::GenkitBuilder::transport)),
/// tries twice more, and waits at most 5 minutes for the first byte, 2 for the next, 30 for all.
#[derive(Clone)]
pub struct HttpClient {
    source: Arc<str>,
    own: Option<Arc<dyn Transport>>,
    network: Arc<Connect>,
    retries: Retries,
    deadlines: Deadlines,
}

impl HttpClient {
    /// The way of the plugin of this name, which its errors bear.
    #[must_use]
    pub fn new(plugin: &str) -> Self {
        Self {
            source: plugin.into(),
            own: None,
            network: Arc::new(Connect::new()),
            retries: Retries::default(),
            deadlines: Deadlines::default(),
        }
    }

    /// The same through another transport, whatever the runtime's is.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.own = Some(Arc::new(transport));
        self
    }

    /// The same with other retries.
    #[must_use]
    pub fn retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// The same with other bounds.
    #[must_use]
    pub fn deadlines(mut self, deadlines: Deadlines) -> Self {
        self.deadlines = deadlines;
        self
    }

    /// The same with another bound on the whole.
    #[must_use]
    pub fn timeout(mut self, total: Duration) -> Self {
        self.deadlines = self.deadlines.total(total);
        self
    }

    /// Sends a request; the answer's body is still to be read.
    ///
    /// # Errors
    /// What the provider says, under the status that it names; `UNAVAILABLE` without an answer; `DEADLINE_EXCEEDED`.
    pub async fn send(&self, by: &dyn Sends, request: HttpRequest) -> Result<HttpResponse> {
        self.try_send(by, request).await.map_err(|e| self.blame(e))
    }

    /// Sends a request and reads the answer as JSON.
    ///
    /// # Errors
    /// As [`send`](Self::send); `INTERNAL` if the answer is not JSON, with its beginning.
    pub async fn json(&self, by: &dyn Sends, request: HttpRequest) -> Result<Value> {
        let redact = Redact::of(&request);
        let body = self.send(by, request).await?.body.bytes().await.map_err(|e| self.blame(e))?;
        serde_json::from_slice(&body).map_err(|e| self.blame(not_json(&body, &redact, e)))
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn bytes(&self, by: &dyn Sends, request: HttpRequest) -> Result<Bytes> {
        self.send(by, request).await?.body.bytes().await.map_err(|e| self.blame(e))
    }

    /// Sends a request and reads the answer as server-sent events.
    ///
    /// # Errors
    /// As [`send`](Self::send); `INTERNAL` if the answer is a page or plain JSON.
    pub async fn events(&self, by: &dyn Sends, request: HttpRequest) -> Result<Events> {
        let redact = Redact::of(&request);
        let response = self.send(by, request).await?;
        let odd = response.content_type().filter(|kind| kind == "text/html" || kind == "application/json");
        if let Some(kind) = odd {
            return Err(self.blame(no_stream(&kind, response, &redact).await));
        }
        Ok(Events::new(response.body, self.source.clone(), redact))
    }

    /// Sends a request and reads the answer as lines of JSON.
    ///
    /// # Errors
    /// As [`send`](Self::send); `INTERNAL` if the answer is a page.
    pub async fn lines(&self, by: &dyn Sends, request: HttpRequest) -> Result<JsonLines> {
        let redact = Redact::of(&request);
        let response = self.send(by, request).await?;
        if let Some(kind) = response.content_type().filter(|kind| kind == "text/html") {
            return Err(self.blame(no_stream(&kind, response, &redact).await));
        }
        Ok(JsonLines::new(response.body, self.source.clone(), redact))
    }

    /// Sends a request; an answer that leads elsewhere is an answer, too.
    pub(super) async fn hop(&self, by: &dyn Sends, request: HttpRequest) -> Result<HttpResponse> {
        self.attempts(by, request, |response| response.location().is_some()).await
    }

    /// True if requests go through a transport of the user's own.
    pub(super) fn is_own(&self, by: &dyn Sends) -> bool {
        self.own.is_some() || by.transport().is_some()
    }

    async fn try_send(&self, by: &dyn Sends, request: HttpRequest) -> Result<HttpResponse> {
        self.attempts(by, request, |_| false).await
    }

    async fn attempts(
        &self,
        by: &dyn Sends,
        request: HttpRequest,
        also: fn(&HttpResponse) -> bool,
    ) -> Result<HttpResponse> {
        let env = by.env();
        let redact = Redact::of(&request);
        let transport = self.own.clone().or_else(|| by.transport());
        let until = self.deadlines.total.map(|total| env.elapsed() + total);
        let mut done = 0;
        loop {
            let sent = match &transport {
                Some(transport) => transport.send(request.clone()),
                None => self.network.send(request.clone()),
            };
            let left = until.map(|until| until.saturating_sub(env.elapsed()));
            let bound = self.deadlines.first.into_iter().chain(left).min();
            let late = || exceeded("sent nothing", bound);
            let (error, again) = match within(env, bound, sent).await.unwrap_or_else(|| Err(late())) {
                Ok(response) if (200..300).contains(&response.status) || also(&response) => {
                    let watch = body::watch(env, self.deadlines.idle, until);
                    return Ok(HttpResponse { body: response.body.watched(watch), ..response });
                }
                Ok(response) => {
                    let HttpResponse { status, headers, body } = response;
                    let body = within(env, bound, body.at_most(REFUSAL)).await;
                    let body = body.and_then(Result::ok).unwrap_or_default();
                    let (key_from, now) = (request.key_from, env.now());
                    let refusal =
                        Refusal { status, headers: &headers, body: &body, redact: &redact, key_from, now };
                    (refusal.error(), retry::may_help(status, &headers))
                }
                Err(error) => {
                    let again = request.repeatable && error.status() == Status::Unavailable;
                    (error, again)
                }
            };
            let wait = self.retries.wait(env, done, error.retry_after()).filter(|_| again);
            let Some(wait) = wait else { return Err(error) };
            env.sleep(wait).await;
            done += 1;
        }
    }

    pub(super) fn blame(&self, error: Error) -> Error {
        error.with_source(self.source.to_string())
    }
}

#[cold]
fn not_json(body: &[u8], redact: &Redact, error: serde_json::Error) -> Error {
    let beginning = redact.text(&excerpt(&String::from_utf8_lossy(body.get(..2000).unwrap_or(body))));
    Error::internal(format!("the answer is not JSON: {beginning}")).with_cause(error)
}

#[cold]
async fn no_stream(kind: &str, response: HttpResponse, redact: &Redact) -> Error {
    let body = response.body.at_most(REFUSAL).await.unwrap_or_default();
    let json: Option<Value> = serde_json::from_slice(&body).ok().map(|body| redact.json(body));
    if let Some(error) = json.as_ref().and_then(|json| Some(said(json)?.into_error(json))) {
        return error;
    }
    let beginning = redact.text(&excerpt(&String::from_utf8_lossy(&body)));
    Error::internal(format!("the answer is {kind} where a stream was asked for: {beginning}"))
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("HttpClient");
        out.field("plugin", &self.source)
            .field("retries", &self.retries)
            .field("deadlines", &self.deadlines)
            .finish()
    }
}
