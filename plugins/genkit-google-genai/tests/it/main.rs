//! The plugins as users meet them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod account;
mod cache;
mod environment;
mod files;
mod gemini;
mod interactions;
mod later;
#[cfg(feature = "live")]
mod live;
mod media;
mod vertex;

use genkit::Genkit;
use genkit::http::Retries;
use genkit::testing::{HttpReply, HttpScript};
use genkit_google_genai::GoogleAi;
use serde_json::{Value, json};

/// A runtime with the Gemini API behind a script.
async fn scripted(replies: impl IntoIterator<Item = HttpReply>) -> (Genkit, GoogleAi, HttpScript) {
    let script = HttpScript::new(replies);
    let google = GoogleAi::new("key").retries(Retries::none());
    let ai = Genkit::builder().transport(script.clone()).plugin(google.clone()).build().await.unwrap();
    (ai, google, script)
}

/// An answer of these parts.
#[allow(clippy::needless_pass_by_value, reason = "written as it is read")]
fn said(parts: Value) -> HttpReply {
    HttpReply::json(&json!({
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 1, "cachedContentTokenCount": 2},
    }))
}
