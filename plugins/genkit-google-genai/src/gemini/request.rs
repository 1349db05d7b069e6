//! The body of a request.

use genkit::schema::Dialect;
use genkit::{Error, ModelRequest, OutputConfig, Result};
use serde_json::{Map, Value, json};

use super::{Config, message, tools};
use crate::backend::Backend;
use crate::family::Family;

pub(super) fn body(backend: &Backend, family: Family, mut request: ModelRequest<Config>) -> Result<Value> {
    let vertex = backend.is_vertex();
    let mut config = std::mem::take(&mut request.config);
    let mut body = Map::new();
    let (system, contents) = message::contents(&request.messages, family, vertex)?;
    if let Some(system) = system {
        body.insert("systemInstruction".to_owned(), system);
    }
    if contents.is_empty() {
        return Err(Error::invalid_argument("a request needs a message"));
    }
    body.insert("contents".to_owned(), contents.into());

    let (tools, tool_config) = tools::take(&mut config, &request, vertex)?;
    if vertex || !tools.is_empty() {
        body.insert("tools".to_owned(), tools.into());
    }
    if !tool_config.is_empty() {
        body.insert("toolConfig".to_owned(), tool_config.into());
    }
    if let Some(settings) = config.shift_remove("safetySettings") {
        body.insert("safetySettings".to_owned(), safety(settings, vertex));
    }
    for name in ["cachedContent", "labels", "serviceTier"] {
        // Vertex AI takes the tier as a header, the Gemini API no labels.
        let known = match name {
            "labels" => vertex,
            "serviceTier" => !vertex,
            _ => true,
        };
        if let Some(value) = config.shift_remove(name).filter(|_| known) {
            body.insert(name.to_owned(), value);
        }
    }
    // What asks for a cache in Genkit; this API has the cache's name instead.
    config.shift_remove("contextCache");

    match family {
        Family::Tts => default(&mut config, "responseModalities", json!(["AUDIO"])),
        Family::Image => default(&mut config, "responseModalities", json!(["TEXT", "IMAGE"])),
        _ => {}
    }
    if let Some(output) = &request.output {
        form(&mut config, output, backend)?;
    }
    body.insert("generationConfig".to_owned(), config.into());
    Ok(body.into())
}

fn default(config: &mut Config, name: &str, value: Value) {
    if !config.contains_key(name) {
        config.insert(name.to_owned(), value);
    }
}

fn safety(settings: Value, vertex: bool) -> Value {
    let Value::Array(mut all) = settings else { return settings };
    // A placeholder in developer tools, which the Gemini API refuses.
    let named = |s: &Value| s.get("category").and_then(Value::as_str) != Some("HARM_CATEGORY_UNSPECIFIED");
    all.retain(|setting| vertex || named(setting));
    all.into()
}

/// JSON, and of which schema.
fn form(config: &mut Config, output: &OutputConfig, backend: &Backend) -> Result<()> {
    let named = output.format.as_deref() == Some("json")
        || output.content_type.as_deref() == Some("application/json");
    // Vertex AI answers in JSON wherever there is a schema.
    let json = named || (backend.is_vertex() && output.schema.is_some());
    if !json {
        return Ok(());
    }
    config.insert("responseMimeType".to_owned(), "application/json".into());
    let Some(schema) = output.schema.as_ref().filter(|_| output.constrained == Some(true)) else {
        return Ok(());
    };
    if backend.legacy_schema {
        let lowered = Dialect::GeminiOpenApi.lower(schema)?;
        config.insert("responseSchema".to_owned(), lowered.schema);
    } else {
        config.insert("responseJsonSchema".to_owned(), schema.clone());
    }
    Ok(())
}
