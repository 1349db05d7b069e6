//! The strict contracts of requests.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::Value;

use crate::shared::shared;

/// Which contract a request is under.
fn route(url: &str) -> Option<(&'static str, &'static str)> {
    let path = url.split('?').next().unwrap_or(url);
    let verb = path.rsplit(':').next().unwrap_or_default();
    let generate = |verb| if verb == "streamGenerateContent" { "generateContent" } else { verb };
    if url.contains("aiplatform") {
        let known =
            ["generateContent", "countTokens", "predict", "predictLongRunning", "fetchPredictOperation"];
        return known.into_iter().find(|name| *name == generate(verb)).map(|name| ("vertex", name));
    }
    let known = ["generateContent", "embedContent", "batchEmbedContents", "countTokens"];
    if let Some(name) = known.into_iter().find(|name| *name == generate(verb)) {
        return Some(("gemini", name));
    }
    if path.ends_with("/v1/messages") {
        return Some(("anthropic", if url.contains("beta=true") { "beta.messages" } else { "messages" }));
    }
    if path.ends_with("/v1/messages/count_tokens") {
        return Some(("anthropic", "count_tokens"));
    }
    let xai = path.contains("/xai/");
    let ends = [
        ("/chat/completions", if xai { "xai" } else { "openai" }, "chat"),
        ("/embeddings", "openai", "embeddings"),
        ("/images/generations", "openai", "images"),
        ("/audio/speech", "openai", "speech"),
        ("/responses", "openai", "responses"),
        ("/api/chat", "ollama", "chat"),
        ("/api/generate", "ollama", "generate"),
        ("/api/embed", "ollama", "embed"),
    ];
    ends.into_iter().find(|(end, ..)| path.ends_with(end)).map(|(_, provider, name)| (provider, name))
}

/// What of a request (`{url, body}`) breaks the provider's contract; nothing where there is no contract.
#[must_use]
pub fn violations(request: &Value) -> Vec<String> {
    let url = request.get("url").and_then(Value::as_str).unwrap_or_default();
    let body = request.get("body").filter(|body| body.is_object() && body.get("_multipart").is_none());
    let (Some((provider, name)), Some(body)) = (route(url), body) else { return Vec::new() };
    thread_local! {
        static KNOWN: RefCell<HashMap<String, Option<jsonschema::Validator>>> = RefCell::default();
    }
    let file = format!("contract/{provider}/{name}.request.strict.schema.json");
    let mut body = body.clone();
    if provider == "gemini" || provider == "vertex" {
        camel(&mut body, false);
    }
    if provider == "ollama" {
        // The server and its documentation know it; the description does not (`providers/README.md`).
        for message in body.get_mut("messages").and_then(Value::as_array_mut).into_iter().flatten() {
            message.as_object_mut().and_then(|message| message.shift_remove("tool_name"));
        }
    }
    if name == "embedContent" && body.get("model").is_none() {
        body["model"] = "models/x".into();
    }
    KNOWN.with_borrow_mut(|known| {
        let validator = known.entry(file.clone()).or_insert_with(|| {
            let text = std::fs::read_to_string(shared()?.join(&file)).ok()?;
            let mut schema = serde_json::from_str(&text).unwrap();
            drop_anchors(&mut schema);
            Some(jsonschema::validator_for(&schema).unwrap())
        });
        let Some(validator) = validator else { return Vec::new() };
        validator.iter_errors(&body).map(|e| format!("{}: {e}", e.instance_path())).take(5).collect()
    })
}

/// Google takes either way of writing names; its contract is written in one. What a user's own JSON holds stays.
fn camel(value: &mut Value, own: bool) {
    match value {
        Value::Object(members) if !own => {
            let names: Vec<String> = members.keys().cloned().collect();
            for name in names {
                let mut member = members.shift_remove(&name).unwrap();
                let free = [
                    "args",
                    "response",
                    "responseSchema",
                    "responseJsonSchema",
                    "parametersJsonSchema",
                    "labels",
                    "partMetadata",
                    "properties",
                ];
                camel(&mut member, free.contains(&name.as_str()));
                let mut words = name.split('_');
                let mut joined = words.next().unwrap_or_default().to_owned();
                for word in words {
                    let mut letters = word.chars();
                    joined.extend(letters.next().map(|c| c.to_ascii_uppercase()));
                    joined.push_str(letters.as_str());
                }
                members.insert(joined, member);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| camel(item, own)),
        _ => {}
    }
}

/// A keyword of another draft, which the validator refuses and nothing refers to.
fn drop_anchors(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.shift_remove("$recursiveAnchor");
            members.values_mut().for_each(drop_anchors);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_anchors),
        _ => {}
    }
}
