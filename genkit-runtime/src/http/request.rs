//! Requests and answers.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Serialize;

use super::redact::holds_secret;
use super::{Body, Form, Redact};
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;

/// A request. Cloning is cheap.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// The headers; those marked sensitive are shown nowhere.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// True if it may be sent a second time when nobody knows whether the first one arrived.
    pub repeatable: bool,
    pub(super) key_from: Option<&'static str>,
    /// To connect to these and nowhere else.
    pub(super) pinned: Option<Arc<[SocketAddr]>>,
}

impl HttpRequest {
    /// A request of this method.
    #[must_use]
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            repeatable: true,
            key_from: None,
            pinned: None,
        }
    }

    /// A `GET` request.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url)
    }

    /// A `POST` request.
    #[must_use]
    pub fn post(url: impl Into<String>) -> Self {
        Self::new(Method::POST, url)
    }

    /// The same with JSON as its body.
    ///
    /// # Errors
    /// `INTERNAL` if the body cannot be written as JSON.
    pub fn json(self, body: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(body)?;
        Ok(self.body("application/json", body))
    }

    /// The same with this body.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        if let Ok(value) = HeaderValue::from_str(content_type) {
            self.headers.insert(http::header::CONTENT_TYPE, value);
        }
        self
    }

    /// The same with a form as its body.
    #[must_use]
    pub fn form(self, form: Form) -> Self {
        let (content_type, body) = form.finish();
        self.body(&content_type, body)
    }

    /// The same with one more header, in place of one of the same name. One whose name tells of a key, such as
    /// `authorization`, is as if given to [`secret`](Self::secret).
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the name or the value cannot stand in a header.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self> {
        let (name, mut value) = (header_name(name)?, header_value(name, value)?);
        value.set_sensitive(holds_secret(name.as_str()));
        self.headers.insert(name, value);
        Ok(self)
    }

    /// The same with a header that nobody may see.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the name or the value cannot stand in a header.
    pub fn secret(mut self, name: &str, value: &Secret<String>) -> Result<Self> {
        let mut hidden = header_value(name, value.expose())?;
        hidden.set_sensitive(true);
        self.headers.insert(header_name(name)?, hidden);
        Ok(self)
    }

    /// The same with a bearer token.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the token cannot stand in a header.
    pub fn bearer(self, token: &Secret<String>) -> Result<Self> {
        self.secret("authorization", &Secret::new(format!("Bearer {}", token.expose())))
    }

    /// The same; if the provider refuses the key, the error names this environment variable as where it is from.
    #[must_use]
    pub fn key_from(mut self, variable: Option<&'static str>) -> Self {
        self.key_from = variable;
        self
    }

    /// The same, never sent twice: it begins something that costs.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.repeatable = false;
        self
    }
}

fn header_name(name: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::invalid_argument(format!("`{name}` is not the name of a header")))
}

/// The value is not shown: it may be a key.
fn header_value(name: &str, value: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(value).map_err(|_| {
        Error::invalid_argument(format!("the value of the header {name} holds what no header can"))
    })
}

/// Without the body, and without what is sensitive.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Redact::of(self).text(&self.url);
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &url)
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// An answer, whose body is still to be read.
#[derive(Debug)]
#[non_exhaustive]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

impl HttpResponse {
    /// An answer of this status and body.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Body>) -> Self {
        Self { status, headers: HeaderMap::new(), body: body.into() }
    }

    /// Where a redirection leads to.
    pub(super) fn location(&self) -> Option<String> {
        let leads = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        let location = self.headers.get(http::header::LOCATION).filter(|_| leads)?;
        Some(location.to_str().ok()?.to_owned())
    }

    /// The same with one more header; one that cannot be is left out.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            self.headers.append(name, value);
        }
        self
    }

    /// A header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The type of the body without its parameters, in lower case, for example `text/event-stream`.
    #[must_use]
    pub fn content_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(value.split(';').next().unwrap_or(value).trim().to_ascii_lowercase())
    }
}
