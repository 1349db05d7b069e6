//! The messages: JSON-RPC 2.0, each a text frame.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::super::runs::failure;
use crate::core::error::Error;

pub(super) const INVALID_PARAMS: i32 = -32602;
pub(super) const METHOD_NOT_FOUND: i32 = -32601;
const FAILED: i32 = -32000;

/// A request, a notification, or the answer to a request of ours.
#[derive(Debug, Deserialize)]
pub(super) struct Incoming {
    pub(super) id: Option<Value>,
    pub(super) method: Option<String>,
    #[serde(default)]
    pub(super) params: Value,
    pub(super) result: Option<Value>,
}

pub(super) fn request(id: &str, method: &str, params: &Value) -> String {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string()
}

pub(super) fn notification(method: &str, params: &Value) -> String {
    json!({"jsonrpc": "2.0", "method": method, "params": params}).to_string()
}

pub(super) fn result(id: &Value, result: &Value) -> String {
    json!({"jsonrpc": "2.0", "id": id, "result": result}).to_string()
}

pub(super) fn error(id: &Value, code: i32, message: &str) -> String {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}).to_string()
}

/// The failure of an action, told as over HTTP.
pub(super) fn failed(id: &Value, told: &Value) -> String {
    let error = json!({"code": FAILED, "message": told.get("message"), "data": told});
    json!({"jsonrpc": "2.0", "id": id, "error": error}).to_string()
}

pub(super) fn failed_with(id: &Value, error: &Error) -> String {
    failed(id, &failure(error))
}

/// A chunk of a run; its JSON is passed on as it is.
pub(super) fn chunk(request: &Value, chunk: &RawValue) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Params<'a> {
        request_id: &'a Value,
        chunk: &'a RawValue,
    }
    #[derive(Serialize)]
    struct Notification<'a> {
        jsonrpc: &'static str,
        method: &'static str,
        params: Params<'a>,
    }
    let params = Params { request_id: request, chunk };
    let told = Notification { jsonrpc: "2.0", method: "streamChunk", params };
    serde_json::to_string(&told).unwrap_or_default()
}
