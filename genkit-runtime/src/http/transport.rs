//! The one way to the outside.

use std::sync::Arc;

use super::{HttpRequest, HttpResponse};
use crate::core::BoxFuture;
use crate::core::app::{Genkit, GenkitBuilder};
use crate::core::env::Env;
use crate::core::error::Result;

/// Sends a request and gives what comes back: [`Connect`](super::Connect) over the network; in tests a script, a
/// cassette, or one that fails (`genkit::testing`).
///
/// ```standalone_crate
/// use genkit::http::{HttpRequest, HttpResponse, Transport};
/// use genkit::prelude::*;
/// use genkit::BoxFuture;
///
/// /// Answers everything in the same way.
/// struct Fixed;
///
/// impl Transport for Fixed {
///     fn send(&self, _request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
///         Box::pin(async { Ok(HttpResponse::new(200, r#"{"ok": true}"#)) })
///     }
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().transport(Fixed).build().await?;
/// let http = genkit::http::HttpClient::new("acme");
/// assert_eq!(http.json(&ai, HttpRequest::get("https://acme.example/")).await?["ok"], true);
/// # Ok(()) }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request. An answer of any status is an answer.
    ///
    /// # Errors
    /// `UNAVAILABLE` where there is no answer.
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
        (**self).send(request)
    }
}

/// The transport that a runtime was given for all its plugins.
struct Given(Arc<dyn Transport>);

impl GenkitBuilder {
    /// What all plugins reach the outside through, unless they have a transport of their own.
    pub fn transport(self, transport: impl Transport) -> Self {
        self.extension(Given(Arc::new(transport)))
    }
}

/// What requests are sent for: a runtime, by its clock and its transport, or a clock alone.
pub trait Sends: Sync {
    /// The clock that bounds and pauses go by.
    fn env(&self) -> &Env;

    /// What requests go through where the client has no transport of its own; the network if there is none.
    fn transport(&self) -> Option<Arc<dyn Transport>> {
        None
    }
}

impl Sends for Genkit {
    fn env(&self) -> &Env {
        self.env()
    }

    fn transport(&self) -> Option<Arc<dyn Transport>> {
        self.extension::<Given>().map(|given| given.0.clone())
    }
}

impl Sends for Env {
    fn env(&self) -> &Env {
        self
    }
}
