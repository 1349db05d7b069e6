//! A transport that fails as it is told, and otherwise hands on.

use std::sync::{Arc, Mutex, PoisonError};

use super::HttpReply;
use crate::core::BoxFuture;
use crate::core::error::Result;
use crate::http::{HttpRequest, HttpResponse, Transport};

/// Faults in front of another transport: the first requests get these answers, all others go through.
///
/// ```standalone_crate
/// use genkit::http::{HttpClient, HttpRequest};
/// use genkit::prelude::*;
/// use genkit::testing::{HttpFaults, HttpReply, HttpScript};
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let server = HttpScript::new([HttpReply::new("{}")]);
/// let faults = HttpFaults::before(server, [HttpReply::refused(), HttpReply::new("").status(503)]);
/// let ai = Genkit::builder().transport(faults).build().await?;
/// let http = HttpClient::new("acme").retries(genkit::http::Retries::times(2).pause(std::time::Duration::ZERO));
/// http.json(&ai, HttpRequest::get("https://acme.example/")).await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct HttpFaults<T> {
    inner: T,
    faults: Arc<Mutex<Vec<HttpReply>>>,
}

impl<T: Transport> HttpFaults<T> {
    /// These faults, oldest first, and then the transport.
    #[must_use]
    pub fn before(inner: T, faults: impl IntoIterator<Item = HttpReply>) -> Self {
        let mut faults: Vec<_> = faults.into_iter().collect();
        faults.reverse();
        Self { inner, faults: Arc::new(Mutex::new(faults)) }
    }
}

impl<T: Transport> Transport for HttpFaults<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
        match self.faults.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            Some(fault) => Box::pin(async { fault.answer() }),
            None => self.inner.send(request),
        }
    }
}
