//! What a user sees of the plugin.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::needless_pass_by_value, reason = "tests read better")]

mod door;
mod files;
mod listing;
mod output;
mod pause;
mod thinking;
mod tools;

use genkit::Genkit;
use genkit::http::{HttpRequest, Retries};
use genkit::testing::{HttpReply, HttpScript};
use genkit_anthropic::{Anthropic, anthropic};
use serde_json::{Value, json};

/// An answer of this content.
fn message(content: Value) -> HttpReply {
    HttpReply::json(&json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": content,
        "stop_reason": "end_turn", "usage": {"input_tokens": 3, "output_tokens": 1},
    }))
}

fn text(text: &str) -> HttpReply {
    message(json!([{"type": "text", "text": text}]))
}

/// A runtime that is answered so.
async fn ask(replies: impl IntoIterator<Item = HttpReply>) -> (Genkit, HttpScript) {
    let script = HttpScript::new(replies);
    let plugin = Anthropic::new("key-a").retries(Retries::none()).transport(script.clone());
    let model = anthropic::claude("claude-sonnet-4-5");
    (Genkit::builder().plugin(plugin).default_model(model).build().await.unwrap(), script)
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers.get(name)?.to_str().ok()
}
