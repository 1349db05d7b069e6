//! Errors that a server tells, as errors here.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::core::error::{Error, Result, Status};
use crate::http::HttpResponse;

/// What servers of Genkit say of an error; some wrap it.
#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    error: Option<Box<Told>>,
    status: Option<String>,
    message: Option<String>,
    details: Option<Value>,
}

/// The answer, if it is one of success.
pub(super) async fn accepted(url: &str, response: HttpResponse) -> Result<HttpResponse> {
    match response.status {
        204 => Err(at(Error::not_found("Stream not found."), url)),
        200..=299 => Ok(response),
        status => {
            let trace = response.header("x-genkit-trace-id").and_then(|id| id.parse().ok());
            let wait = response.header("retry-after").and_then(|wait| wait.parse().ok());
            let body = response.body.bytes().await.unwrap_or_default();
            let mut error =
                told(serde_json::from_slice(&body).ok()).unwrap_or_else(|| unknown(status, &body));
            if let Some(wait) = wait {
                error = error.with_retry_after(Duration::from_secs(wait));
            }
            if let Some(trace) = trace {
                error.attach_trace(trace);
            }
            Err(at(error, url))
        }
    }
}

/// The error that a value tells, wrapped or not.
pub(super) fn told(value: Option<Value>) -> Option<Error> {
    let Told { error, status, message, details } = Told::deserialize(value?).ok()?;
    let (status, message, details) = match error {
        Some(inner) => (inner.status, inner.message, inner.details),
        None => (status, message, details),
    };
    let status = status?.replace(' ', "_").parse().unwrap_or(Status::Unknown);
    let error = Error::new(status, message.unwrap_or_default());
    Some(match details {
        Some(details) => error.with_details(details),
        None => error,
    })
}

/// Names the server.
pub(super) fn at(error: Error, url: &str) -> Error {
    let place = url.split(['?', '#']).next().unwrap_or(url);
    error.with_source(place.to_owned())
}

/// An answer that is none of Genkit's, for example of a proxy before it.
fn unknown(status: u16, body: &[u8]) -> Error {
    let kind = match status {
        401 => Status::Unauthenticated,
        403 => Status::PermissionDenied,
        404 | 410 => Status::NotFound,
        408 | 504 => Status::DeadlineExceeded,
        409 => Status::Aborted,
        429 => Status::ResourceExhausted,
        499 => Status::Cancelled,
        400..=499 => Status::InvalidArgument,
        501 => Status::Unimplemented,
        502 | 503 => Status::Unavailable,
        _ => Status::Internal,
    };
    let said: String = String::from_utf8_lossy(body).chars().take(200).collect();
    Error::new(kind, format!("HTTP {status}: {said}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn errors_are_told_in_many_ways() {
        let plain = json!({"status": "NOT_FOUND", "message": "no such dish"});
        for value in [plain.clone(), json!({"error": plain})] {
            assert_eq!(told(Some(value)).unwrap().to_string(), "NOT_FOUND: no such dish");
        }
        let typo = told(Some(json!({"status": "INVALID ARGUMENT", "message": "x"}))).unwrap();
        assert_eq!(typo.status(), Status::InvalidArgument);
        assert!(told(Some(json!({"result": 1}))).is_none());
        assert_eq!(unknown(502, b"bad gateway").to_string(), "UNAVAILABLE: HTTP 502: bad gateway");
    }
}
