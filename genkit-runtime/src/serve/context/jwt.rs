//! A JSON Web Token, checked with the public keys of whoever issued it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet};
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::token::token;
use super::{ContextProvider, RequestData, unauthenticated};
use crate::core::BoxFuture;
use crate::core::context::Context;
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};
use crate::http::{Connect, HttpRequest, Transport};

/// How long keys are taken for good, how soon they are fetched again for a token that none of them signed, and how soon
/// where there are none.
const FRESH: Duration = Duration::from_secs(600);
const AGAIN: Duration = Duration::from_secs(30);
const SOON: Duration = Duration::from_secs(1);

/// How long the issuer may take to hand out its keys.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks for a JSON Web Token as `authorization: Bearer ..`, signed by one of the issuer's keys and not expired; the
/// context is `{"auth": {"uid": <sub>, "token": {claims}}}`. Anything else is answered with 401.
///
/// Tokens of any audience and issuer are let in unless [`audience`](Self::audience) and [`issuer`](Self::issuer) say
/// otherwise: say so where the keys sign for others, too. Tokens signed with a shared secret are refused.
///
/// ```
/// use genkit::serve::Jwt;
///
/// let provider = Jwt::at("https://accounts.example/.well-known/jwks.json")
///     .issuer("https://accounts.example")
///     .audience("menu-app");
/// ```
#[derive(Clone)]
pub struct Jwt {
    keys: Arc<Keys>,
    issuer: Option<String>,
    audience: Option<String>,
}

struct Keys {
    /// Where they are fetched; without it they are given.
    url: Option<String>,
    transport: Arc<dyn Transport>,
    env: Env,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    keys: Option<JwkSet>,
    asked: Option<Duration>,
}

impl Jwt {
    /// Keys that are fetched from this address (a JWKS) when first needed, and again as they change.
    #[must_use]
    pub fn at(url: impl Into<String>) -> Self {
        Self::with(Some(url.into()), Known::default(), Arc::new(Connect::new()))
    }

    /// These keys: a JWKS, `{"keys": [..]}`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if it is none.
    pub fn keys(jwks: Value) -> Result<Self> {
        let keys = serde_json::from_value(jwks)
            .map_err(|e| Error::invalid_argument(format!("not a set of keys: {e}")))?;
        Ok(Self::with(None, Known { keys: Some(keys), asked: None }, Arc::new(Connect::new())))
    }

    fn with(url: Option<String>, known: Known, transport: Arc<dyn Transport>) -> Self {
        let keys = Keys { url, transport, env: Env::system(), known: Mutex::new(known) };
        Self { keys: Arc::new(keys), issuer: None, audience: None }
    }

    /// Keys are fetched by another way than the network.
    #[must_use]
    pub fn transport(self, transport: impl Transport) -> Self {
        let url = self.keys.url.clone();
        Self { keys: Self::with(url, Known::default(), Arc::new(transport)).keys, ..self }
    }

    /// Lets in tokens of this issuer (`iss`) only.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Lets in tokens for this audience (`aud`) only.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    async fn claims(&self, token: &str) -> Result<Value> {
        let header = decode_header(token).map_err(refused)?;
        let key = self.keys.find(header.kid.as_deref()).await?;
        // A public key taken for a shared secret would let everybody in.
        if matches!(key.algorithm, AlgorithmParameters::OctetKey(_)) {
            return Err(unauthenticated());
        }
        let named = key.common.key_algorithm.map(|algorithm| algorithm.to_string());
        if named.is_some_and(|named| named != format!("{:?}", header.alg)) {
            return Err(unauthenticated());
        }
        let mut rules = Validation::new(header.alg);
        rules.validate_nbf = true;
        rules.validate_aud = self.audience.is_some();
        if let Some(audience) = &self.audience {
            rules.set_audience(&[audience]);
            rules.required_spec_claims.insert("aud".to_owned());
        }
        if let Some(issuer) = &self.issuer {
            rules.set_issuer(&[issuer]);
            rules.required_spec_claims.insert("iss".to_owned());
        }
        let decoding = DecodingKey::from_jwk(&key).map_err(refused)?;
        Ok(decode::<Value>(token, &decoding, &rules).map_err(refused)?.claims)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "the form of a closure that maps errors")]
fn refused(error: jsonwebtoken::errors::Error) -> Error {
    tracing::debug!(target: "genkit::serve", "a token is refused: {error}");
    unauthenticated()
}

impl Keys {
    /// The key of this id; without an id the only one there is.
    async fn find(&self, id: Option<&str>) -> Result<Jwk> {
        let pick = |keys: &JwkSet| match (id, keys.keys.as_slice()) {
            (Some(id), _) => keys.find(id).cloned(),
            (None, [only]) => Some(only.clone()),
            (None, _) => None,
        };
        // Whoever comes while keys are fetched waits for the same answer.
        let mut known = self.known.lock().await;
        let found = known.keys.as_ref().and_then(pick);
        let Some(url) = &self.url else { return found.ok_or_else(unauthenticated) };
        let now = self.env.elapsed();
        let age = known.asked.map(|asked| now.saturating_sub(asked));
        let wanted = match (&found, &known.keys) {
            (Some(_), _) => FRESH,
            (None, Some(_)) => AGAIN,
            (None, None) => SOON,
        };
        if age.is_none_or(|age| age >= wanted) {
            known.asked = Some(now);
            match self.fetch(url).await {
                Ok(keys) => known.keys = Some(keys),
                Err(error) => {
                    tracing::warn!(target: "genkit::serve", %error, "the keys of an issuer cannot be fetched");
                }
            }
        }
        match &known.keys {
            Some(keys) => pick(keys).ok_or_else(unauthenticated),
            None => Err(Error::public(Status::Unavailable, "tokens cannot be checked at the moment")),
        }
    }

