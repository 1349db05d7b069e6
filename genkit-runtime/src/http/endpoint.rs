//! A provider as the user of its plugin sets it.

use std::fmt;

use serde::Serialize;

use super::{ApiKey, HttpClient, HttpRequest, Retries, Transport};
use crate::core::ctx::Ctx;
use crate::core::deadlines::Deadlines;
use crate::core::error::Result;

/// A provider as the user of its plugin sets it: where it is, by which key and headers it is asked, and how. A plugin
/// embeds one and hands its user's wishes on.
///
/// ```
/// use genkit::http::{ApiKey, Endpoint};
///
/// #[derive(Clone, Debug)]
/// pub struct Acme(Endpoint);
///
/// impl Acme {
///     /// `ACME_API_KEY`, and where it is set `ACME_BASE_URL`.
///     pub fn from_env() -> Self {
///         let endpoint = Endpoint::new("acme", "https://api.acme.example/v1", ApiKey::from_env(&["ACME_API_KEY"]));
///         Self(endpoint.base_variable("ACME_BASE_URL"))
///     }
///
///     /// The same at another address.
///     pub fn base_url(mut self, url: impl Into<String>) -> Self {
///         self.0.set_base_url(url);
///         self
///     }
/// }
///
/// let acme = Acme::from_env().base_url("https://proxy.example/");
/// let request = acme.0.post("/chat", &"hi", None, Some("a key of this call"))?;
/// assert_eq!(request.url, "https://proxy.example/chat");
/// # Ok::<(), genkit::Error>(())
/// ```
#[derive(Clone)]
pub struct Endpoint {
    plugin: String,
    http: HttpClient,
    key: ApiKey,
    /// The header that the key goes into; a bearer token without.
    key_header: Option<&'static str>,
    base: Option<String>,
    base_variable: Option<&'static str>,
    default_base: &'static str,
    headers: Vec<(String, String)>,
}

impl Endpoint {
    /// The provider behind the plugin of this name, at this address unless another is set. The key is sent as a bearer
    /// token.
    #[must_use]
    pub fn new(plugin: &str, base_url: &'static str, key: ApiKey) -> Self {
        Self {
            plugin: plugin.to_owned(),
            http: HttpClient::new(plugin),
            key,
            key_header: None,
            base: None,
            base_variable: None,
            default_base: base_url,
            headers: Vec::new(),
        }
    }

    /// The same with its key in this header.
    #[must_use]
    pub fn key_header(mut self, name: &'static str) -> Self {
        self.key_header = Some(name);
        self
    }

    /// The same at the address that this environment variable names, where it is set.
    #[must_use]
    pub fn base_variable(mut self, name: &'static str) -> Self {
        self.base_variable = Some(name);
        self
    }

    /// Sets the key.
    pub fn set_key(&mut self, key: impl Into<ApiKey>) {
        self.key = key.into();
    }

    /// Sets the address.
    pub fn set_base_url(&mut self, url: impl Into<String>) {
        self.base = Some(url.into());
    }

    /// Adds a header to each request, in place of one of the same name.
    pub fn set_header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.into()));
    }

    /// Sets the way that requests go, whatever the runtime's is.
    pub fn set_transport(&mut self, transport: impl Transport) {
        self.http = self.http.clone().transport(transport);
    }

    /// Sets how often requests are sent again.
    pub fn set_retries(&mut self, retries: Retries) {
        self.http = self.http.clone().retries(retries);
    }

    /// Sets how long an answer may take.
    pub fn set_deadlines(&mut self, deadlines: Deadlines) {
        self.http = self.http.clone().deadlines(deadlines);
    }

    /// The plugin's name.
    #[must_use]
    pub fn plugin(&self) -> &str {
        &self.plugin
    }

    /// What requests are sent with.
    #[must_use]
    pub fn http(&self) -> &HttpClient {
        &self.http
    }

    /// The key that was set, or where it is to be found.
    #[must_use]
    pub fn api_key(&self) -> &ApiKey {
        &self.key
    }

    /// The headers that were set.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The address: the one that was set, else the environment's, else the provider's own; without a `/` at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        let set = || std::env::var(self.base_variable?).ok().filter(|url| !url.trim().is_empty());
        let base = self.base.clone().or_else(set).unwrap_or_else(|| self.default_base.to_owned());
        base.trim().trim_end_matches('/').to_owned()
    }

    /// A request to a path below the address.
    ///
    /// # Errors
    /// As [`signed`](Self::signed).
    pub fn get(&self, path: &str, ctx: Option<&Ctx>) -> Result<HttpRequest> {
        self.signed(HttpRequest::get(self.base_url() + path), ctx, None)
    }

    /// A request with JSON to a path below the address.
    ///
    /// # Errors
    /// As [`signed`](Self::signed).
    pub fn post(
        &self,
        path: &str,
        body: &impl Serialize,
        ctx: Option<&Ctx>,
        own: Option<&str>,
    ) -> Result<HttpRequest> {
        self.signed(HttpRequest::post(self.base_url() + path), ctx, own)?.json(body)
    }

    /// The request with the headers that were set and the key: the call's own, the run's or the plugin's.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION`, naming the environment variables, where a key is needed and there is none;
    /// `INVALID_ARGUMENT` for what no header can hold.
    pub fn signed(
        &self,
        mut request: HttpRequest,
        ctx: Option<&Ctx>,
        own: Option<&str>,
    ) -> Result<HttpRequest> {
        for (name, value) in &self.headers {
            request = request.header(name, value)?;
        }
        let key = match (own, &self.key) {
            (Some(own), _) => Some(own.to_owned().into()),
            (None, ApiKey::Optional(_)) => self.key.find(ctx),
            (None, key) => Some(key.get(&self.plugin, ctx)?),
        };
        let variable = if own.is_none() { self.key.variable(ctx) } else { None };
        request = request.key_from(variable);
        match (key, self.key_header) {
            (Some(key), Some(name)) => request.secret(name, &key),
            (Some(key), None) => request.bearer(&key),
            (None, _) => Ok(request),
        }
    }
}

/// Without the values of headers: one may be a key.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers().map(|(name, _)| name).collect();
        let mut out = f.debug_struct("Endpoint");
        out.field("http", &self.http).field("base_url", &self.base).field("key", &self.key);
        out.field("headers", &headers).finish()
    }
}
