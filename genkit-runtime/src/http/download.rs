//! What stands at an address that somebody else wrote.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use bytes::Bytes;

use super::{HttpClient, HttpRequest, HttpResponse, Sends};
use crate::core::env::Task;
use crate::core::error::{Error, Result};
use crate::core::web::{Place, is_public};

/// Gets what stands at an address, and follows where it leads: at most five times, never from `https` to `http`, never
/// to an address that is not public, and with the request's headers to its own origin only.
///
/// Connections go to the very addresses that were looked at, past any proxy. Through a transport of the user's own, names are that
/// transport's business, and addresses in numbers are looked at still.
///
/// ```
/// use genkit::http::{Download, HttpClient};
/// use genkit::{Genkit, Result};
///
/// async fn picture(ai: &Genkit, url: &str) -> Result<Vec<u8>> {
///     let found = Download::new(url).at_most(20 << 20).through(&HttpClient::new("acme"), ai).await?;
///     Ok(found.bytes.into())
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is fetched before `through`"]
pub struct Download {
    request: HttpRequest,
    most: usize,
    redirects: usize,
    private: bool,
    /// Where the first request goes need not be public.
    trusted: bool,
}

/// What a [`Download`] found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Downloaded {
    /// Where it stood in the end.
    pub url: String,
    /// What it is: `image/png`, without parameters.
    pub content_type: Option<String>,
    /// The content.
    pub bytes: Bytes,
}

impl Download {
    /// Of an address that anybody may have written.
    pub fn new(url: impl Into<String>) -> Self {
        Self { request: HttpRequest::get(url), most: 512 << 20, redirects: 5, private: false, trusted: false }
    }

    /// By a request to an address that is known, for example with the key of the provider that stands there. Where that
    /// leads to is not trusted.
    pub fn by(request: HttpRequest) -> Self {
        Self { request, trusted: true, ..Self::new("") }
    }

    /// No more than so many bytes; half a gigabyte without.
    pub fn at_most(mut self, bytes: usize) -> Self {
        self.most = bytes;
        self
    }

    /// So many redirections, in place of five.
    pub fn redirects(mut self, times: usize) -> Self {
        self.redirects = times;
        self
    }

    /// Lets addresses of your own network be asked: only where all that can be asked for may be read by whoever asks.
    pub fn allow_private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Fetches it.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` for an address that is not public, `INVALID_ARGUMENT` for one that is none and for too many
    /// redirections, `RESOURCE_EXHAUSTED` for too many bytes; else as [`HttpClient::send`].
    pub async fn through(self, http: &HttpClient, by: &dyn Sends) -> Result<Downloaded> {
        self.follow(http, by).await.map_err(|e| http.blame(e))
    }

    async fn follow(&self, http: &HttpClient, by: &dyn Sends) -> Result<Downloaded> {
        let mut request = self.request.clone();
        let first = request.url.clone();
        for _ in 0..=self.redirects {
            let url = request.url.clone();
            let place = Place::of(&url)?;
            let open = self.private || self.trusted && place.is_origin_of(&first);
            if !open {
                request.pinned = Some(self.looked_at(&place, &url, http.is_own(by)).await?);
            }
            let response = http.hop(by, request.clone()).await?;
            let Some(location) = response.location() else { return self.taken(url, response).await };
            let next = place.join(&location);
            let there = Place::of(&next)?;
            if place.is_secure() && !there.is_secure() {
                return Err(Error::permission_denied(format!("'{}' leads from https to http", shown(&url))));
            }
            if !place.is_origin_of(&next) {
                request.headers.clear();
            }
            (request.url, request.pinned) = (next, None);
        }
        Err(Error::invalid_argument(format!("'{}' is redirected too often", shown(&first))))
    }

    /// The addresses of a place, all of them public. Names are not asked for where the user's own transport does that.
    async fn looked_at(&self, place: &Place<'_>, url: &str, own: bool) -> Result<Arc<[SocketAddr]>> {
        let (host, port) = (place.host.clone(), place.port);
        let found = match host.parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, port)],
            Err(_) if own && host != "localhost" => return Ok([].into()),
            Err(_) => {
                let told = format!("'{}' is at a host that has no address", shown(url));
                let found =
                    Task::blocking(move || (host.as_str(), port).to_socket_addrs().map(Vec::from_iter));
                found.await?.map_err(|e| Error::unavailable(told).with_cause(e))?
            }
        };
        if found.is_empty() || !found.iter().all(|address| is_public(address.ip())) {
            let told = format!("'{}' is at an address that is not public", shown(url));
            return Err(Error::permission_denied(told));
        }
        Ok(found.into())
    }

    async fn taken(&self, url: String, response: HttpResponse) -> Result<Downloaded> {
        let content_type = response.content_type();
        let bytes = response.body.at_most(self.most).await?;
        if bytes.len() > self.most {
            let told = format!("'{}' is larger than {} bytes", shown(&url), self.most);
            return Err(Error::resource_exhausted(told));
        }
        Ok(Downloaded { url, content_type, bytes })
    }
}

/// An address as errors show it: without what may be secret.
fn shown(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}
