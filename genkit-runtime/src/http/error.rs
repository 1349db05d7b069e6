//! What a provider says went wrong, as an error of ours.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderMap;
use serde_json::{Map, Value, json};

use super::{Redact, retry};
use crate::core::error::{Error, Status};

/// An answer that is a refusal.
pub(super) struct Refusal<'a> {
    pub(super) status: u16,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a Bytes,
    pub(super) redact: &'a Redact,
    /// The environment variable that the key is from.
    pub(super) key_from: Option<&'static str>,
    pub(super) now: SystemTime,
}

impl Refusal<'_> {
    /// The error: its status and message are the body's own where it has them, else those of the HTTP status.
    pub(super) fn error(&self) -> Error {
        let body: Option<Value> = serde_json::from_slice(self.body).ok().map(|body| self.redact.json(body));
        let told = body.as_ref().and_then(said);
        let code = self.status;
        let retry_after = self.retry_after(told.as_ref());
        let (status, mut message) = match &told {
            Some(told) => (told.status(Some(code)), format!("{} (HTTP {code})", told.message)),
            None => (of_http(code), self.unread()),
        };
        let of_key = status == Status::Unauthenticated || message.to_lowercase().contains("api key");
        if let Some(variable) = self.key_from.filter(|_| of_key) {
            message.push_str(&format!("; the key is that of {variable}"));
        }
        let mut details = json!({"httpStatus": code});
        if let (Some(details), Some(body)) = (details.as_object_mut(), &body) {
            details.insert("body".to_owned(), body.clone());
        }
        let error = Error::new(status, message).with_details(details);
        match retry_after {
            Some(wait) => error.with_retry_after(wait),
            None => error,
        }
    }

    fn retry_after(&self, told: Option<&Said<'_>>) -> Option<Duration> {
        retry::after(self.headers, self.now).or_else(|| told?.retry_info())
    }

    /// A body that is no JSON: a proxy's page, mostly.
    fn unread(&self) -> String {
        let code = self.status;
        if (300..400).contains(&code) {
            let place = self.headers.get("location").and_then(|l| l.to_str().ok()).unwrap_or("nowhere");
            return format!("HTTP {code}: sent on to {}, which is not followed", self.redact.text(place));
        }
        let text = String::from_utf8_lossy(self.body);
        let excerpt = excerpt(&text);
        if excerpt.is_empty() {
            format!("HTTP {code}")
        } else {
            format!("HTTP {code}: {}", self.redact.text(&excerpt))
        }
    }
}

/// An error that a provider tells in JSON: with a refusal, or in the middle of a stream.
pub(super) struct Said<'a> {
    message: String,
    error: Option<&'a Map<String, Value>>,
}

/// Reads the shapes that providers use: `{"error": {"message", "type" | "status" | "code", "details"}}`, the same in a
/// list, and `{"error": "text"}`.
pub(super) fn said(body: &Value) -> Option<Said<'_>> {
    let body = body.as_array().and_then(|list| list.first()).unwrap_or(body);
    let error = body.get("error").filter(|error| !error.is_null());
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    match error {
        Some(Value::Object(error)) => {
            let name = || ["type", "status", "code"].iter().find_map(|n| text(error.get(*n)));
            let message = text(error.get("message")).or_else(name).unwrap_or_else(|| "no message".to_owned());
            Some(Said { message, error: Some(error) })
        }
        Some(Value::String(message)) => {
            // `{"error": "rate_limited", "message": "…"}`
            let more = text(body.get("message")).or_else(|| text(body.get("error_description")));
            Some(Said { message: more.unwrap_or_else(|| message.clone()), error: body.as_object() })
        }
        _ => {
            let message = text(body.get("message")).or_else(|| text(body.get("detail")))?;
            Some(Said { message, error: body.as_object() })
        }
    }
}

