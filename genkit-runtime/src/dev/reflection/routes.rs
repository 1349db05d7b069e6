//! What can be asked, and the short answers.

use std::sync::Arc;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderValue;
use hyper::{Method, Request, StatusCode};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::serve::Dev;
use super::super::{SPEC_VERSION, VERSION, listing};
use super::guard::Guard;
use super::reply::{self, Reply};
use super::run;
use crate::core::error::Error;

/// The longest request that is read, in bytes.
const BODY_LIMIT: usize = 30 * 1024 * 1024;

pub(super) struct Server {
    pub(super) dev: Arc<Dev>,
    pub(super) id: String,
    pub(super) guard: Guard,
}

impl Server {
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Reply {
        let mut reply = match self.guard.refuses(request.headers()) {
            Some(why) => reply::text(StatusCode::FORBIDDEN, why),
            None => self.route(request).await,
        };
        reply.headers_mut().insert("x-genkit-version", HeaderValue::from_static(VERSION));
        reply
    }

    async fn route(&self, request: Request<Incoming>) -> Reply {
        let (head, body) = request.into_parts();
        let query = head.uri.query().unwrap_or("");
        match (head.method, head.uri.path()) {
            (Method::GET, "/api/__health") => self.health(query),
            (Method::GET | Method::POST, "/api/__quitquitquit") => self.quit(),
            (Method::GET, "/api/actions") => match listing::actions(&self.dev.ai).await {
                Ok(actions) => reply::json(StatusCode::OK, &actions),
                Err(error) => reply::failed(StatusCode::INTERNAL_SERVER_ERROR, &error),
            },
            // Our own, for `cargo genkit doctor`.
            (Method::GET, "/api/__sources") => reply::json(StatusCode::OK, &listing::sources(&self.dev.ai)),
            (Method::GET, "/api/values") => self.values(query),
            (Method::GET, "/api/envs") => reply::json(StatusCode::OK, &["dev"]),
            (Method::POST, "/api/notify") => self.notify(body).await,
            (Method::POST, "/api/cancelAction") => self.cancel(body).await,
            (Method::POST, "/api/runAction") => match read(body).await {
                Ok(request) => {
                    let stream = param(query, "stream").as_deref() == Some("true");
                    run::run_action(&self.dev, request, stream).await
                }
                Err(refused) => refused,
            },
            _ => reply::text(StatusCode::NOT_FOUND, "not found"),
        }
    }

    fn health(&self, query: &str) -> Reply {
        match param(query, "id") {
            Some(id) if id != self.id => reply::text(StatusCode::SERVICE_UNAVAILABLE, "Invalid runtime ID"),
            _ => reply::text(StatusCode::OK, "OK"),
        }
    }

    /// The answer goes out before its connection is closed.
    fn quit(&self) -> Reply {
        self.dev.stop.cancel();
        reply::text(StatusCode::OK, "OK")
    }

    fn values(&self, query: &str) -> Reply {
        match param(query, "type") {
            None => reply::text(StatusCode::BAD_REQUEST, "Query parameter \"type\" is required."),
            Some(kind) => match listing::values(&self.dev.ai, &kind) {
                Ok(values) => reply::json(StatusCode::OK, &values),
                Err(error) => reply::text(StatusCode::BAD_REQUEST, error.message().to_owned()),
            },
        }
    }

    async fn notify(&self, body: Incoming) -> Reply {
        let told: Value = match read(body).await {
            Ok(told) => told,
            Err(refused) => return refused,
        };
        if let Some(url) = told.get("telemetryServerUrl").and_then(Value::as_str) {
            self.dev.telemetry_server(url);
        }
        match told.get("reflectionApiSpecVersion").and_then(Value::as_u64) {
            Some(version) if version != u64::from(SPEC_VERSION) => tracing::warn!(
                target: "genkit::dev",
                "the tool speaks version {version} of the reflection API, this program version {SPEC_VERSION}: \
                 update the older of them"
            ),
            _ => {}
        }
        reply::text(StatusCode::OK, "OK")
    }

    async fn cancel(&self, body: Incoming) -> Reply {
        let asked: Value = match read(body).await {
            Ok(asked) => asked,
            Err(refused) => return refused,
        };
        match asked.get("traceId").and_then(Value::as_str) {
            None | Some("") => reply::json(StatusCode::BAD_REQUEST, &json!({"error": "traceId is required"})),
            Some(trace) if self.dev.runs.cancel(trace) => {
                reply::json(StatusCode::OK, &json!({"message": "Action cancelled"}))
            }
            Some(_) => {
                let message = "Action not found or already completed";
                reply::json(StatusCode::NOT_FOUND, &json!({"message": message}))
            }
        }
    }
}

/// A parameter of the query, decoded.
fn param(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(n, _)| *n == name)?.1;
    Some(percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
}

/// Reads a body as JSON; what is none is answered like any other input that does not fit.
async fn read<T: DeserializeOwned>(body: Incoming) -> Result<T, Reply> {
    let bytes: Bytes = match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            let error = Error::invalid_argument(format!("the request is longer than {BODY_LIMIT} bytes"));
            return Err(reply::failed(StatusCode::PAYLOAD_TOO_LARGE, &error));
        }
        Err(error) => return Err(reply::text(StatusCode::BAD_REQUEST, error.to_string())),
    };
    let bytes = if bytes.is_empty() { Bytes::from_static(b"{}") } else { bytes };
    serde_json::from_slice(&bytes).map_err(|e| {
        let error = Error::invalid_argument(format!("the request is not what is asked for: {e}"));
        reply::failed(StatusCode::OK, &error)
    })
}

#[cfg(test)]
mod tests {
    use super::param;

    #[test]
    fn parameters_are_decoded() {
        assert_eq!(param("id=a%2Fb+c&stream=true", "id").as_deref(), Some("a/b c"));
        assert_eq!(param("id=a&stream=true", "stream").as_deref(), Some("true"));
        assert_eq!(param("", "id"), None);
    }
}
