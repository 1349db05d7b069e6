//! A bearer token, and whoever knows what it is worth.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{ContextProvider, RequestData, unauthenticated};
use crate::core::BoxFuture;
use crate::core::context::Context;
use crate::core::error::Result;
use crate::core::secret::Secret;

type Verify = Arc<dyn Fn(Secret<String>) -> BoxFuture<'static, Result<Value>> + Send + Sync>;

/// Asks for a bearer token; see [`bearer`].
#[derive(Clone)]
pub struct Bearer(Verify);

/// Hands the token of `authorization: Bearer ..` to a function that says who it belongs to; what it returns is `auth` of
/// the context. A request without a token is answered with 401.
///
/// ```
/// use genkit::{Error, Secret, serve};
/// use serde_json::json;
///
/// let provider = serve::bearer(async |token: Secret<String>| match token.expose().as_str() {
///     "let-me-in" => Ok(json!({"uid": "ada"})),
///     _ => Err(Error::permission_denied("an unknown token")),
/// });
/// ```
#[must_use]
pub fn bearer<F, Fut>(verify: F) -> Bearer
where
    F: Fn(Secret<String>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Value>> + Send + 'static,
{
    Bearer(Arc::new(move |token| Box::pin(verify(token))))
}

impl ContextProvider for Bearer {
    fn context(&self, request: RequestData) -> BoxFuture<'static, Result<Context>> {
        let Some(token) = request.header("authorization").and_then(token) else {
            return Box::pin(std::future::ready(Err(unauthenticated())));
        };
        let verified = self.0(Secret::new(token.to_owned()));
        Box::pin(async move { Ok(Context::new().with_auth(verified.await?)) })
    }

    fn security(&self) -> Option<(&str, Value)> {
        Some(("bearer", json!({"type": "http", "scheme": "bearer"})))
    }
}

/// What stands after `Bearer`.
pub(super) fn token(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer")
    }
}