    async fn fetch(&self, url: &str) -> Result<JwkSet> {
        let fetched = async {
            let response = self.transport.send(HttpRequest::get(url)).await?;
            if response.status != 200 {
                return Err(Error::unavailable(format!("{url} answers with {}", response.status)));
            }
            Ok(serde_json::from_slice(&response.body.bytes().await?)?)
        };
        tokio::select! {
            fetched = fetched => fetched,
            () = self.env.limit(PATIENCE) => Err(Error::deadline_exceeded(format!("no answer from {url}"))),
        }
    }
}

impl ContextProvider for Jwt {
    fn context(&self, request: RequestData) -> BoxFuture<'static, Result<Context>> {
        let this = self.clone();
        Box::pin(async move {
            let token = request.header("authorization").and_then(token).ok_or_else(unauthenticated)?;
            let claims = this.claims(token).await?;
            Ok(Context::new().with_auth(json!({"uid": claims.get("sub"), "token": claims})))
        })
    }

    fn security(&self) -> Option<(&str, Value)> {
        Some(("jwt", json!({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})))
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Jwt");
        out.field("keys", &self.keys.url)
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HttpResponse, Transport};
    use axum::http::Request;
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Made for these tests.
    const PRIVATE: &str =
        "302e020100300506032b657004220420c7ea20246d9d6c27c6f4c0bb138b2b1bf8b3b97b8f8a2e01b413a1448b2f807d";
    const PUBLIC: &str = "Fap-nJVbowkjwWtZcaIh2SE7C78IuGPZBerUmI9z2Bs";

    fn keys() -> Value {
        json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "one", "x": PUBLIC}]})
    }

    fn signed(id: &str, claims: &Value) -> String {
        let der: Vec<u8> = (0..PRIVATE.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&PRIVATE[i..i + 2], 16).unwrap())
            .collect();
        let header = Header { kid: Some(id.to_owned()), ..Header::new(Algorithm::EdDSA) };
        encode(&header, claims, &EncodingKey::from_ed_der(&der)).unwrap()
    }

    fn claims() -> Value {
        json!({"sub": "ada", "iss": "acme", "aud": "menu", "exp": get_current_timestamp() + 600})
    }

    async fn look(provider: &Jwt, token: &str) -> Result<Context> {
        let head = Request::builder().header("authorization", format!("Bearer {token}")).body(());
        provider.context(RequestData::new(head.unwrap().into_parts().0.into(), Value::Null)).await
    }

    #[tokio::test]
    async fn a_token_of_the_issuer_lets_in_and_no_other() {
        let provider = Jwt::keys(keys()).unwrap().issuer("acme").audience("menu");
        let context = look(&provider, &signed("one", &claims())).await.unwrap();
        assert_eq!(context.auth().unwrap()["uid"], "ada");
        let with = |name: &str, value: Value| {
            let mut claims = claims();
            claims[name] = value;
            signed("one", &claims)
        };
        let mut none = claims();
        none.as_object_mut().unwrap().remove("aud");
        let mut forged = signed("one", &claims());
        forged.truncate(forged.len() - 4);
        let hidden = Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::HS256) };
        let confused = encode(&hidden, &claims(), &EncodingKey::from_secret(PUBLIC.as_bytes())).unwrap();
        for (why, token) in [
            ("expired", with("exp", json!(1))),
            ("not yet", with("nbf", json!(get_current_timestamp() + 600))),
            ("another audience", with("aud", json!("other"))),
            ("another issuer", with("iss", json!("other"))),
            ("no audience", signed("one", &none)),
            ("an unknown key", signed("two", &claims())),
            ("a bad signature", forged),
            ("a public key as a secret", confused),
            ("no token", "nonsense".to_owned()),
        ] {
            let error = look(&provider, &token).await.unwrap_err();
            assert_eq!(
                (error.status(), error.message()),
                (Status::Unauthenticated, "Unauthenticated"),
                "{why}"
            );
        }
    }

    struct Issuer(Arc<AtomicUsize>);

    impl Transport for Issuer {
        fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
            assert_eq!(request.url, "https://acme/keys");
            self.0.fetch_add(1, Ordering::Relaxed);
            Box::pin(async { Ok(HttpResponse::new(200, keys().to_string())) })
        }
    }

    #[tokio::test]
    async fn keys_are_fetched_once() {
        let asked = Arc::new(AtomicUsize::new(0));
        let provider = Jwt::at("https://acme/keys").transport(Issuer(asked.clone()));
        for _ in 0..3 {
            look(&provider, &signed("one", &claims())).await.unwrap();
            look(&provider, &signed("two", &claims())).await.unwrap_err();
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }
}
