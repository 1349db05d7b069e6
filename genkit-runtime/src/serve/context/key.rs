//! An API key in the header `authorization`, as it stands there.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{ContextProvider, RequestData, denied, unauthenticated};
use crate::core::BoxFuture;
use crate::core::context::Context;
use crate::core::error::Result;
use crate::core::secret::Secret;

/// Asks for an API key; see [`api_key`].
#[derive(Clone, Debug)]
pub struct ApiKey(Secret<String>);

/// Lets in who sends this key as the header `authorization`, without a word before it; the context is
/// `{"auth": {"apiKey": ".."}}`.
///
/// Without the header a request is answered with 401, with another key with 403.
///
/// ```
/// let provider = genkit::serve::api_key("s3cret");
/// ```
#[must_use]
pub fn api_key(key: impl Into<String>) -> ApiKey {
    ApiKey(Secret::new(key.into()))
}

impl ApiKey {
    fn look(&self, request: &RequestData) -> Result<Context> {
        let given = request.header("authorization").ok_or_else(unauthenticated)?;
        // Digests are compared, so that the time it takes tells nothing of the key.
        if Sha256::digest(given) != Sha256::digest(self.0.expose()) {
            return Err(denied());
        }
        Ok(Context::new().with_auth(json!({"apiKey": given})))
    }
}

impl ContextProvider for ApiKey {
    fn context(&self, request: RequestData) -> BoxFuture<'static, Result<Context>> {
        Box::pin(std::future::ready(self.look(&request)))
    }

    fn security(&self) -> Option<(&str, Value)> {
        Some(("apiKey", json!({"type": "apiKey", "in": "header", "name": "authorization"})))
    }
}
