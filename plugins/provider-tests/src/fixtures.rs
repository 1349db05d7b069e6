//! Recorded traffic.

use serde_json::Value;

use crate::shared::{files, shared};

/// A request and its answer from a recording.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The file, with a number where it holds several.
    pub name: String,
    /// The address asked.
    pub uri: String,
    /// What was asked; `null` if that is no JSON.
    pub request: Value,
    /// The status of the answer.
    pub status: u16,
    /// The body of the answer.
    pub body: String,
}

impl Exchange {
    /// True if the answer is a stream of events.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        self.body.lines().any(|line| line.starts_with("data:"))
    }

    /// The answer as JSON, if it is that.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }
}

/// Everything recorded with a provider whose address contains `host`.
#[must_use]
pub fn exchanges(host: &str) -> Vec<Exchange> {
    let root = shared().unwrap().join("fixtures");
    let recordings = files(&root).into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml"));
    let mut found = Vec::new();
    for path in recordings {
        let text = std::fs::read_to_string(&path).unwrap();
        // Reading YAML is slow; most recordings are of others.
        if !text.contains(host) {
            continue;
        }
        let Ok(tape) = serde_norway::from_str::<serde_norway::Value>(&text) else { continue };
        let Ok(tape) = serde_json::to_value(tape) else { continue };
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        for (at, interaction) in tape["interactions"].as_array().into_iter().flatten().enumerate() {
            found.extend(exchange(format!("{name}#{at}"), interaction).filter(|e| e.uri.contains(host)));
        }
    }
    found
}

fn exchange(name: String, interaction: &Value) -> Option<Exchange> {
    let (request, response) = (&interaction["request"], &interaction["response"]);
    let asked = match (&request["parsed_body"], &request["body"]) {
        (Value::Null, Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        (parsed, _) => parsed.clone(),
    };
    let body = match (&response["parsed_body"], &response["body"]["string"]) {
        (Value::Null, Value::String(text)) => text.clone(),
        (parsed, _) => parsed.to_string(),
    };
    let status = response["status"]["code"].as_u64().and_then(|code| u16::try_from(code).ok())?;
    Some(Exchange { name, uri: request["uri"].as_str()?.to_owned(), request: asked, status, body })
}

/// The files below a folder of `fixtures` whose names end so, with their text.
#[must_use]
pub fn texts(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = shared().unwrap().join("fixtures");
    let paths = files(&root.join(folder)).into_iter().filter(|path| path.to_string_lossy().ends_with(ending));
    let named = paths.map(|path| {
        (path.strip_prefix(&root).unwrap().display().to_string(), std::fs::read_to_string(&path).unwrap())
    });
    named.collect()
}

/// Values of JSON, a line each, as server-sent events, and `end` behind them.
#[must_use]
pub fn as_events(values: &str, named: bool, end: &str) -> String {
    let mut text = String::new();
    let mut read = serde_json::Deserializer::from_str(values).into_iter::<Value>();
    let mut from = 0;
    while let Some(Ok(value)) = read.next() {
        // As it was written, on one line.
        let written = values[from..read.byte_offset()].trim().replace('\n', " ");
        from = read.byte_offset();
        if let Some(kind) = value["type"].as_str().filter(|_| named) {
            text += &format!("event: {kind}\n");
        }
        text += &format!("data: {written}\n\n");
    }
    text + end
}
