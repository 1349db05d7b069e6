//! Media that a model cannot fetch itself, put into the request.

mod base64;
mod fetch;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};

use self::base64::encode;
pub use self::fetch::{Fetch, FetchRequest, Fetched};
use super::define::Middleware;
use super::hooks::Hooks;
use super::reference::{IntoMiddleware, MiddlewareRef};
use crate::ai::message::Message;
use crate::ai::model::ModelRequest;
use crate::ai::part::{Media, Part, PartKind};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::web::{Place, is_public};

/// Which media to download.
type Wanted = Arc<dyn Fn(&Media) -> bool + Send + Sync>;

/// Fetches the `http:` and `https:` media of a request and puts it in as `data:` URLs: `downloadMedia`.
///
/// What a person or a model wrote into a request decides what is fetched, from inside of your network. Therefore addresses
/// that are private, of this machine or otherwise not public are refused, before the request and after each redirection;
/// the fetcher connects to the very addresses that were looked at. Size, time, redirections and content types have bounds.
///
/// It asks for a [`Fetch`], since this crate brings no HTTP client; a closure will do.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::middleware::{DownloadMedia, FetchRequest, Fetched};
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// ai.script(["A dot."]);
/// let fetch = |request: FetchRequest| async move {
///     assert_eq!(request.host, "192.0.2.7");
///     Ok(Fetched::new("image/png", *b"dot"))
/// };
/// let picture = Part::media("image/png", "https://192.0.2.7/dot.png");
/// let download = || DownloadMedia::with(fetch).content_types(["image/*"]);
/// let refused = ai.generate().prompt([picture.clone(), "What is this?".into()]).with(download()).await;
/// assert_eq!(refused.unwrap_err().status(), Status::PermissionDenied);        // no public address
///
/// ai.generate().prompt([picture, "What is this?".into()]).with(download().allow_private()).await?;
/// let sent = ai.last_request().messages[0].media().unwrap().clone();
/// assert_eq!(sent.url, "data:image/png;base64,ZG90");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct DownloadMedia {
    fetch: Arc<dyn Fetch>,
    max_bytes: u64,
    max_redirects: u32,
    timeout: Duration,
    content_types: Vec<String>,
    private: bool,
    wanted: Option<Wanted>,
}

impl DownloadMedia {
    /// With this fetcher: at most 20 MiB in 30 seconds, 3 redirections, of images, sounds, videos, texts and PDF.
    #[must_use]
    pub fn with(fetch: impl Fetch) -> Self {
        let types = ["image/*", "audio/*", "video/*", "text/*", "application/pdf"];
        Self {
            fetch: Arc::new(fetch),
            max_bytes: 20 << 20,
            max_redirects: 3,
            timeout: Duration::from_secs(30),
            content_types: types.map(str::to_owned).to_vec(),
            private: false,
            wanted: None,
        }
    }

