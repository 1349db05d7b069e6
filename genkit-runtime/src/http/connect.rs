//! The network.

use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;

use futures_util::stream;

use super::{Body, HttpRequest, HttpResponse, Redact, Transport};
use crate::core::BoxFuture;
use crate::core::error::{Error, Result, Status};

/// Sends requests over the network: TLS by rustls, the machine's own trusted roots, the proxies that the environment
/// names. Connections are kept; redirects are not followed, since keys would be sent along (a [`Download`](super::Download)
/// follows them).
///
/// It is made when first used: a program that asks no provider pays nothing.
#[derive(Debug, Default)]
pub struct Connect(OnceLock<reqwest::Client>);

impl Connect {
    /// A transport with connections of its own.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    fn client(&self) -> Result<reqwest::Client> {
        if let Some(client) = self.0.get() {
            return Ok(client.clone());
        }
        crypto();
        let client = made(reqwest::Client::builder())?;
        Ok(self.0.get_or_init(|| client).clone())
    }

    /// A client that connects a host to these addresses and nowhere else.
    fn pinned(url: &str, addresses: &[SocketAddr]) -> Result<reqwest::Client> {
        crypto();
        let parsed: Option<reqwest::Url> = url.parse().ok();
        // What is written as an address of numbers is none of the names that were looked up.
        let host = parsed.as_ref().and_then(reqwest::Url::host_str).unwrap_or_default();
        let numbers = host.trim_matches(['[', ']']).parse::<IpAddr>();
        if numbers.is_ok_and(|number| !addresses.iter().any(|address| address.ip() == number)) {
            return Err(Error::permission_denied(
                "the address is written in a way that hides where it points to",
            ));
        }
        made(reqwest::Client::builder().no_proxy().resolve_to_addrs(host, addresses))
    }
}

impl Transport for Connect {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
        let pinned = request.pinned.as_ref().filter(|addresses| !addresses.is_empty());
        let client = match pinned {
            Some(addresses) => Self::pinned(&request.url, addresses),
            None => self.client(),
        };
        Box::pin(async move {
            let HttpRequest { method, url, headers, body, .. } = request;
            let sent = client?.request(method, &url).headers(headers).body(body).send().await;
            let response = sent.map_err(|e| no_answer(&url, e))?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let pieces = stream::try_unfold(response, |mut response| async {
                let piece = response.chunk().await.map_err(broken)?;
                Ok(piece.map(|piece| (piece, response)))
            });
            Ok(HttpResponse { status, headers, body: Body::new(pieces) })
        })
    }
}

fn crypto() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Somebody else may be first; any will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

fn made(builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    let client = builder.redirect(reqwest::redirect::Policy::none()).build();
    client.map_err(|e| Error::internal("no HTTP client can be made").with_cause(e))
}

#[cold]
fn no_answer(url: &str, error: reqwest::Error) -> Error {
    let error = error.without_url();
    let place = Redact::default().text(url.split(['?', '#']).next().unwrap_or(url));
    let reason = innermost(&error);
    if error.is_builder() {
        return Error::invalid_argument(format!("{place} is not an address that can be asked: {reason}"));
    }
    let what = if error.is_connect() { "no connection to" } else { "no answer from" };
    Error::unavailable(format!("{what} {place}: {reason}")).with_cause(error)
}

#[cold]
fn broken(error: reqwest::Error) -> Error {
    let error = error.without_url();
    Error::new(Status::Unavailable, format!("the connection broke: {}", innermost(&error))).with_cause(error)
}

/// What stands at the bottom says most: "connection refused".
fn innermost(error: &reqwest::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(next) = inner.source() {
        inner = next;
    }
    inner.to_string()
}