impl Said<'_> {
    pub(super) fn into_error(self, details: &Value) -> Error {
        Error::new(self.status(None), self.message).with_details(json!({"body": details}))
    }

    fn status(&self, http: Option<u16>) -> Status {
        let member = |name: &str| self.error.and_then(|error| error.get(name));
        let named =
            ["status", "type", "code", "error"].into_iter().find_map(|name| of_name(member(name)?.as_str()?));
        let number = || member("code").or_else(|| member("status")).and_then(Value::as_u64);
        let http = http.or_else(|| number().and_then(|code| u16::try_from(code).ok()));
        match (named, http) {
            // What is told in general words is told better by the number.
            (
                Some(Status::InvalidArgument | Status::Internal),
                Some(code @ (401 | 403 | 404 | 408 | 429 | 500..)),
            )
            | (None, Some(code)) => of_http(code),
            (Some(status), _) => status,
            (None, None) => Status::Unknown,
        }
    }

    /// Google's `RetryInfo`: `{"retryDelay": "3.5s"}` among the details.
    fn retry_info(&self) -> Option<Duration> {
        let details = self.error?.get("details")?.as_array()?;
        let delay = details.iter().find_map(|detail| detail.get("retryDelay")?.as_str())?;
        Duration::try_from_secs_f64(delay.strip_suffix('s')?.parse().ok()?).ok()
    }
}

/// The words that providers use for a kind of failure, Google's canonical names first.
fn of_name(name: &str) -> Option<Status> {
    if let Ok(status) = name.parse() {
        return Some(status);
    }
    Some(match name {
        "invalid_request_error"
        | "request_too_large"
        | "context_length_exceeded"
        | "invalid_prompt"
        | "invalid_image" => Status::InvalidArgument,
        "authentication_error" | "invalid_api_key" => Status::Unauthenticated,
        "permission_error" => Status::PermissionDenied,
        "not_found_error" | "model_not_found" => Status::NotFound,
        "rate_limit_error" | "rate_limit_exceeded" | "insufficient_quota" | "tokens" | "requests" => {
            Status::ResourceExhausted
        }
        "billing_error" => Status::FailedPrecondition,
        "overloaded_error" | "engine_overloaded" | "service_unavailable" => Status::Unavailable,
        "timeout_error" => Status::DeadlineExceeded,
        "api_error" | "server_error" | "internal_server_error" => Status::Internal,
        _ => return None,
    })
}

fn of_http(code: u16) -> Status {
    match code {
        400 | 405 | 406 | 411 | 413 | 414 | 415 | 422 => Status::InvalidArgument,
        401 => Status::Unauthenticated,
        402 | 412 | 424 | 300..=399 => Status::FailedPrecondition,
        403 => Status::PermissionDenied,
        404 | 410 => Status::NotFound,
        408 | 504 => Status::DeadlineExceeded,
        409 => Status::Aborted,
        429 => Status::ResourceExhausted,
        499 => Status::Cancelled,
        501 => Status::Unimplemented,
        502 | 503 | 529 => Status::Unavailable,
        500 | 505..=599 => Status::Internal,
        _ => Status::Unknown,
    }
}

/// The words of a page, at most two hundred characters of them.
pub(super) fn excerpt(text: &str) -> String {
    let (mut words, mut tag) = (String::new(), None::<String>);
    // Nobody reads what stands in these.
    let (unread, mut hidden) = (["style", "script"], false);
    for c in text.chars() {
        match (&mut tag, c) {
            (_, '<') => tag = Some(String::new()),
            (Some(name), '>') => {
                let word = name.split([' ', '\n', '\t']).next().unwrap_or_default().to_ascii_lowercase();
                if unread.contains(&word.trim_start_matches('/')) {
                    hidden = !word.starts_with('/');
                }
                tag = None;
                words.push(' ');
            }
            (Some(name), c) if name.len() < 16 => name.push(c),
            (None, c) if !hidden => words.push(c),
            _ => {}
        }
        if words.len() > 800 {
            break;
        }
    }
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(200).collect()
}
