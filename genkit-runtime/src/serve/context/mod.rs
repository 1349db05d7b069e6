//! Who asks: the context of a run, made of what came with the request.

#[cfg(feature = "serve-jwt")]
mod jwt;
mod key;
mod token;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use serde_json::Value;

#[cfg(feature = "serve-jwt")]
pub use jwt::Jwt;
pub use key::{ApiKey, api_key};
pub use token::{Bearer, bearer};

use crate::core::BoxFuture;
use crate::core::context::Context;
use crate::core::error::{Error, Result, Status};

/// What is known of a request when its context is made. Cloning is cheap.
#[derive(Clone)]
pub struct RequestData {
    head: Arc<Parts>,
    input: Arc<Value>,
}

impl RequestData {
    pub(super) fn new(head: Arc<Parts>, input: Value) -> Self {
        Self { head, input: Arc::new(input) }
    }

    /// The input back, once nobody else looks at it.
    pub(super) fn into_input(self) -> Value {
        Arc::unwrap_or_clone(self.input)
    }

    /// A header as text; `None` if it is not there, or no text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// All headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The method, `POST` as a rule.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.head.method
    }

    /// Where it was sent.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.head.uri
    }

    /// What a layer of the application's own left for this request, for example who signed in.
    #[must_use]
    pub fn extension<T: Clone + Send + Sync + 'static>(&self) -> Option<&T> {
        self.head.extensions.get()
    }

    /// The input, not checked yet.
    #[must_use]
    pub fn input(&self) -> &Value {
        &self.input
    }
}

/// Shows the address only: headers may be secret.
impl fmt::Debug for RequestData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestData({} {})", self.method(), self.uri().path())
    }
}

/// Makes the context of a run, or rejects the request: then the flow does not run.
///
/// [`api_key`] and [`bearer`] make some; every async closure of a [`RequestData`] is one.
///
/// Of an error that is not public the client learns no message; `UNAUTHENTICATED` and `PERMISSION_DENIED` keep their
/// status.
///
/// ```
/// use genkit::serve::{ContextProvider, RequestData};
/// use genkit::{Context, Error};
///
/// fn tenant() -> impl ContextProvider {
///     async |request: RequestData| match request.header("x-tenant") {
///         Some(tenant) => Ok(Context::new().with("tenant", tenant)),
///         None => Err(Error::unauthenticated("no tenant")),
///     }
/// }
/// ```
pub trait ContextProvider: Send + Sync + 'static {
    /// The context, or why there is none.
    fn context(&self, request: RequestData) -> BoxFuture<'static, Result<Context>>;

    /// What an OpenAPI document says of it: a name, and a security scheme such as
    /// `{"type": "http", "scheme": "bearer"}`.
    fn security(&self) -> Option<(&str, Value)> {
        None
    }
}

impl<F, Fut> ContextProvider for F
where
    F: Fn(RequestData) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Context>> + Send + 'static,
{
    fn context(&self, request: RequestData) -> BoxFuture<'static, Result<Context>> {
        Box::pin(self(request))
    }
}

/// An error as the client may see it: that somebody is not let in is no secret, why may be one.
pub(super) fn rejected(error: Error) -> Error {
    let told = match error.status() {
        _ if error.is_public() => return error,
        Status::Unauthenticated => unauthenticated(),
        Status::PermissionDenied => denied(),
        _ => return error,
    };
    tracing::debug!(target: "genkit::serve", "rejected: {error}");
    told
}

fn unauthenticated() -> Error {
    Error::public(Status::Unauthenticated, "Unauthenticated")
}

fn denied() -> Error {
    Error::public(Status::PermissionDenied, "Permission Denied")
}
