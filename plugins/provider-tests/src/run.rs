//! Runs an action over a script.

use genkit::http::HttpRequest;
use genkit::testing::{HttpReply, HttpScript};
use genkit::{Error, Genkit, GenkitBuilder, RunOptions};
use serde_json::{Map, Value, json};

use crate::case::BASE;

/// What came of a run.
pub(crate) struct Ran {
    pub(crate) requests: Vec<HttpRequest>,
    pub(crate) chunks: Vec<Value>,
    pub(crate) result: Result<Value, Error>,
}

pub(crate) type AddPlugin = fn(GenkitBuilder, &str, &str) -> GenkitBuilder;

/// Runs a future on a runtime of its own.
pub(crate) fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A runtime with the plugin, over a script.
pub(crate) struct Stage {
    ai: Genkit,
    script: HttpScript,
}

impl Stage {
    pub(crate) async fn new(plugin: AddPlugin, folder: &str) -> Self {
        let script = HttpScript::new([]);
        let builder = plugin(Genkit::builder().transport(script.clone()), folder, BASE);
        Self { ai: builder.build().await.unwrap(), script }
    }

    /// Runs an action against these answers. What was sent is not told: of many runs that would be much.
    pub(crate) async fn run(&self, action: &str, input: Value, stream: bool, replies: Vec<HttpReply>) -> Ran {
        replies.into_iter().for_each(|reply| self.script.push(reply));
        let mut chunks = Vec::new();
        let result = self.result(action, input, stream, &mut chunks).await;
        Ran { requests: Vec::new(), chunks, result }
    }

    async fn result(
        &self,
        action: &str,
        input: Value,
        stream: bool,
        chunks: &mut Vec<Value>,
    ) -> Result<Value, Error> {
        if let Some(plugin) = action.strip_prefix("list ") {
            let all = self.ai.describe_actions().await?;
            let of = |key: &String| key.split('/').nth(2) == Some(plugin);
            let told: Vec<Value> = all.into_iter().filter(|(key, _)| of(key)).map(|(_, told)| told).collect();
            return Ok(told.into());
        }
        if !stream {
            return self.ai.run_json(action, input).await;
        }
        let mut run = self.ai.action(action).await?.stream_json(&self.ai, input, RunOptions::new());
        while let Some(Ok(chunk)) = run.next().await {
            chunks.push(serde_json::from_str(chunk.get()).unwrap());
        }
        run.output().await
    }
}

/// Runs an action once.
pub(crate) async fn run(
    plugin: AddPlugin,
    folder: &str,
    action: &str,
    input: Value,
    stream: bool,
    replies: Vec<HttpReply>,
) -> Ran {
    let stage = Stage::new(plugin, folder).await;
    let ran = stage.run(action, input, stream, replies).await;
    Ran { requests: stage.script.requests(), ..ran }
}

/// A request in the form of the cases.
pub(crate) fn told(request: &HttpRequest) -> Value {
    let mut headers = Map::new();
    for (name, value) in &request.headers {
        headers.insert(name.to_string(), value.to_str().unwrap_or_default().into());
    }
    let kind =
        request.headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let mut told = json!({"method": request.method.as_str(), "url": request.url, "headers": headers});
    let boundary = kind.split_once("boundary=").map(|(_, boundary)| boundary.trim_matches('"').to_owned());
    let body = match boundary {
        Some(boundary) => {
            let text = String::from_utf8_lossy(&request.body).replace(&boundary, "BOUNDARY");
            told["headers"]["content-type"] = "multipart/form-data".into();
            json!({"_multipart": text})
        }
        None => serde_json::from_slice(&request.body).unwrap_or(Value::Null),
    };
    if !body.is_null() {
        told["body"] = body;
    }
    told
}

/// Bytes of base 64; what is none gives none.
pub(crate) fn base64(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => Some(u32::from(c - b'A')),
        b'a'..=b'z' => Some(u32::from(c - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(c - b'0') + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0u32, 0);
    for value in text.bytes().filter_map(digit) {
        held = held << 6 | value;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap());
        }
    }
    bytes
}
