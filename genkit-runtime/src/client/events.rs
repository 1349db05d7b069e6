//! What servers send: one result, or events of a stream.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::refusal;
use crate::core::error::{Error, Result};

/// One event of a stream; its data stay text until their type is known.
pub(super) enum Event {
    Message(Box<RawValue>),
    Result(Box<RawValue>),
    Failed(Error),
}

#[derive(Deserialize)]
struct Data {
    #[serde(default, deserialize_with = "there")]
    message: Option<Box<RawValue>>,
    #[serde(default, deserialize_with = "there")]
    result: Option<Box<RawValue>>,
    error: Option<Value>,
    status: Option<Value>,
}

/// `null` is a value, too.
fn there<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::deserialize(value).map(Some)
}

/// The event of a line, if it is one: `data: ..`, or as Genkit JS writes errors, `error: ..`.
pub(super) fn event(line: &str) -> Result<Option<Event>> {
    let data = line.strip_prefix("data:").or_else(|| line.strip_prefix("error:"));
    let Some(text) = data.map(str::trim_start) else { return Ok(None) };
    let unknown = || Error::internal(format!("unknown chunk format: {}", beginning(text)));
    // Servers of Next.js end with a bare word.
    if text == "END" {
        return Ok(None);
    }
    let data: Data = serde_json::from_str(text).map_err(|_| unknown())?;
    // An error of Next.js is not wrapped; it has a message, too, but a status beside it.
    if data.error.is_some() || data.status.is_some() {
        let told = serde_json::from_str(text).ok();
        return refusal::told(told).map(|error| Some(Event::Failed(error))).ok_or_else(unknown);
    }
    match (data.message, data.result) {
        (Some(message), _) => Ok(Some(Event::Message(message))),
        (None, Some(result)) => Ok(Some(Event::Result(result))),
        (None, None) => Err(unknown()),
    }
}

/// The result of an answer that is no stream.
pub(super) fn result<O: DeserializeOwned>(body: &[u8]) -> Result<O> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default, deserialize_with = "there")]
        result: Option<Box<RawValue>>,
    }
    let Answer { result } = serde_json::from_slice(body).map_err(|_| {
        Error::internal(format!("not an answer of a flow: {}", beginning(&String::from_utf8_lossy(body))))
    })?;
    if let Some(result) = result {
        return read(&result);
    }
    match refusal::told(serde_json::from_slice(body).ok()) {
        Some(error) => Err(error),
        // What returns nothing may say nothing.
        None => serde_json::from_value(Value::Null).map_err(|e| unreadable("null", e)),
    }
}

/// A value as its type.
pub(super) fn read<T: DeserializeOwned>(text: &RawValue) -> Result<T> {
    serde_json::from_str(text.get()).map_err(|e| unreadable(text.get(), e))
}

fn unreadable(text: &str, error: serde_json::Error) -> Error {
    Error::internal(format!("what the flow sent is of another type: {error}: {}", beginning(text)))
        .with_cause(error)
}

fn beginning(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_is_understood() {
        let failed = |line: &str| match event(line).unwrap() {
            Some(Event::Failed(error)) => error.to_string(),
            _ => panic!("{line}"),
        };
        let error = r#"{"status":"ABORTED","message":"no"}"#;
        for line in [
            format!(r#"data: {{"error":{error}}}"#),
            format!(r#"error: {{"error":{error}}}"#),
            format!("data: {error}"),
        ] {
            assert_eq!(failed(&line), "ABORTED: no", "{line}");
        }
        assert!(matches!(event(r#"data: {"message":null}"#), Ok(Some(Event::Message(_)))));
        assert!(matches!(event(r#"data:{"result":1}"#), Ok(Some(Event::Result(_)))));
        for line in ["", "END", ": a comment", "event: x", "data: END"] {
            assert!(matches!(event(line), Ok(None)), "{line}");
        }
        assert!(event("data: {}").is_err());
        assert!(event("data: nonsense").is_err());
    }
}
