//! Who fetches: an HTTP client of the application's own.

use std::future::Future;
use std::net::{IpAddr, ToSocketAddrs};
use std::time::Duration;

use crate::core::BoxFuture;
use crate::core::env::Task;
use crate::core::error::{Error, Result};

/// One request for media, already looked at.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FetchRequest {
    /// What to get; `http:` or `https:`.
    pub url: String,
    /// The host in it, as it stands there: what TLS and the `Host` header go by.
    pub host: String,
    /// The port in it.
    pub port: u16,
    /// Where to connect to, and nowhere else: another look at the name may give an address that nobody looked at.
    pub addresses: Vec<IpAddr>,
    /// Stop reading after so many bytes and one more.
    pub max_bytes: u64,
    /// How long there is.
    pub timeout: Duration,
}

/// What came of a request for media.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Fetched {
    /// The HTTP status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: Option<String>,
    /// The header `Location`, if this is a redirection: a fetcher follows none by itself.
    pub location: Option<String>,
    /// The content.
    pub body: Vec<u8>,
}

impl Fetched {
    /// An answer with status 200.
    #[must_use]
    pub fn new(content_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, content_type: Some(content_type.into()), location: None, body: body.into() }
    }

    /// An answer with this status.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// A redirection.
    #[must_use]
    pub fn redirect(location: impl Into<String>) -> Self {
        Self { location: Some(location.into()), ..Self::status(302) }
    }
}

/// Fetches media for [`DownloadMedia`](super::DownloadMedia). Every function of a [`FetchRequest`] that gives a future of
/// `Result<Fetched>` does.
pub trait Fetch: Send + Sync + 'static {
    /// Sends the request to one of its addresses; follows no redirection, and reads no more than it may.
    fn fetch(&self, request: FetchRequest) -> BoxFuture<'static, Result<Fetched>>;

    /// The addresses of a host; by default those that the operating system knows.
    fn resolve(&self, host: String, port: u16) -> BoxFuture<'static, Result<Vec<IpAddr>>> {
        Box::pin(async move {
            if let Ok(address) = host.parse::<IpAddr>() {
                return Ok(vec![address]);
            }
            let found =
                Task::blocking(move || (host.as_str(), port).to_socket_addrs().map(Vec::from_iter)).await?;
            let found =
                found.map_err(|e| Error::unavailable(format!("the host of media has no address: {e}")))?;
            Ok(found.into_iter().map(|address| address.ip()).collect())
        })
    }
}

impl<F, Fut> Fetch for F
where
    F: Fn(FetchRequest) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Fetched>> + Send + 'static,
{
    fn fetch(&self, request: FetchRequest) -> BoxFuture<'static, Result<Fetched>> {
        Box::pin(self(request))
    }
}
