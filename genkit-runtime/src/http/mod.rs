//! HTTP as plugins speak it: one [`Transport`] behind all of them, streams read piece by piece, retries that listen
//! to the other side, bounds on how long anything takes, and no secret in what is shown.
//!
//! ```
//! use genkit::http::{HttpClient, HttpRequest};
//! use genkit::{Genkit, Result, Secret};
//! use serde_json::{Value, json};
//!
//! async fn ask(ai: &Genkit, key: &Secret<String>) -> Result<Value> {
//!     let http = HttpClient::new("acme");
//!     let request = HttpRequest::post("https://api.acme.example/v1/chat").bearer(key)?.json(&json!({"prompt": "hi"}))?;
//!     http.json(ai, request).await
//! }
//! ```

mod body;
mod client;
mod connect;
mod download;
mod endpoint;
mod error;
mod form;
mod key;
mod limit;
mod line;
mod redact;
mod request;
mod retry;
mod sse;
mod stream;
mod transport;

pub use body::Body;
pub use bytes::Bytes;
pub use client::HttpClient;
pub use connect::Connect;
pub use download::{Download, Downloaded};
pub use endpoint::Endpoint;
pub use form::Form;
pub use http::{HeaderMap, HeaderName, HeaderValue, Method};
pub use key::ApiKey;
pub use line::LineDecoder;
pub use redact::Redact;
pub use request::{HttpRequest, HttpResponse};
pub use retry::Retries;
pub use sse::{SseDecoder, SseEvent};
pub use stream::{Events, JsonLines};
pub use transport::{Sends, Transport};
