//! What is kept, and the name it is found by.

use genkit::{ModelRequest, Result};
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value};

use crate::backend::Backend;
use crate::family::Family;
use crate::gemini;

/// The content of a request as it is kept: messages, what the system says, tools.
pub(super) fn body(
    backend: &Backend,
    model: &str,
    request: &ModelRequest<Map<String, Value>>,
) -> Result<Map<String, Value>> {
    let (system, contents) = gemini::contents(&request.messages, Family::of(model), backend.is_vertex())?;
    let mut body = Map::new();
    if !contents.is_empty() {
        body.insert("contents".to_owned(), contents.into());
    }
    body.extend(system.map(|system| ("systemInstruction".to_owned(), system)));
    Ok(body)
}

/// SHA-256 of the content and the model, in hexadecimal.
pub(super) fn hash(body: &Map<String, Value>) -> String {
    digested(&Value::Object(body.clone()).to_string())
}

/// SHA-256 of a text, in hexadecimal.
pub(super) fn digested(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