    /// The most bytes that one media may have.
    #[must_use]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// How long one media may take, redirections included.
    #[must_use]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = time;
        self
    }

    /// How many redirections are followed for one media.
    #[must_use]
    pub fn max_redirects(mut self, times: u32) -> Self {
        self.max_redirects = times;
        self
    }

    /// The content types that are taken, for example `image/*`.
    #[must_use]
    pub fn content_types<S: Into<String>>(mut self, types: impl IntoIterator<Item = S>) -> Self {
        self.content_types = types.into_iter().map(Into::into).collect();
        self
    }

    /// Fetches only media for which this is true; other media goes to the model as it is.
    #[must_use]
    pub fn filter(mut self, wanted: impl Fn(&Media) -> bool + Send + Sync + 'static) -> Self {
        self.wanted = Some(Arc::new(wanted));
        self
    }

    /// Lets addresses of your own network be fetched: only where all that can be asked for may be read by whoever asks.
    #[must_use]
    pub fn allow_private(mut self) -> Self {
        self.private = true;
        self
    }

    async fn run(&self, request: &mut ModelRequest, ctx: &Ctx) -> Result<()> {
        let remote = |media: &Media| {
            let http = ["http:", "https:"].iter().any(|scheme| starts_with(&media.url, scheme));
            http && self.wanted.as_ref().is_none_or(|wanted| wanted(media))
        };
        let naming = |message: &Message| message.content.iter().filter_map(Part::as_media).any(remote);
        for part in request.messages.changing(naming).flat_map(|message| &mut message.content) {
            if let PartKind::Media(media) = &mut part.kind
                && remote(media)
            {
                *media = self.in_time(media, ctx).await?;
            }
        }
        Ok(())
    }

    async fn in_time(&self, media: &Media, ctx: &Ctx) -> Result<Media> {
        let fetching = Box::pin(self.follow(media));
        match select(fetching, ctx.ai().env().limit(self.timeout)).await {
            Either::Left((fetched, _)) => fetched,
            Either::Right(_) => Err(Error::deadline_exceeded(format!(
                "downloading media '{}' took longer than {:?}",
                shown(&media.url),
                self.timeout
            ))),
        }
    }

    async fn follow(&self, media: &Media) -> Result<Media> {
        let mut url = media.url.clone();
        for _ in 0..=self.max_redirects {
            let fetched = self.fetch_one(&url).await?;
            match fetched.location {
                Some(location) => {
                    let next = Place::of(&url)?.join(&location);
                    if starts_with(&url, "https:") && starts_with(&next, "http:") {
                        let told = format!("media '{}' leads from https to http", shown(&url));
                        return Err(Error::permission_denied(told));
                    }
                    url = next;
                }
                None => return self.taken(media, &url, &fetched),
            }
        }
        Err(Error::invalid_argument(format!("media '{}' is redirected too often", shown(&media.url))))
    }

    async fn fetch_one(&self, url: &str) -> Result<Fetched> {
        let place = Place::of(url)?;
        let addresses = self.fetch.resolve(place.host.clone(), place.port).await?;
        if addresses.is_empty() {
            return Err(Error::not_found(format!("the host of media '{}' has no address", shown(url))));
        }
        if !self.private && !addresses.iter().all(|address| is_public(*address)) {
            return Err(Error::permission_denied(format!(
                "media '{}' is at an address that is not public",
                shown(url)
            )));
        }
        let request = FetchRequest {
            url: url.to_owned(),
            host: place.host,
            port: place.port,
            addresses,
            max_bytes: self.max_bytes,
            timeout: self.timeout,
        };
        self.fetch.fetch(request).await
    }

    /// What came, if it is of a size and a type that are taken.
    fn taken(&self, media: &Media, url: &str, fetched: &Fetched) -> Result<Media> {
        let refused = |why: String| Err(Error::invalid_argument(format!("media '{}' {why}", shown(url))));
        if !(200..300).contains(&fetched.status) {
            return refused(format!("cannot be downloaded: HTTP status {}", fetched.status));
        }
        if fetched.body.len() as u64 > self.max_bytes {
            return refused(format!("has more than {} bytes", self.max_bytes));
        }
        let told = fetched.content_type.as_deref().or(media.content_type.as_deref()).unwrap_or_default();
        let essence = told.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let fits = |wanted: &String| match wanted.strip_suffix('*') {
            Some(start) => essence.starts_with(start),
            None => essence == *wanted,
        };
        if essence.is_empty() || !self.content_types.iter().any(fits) {
            return refused(format!("is of the content type '{essence}', which is not taken"));
        }
        let shown = media.content_type.clone().unwrap_or_else(|| essence.clone());
        Ok(Media { url: format!("data:{shown};base64,{}", encode(&fetched.body)), content_type: Some(shown) })
    }

    /// The middleware, to be registered.
    #[must_use]
    #[track_caller]
    pub fn middleware(self) -> Middleware {
        let builder = Middleware::builder("downloadMedia").description("Puts remote media into the request");
        let shared = Arc::new(self);
        builder.hooks(move |_: serde_json::Value, _| {
            let shared = shared.clone();
            Ok(Hooks::new().model(move |mut request, ctx, next| {
                let shared = shared.clone();
                async move {
                    shared.run(&mut request, &ctx).await?;
                    next.run(request).await
                }
            }))
        })
    }
}

fn starts_with(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// A URL as errors show it: without what may be secret.
fn shown(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

impl IntoMiddleware for DownloadMedia {
    #[track_caller]
    fn into_middleware(self) -> MiddlewareRef {
        self.middleware().into_middleware()
    }
}

impl fmt::Debug for DownloadMedia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DownloadMedia")
            .field("max_bytes", &self.max_bytes)
            .field("timeout", &self.timeout)
            .field("content_types", &self.content_types)
            .field("private", &self.private)
            .finish_non_exhaustive()
    }
}
