//! Thoughts: asked for, kept, and sent back with their signatures.

use genkit::{Message, ModelRequest, Status};
use genkit_anthropic::{AnthropicConfig, Thinking, anthropic};
use serde_json::json;

use crate::{ask, message, text};

fn with(thinking: Thinking) -> genkit::ModelRef {
    anthropic::claude("claude-sonnet-4-5")
        .config(AnthropicConfig { thinking: Some(thinking), ..AnthropicConfig::default() })
}

#[genkit::test]
async fn thoughts_go_back_with_their_signatures() {
    let content = json!([
        {"type": "thinking", "thinking": "Two and two.", "signature": "c2ln"},
        {"type": "redacted_thinking", "data": "zzz"},
        {"type": "text", "text": "Four."},
    ]);
    let (ai, script) = ask([message(content.clone()), text("Eight.")]).await;
    let first = ai.generate().model(with(Thinking::budget(2048))).prompt("2+2?").await.unwrap();
    assert_eq!((first.reasoning().as_str(), first.text().as_str()), ("Two and two.", "Four."));
    let history = first.messages();
    ai.generate().model(with(Thinking::budget(2048))).messages(history).prompt("Twice that?").await.unwrap();
    assert_eq!(script.bodies()[1]["messages"][1]["content"], content);
}

#[genkit::test]
async fn there_is_room_for_the_answer_beside_the_thoughts() {
    let (ai, script) = ask([text("ok"), text("ok"), text("ok")]).await;
    ai.generate().model(with(Thinking::budget(16_000))).prompt("hi").await.unwrap();
    ai.generate().model(with(Thinking::adaptive())).prompt("hi").await.unwrap();
    ai.generate().model(with(Thinking::off())).prompt("hi").await.unwrap();
    let bodies = script.bodies();
    assert_eq!(bodies[0]["max_tokens"], 20_096);
    assert_eq!(bodies[0]["thinking"], json!({"type": "enabled", "budget_tokens": 16_000}));
    assert_eq!(bodies[1]["thinking"], json!({"type": "adaptive"}));
    assert_eq!(bodies[2]["thinking"], json!({"type": "disabled"}));
}

#[genkit::test]
async fn a_small_budget_is_told_before_anything_is_sent() {
    let (ai, script) = ask([]).await;
    let error = ai.generate().model(with(Thinking::budget(10))).prompt("hi").await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    assert!(error.message().contains("at least 1024"), "{error}");
    assert!(script.requests().is_empty());
}

#[genkit::test]
async fn the_system_speaks_first() {
    let (ai, _) = ask([]).await;
    let request = ModelRequest::new(vec![Message::user("hi"), Message::system("be brief")]);
    let error = ai.run_json("/model/anthropic/claude-sonnet-4-5", json!(request)).await.unwrap_err();
    assert!(error.message().contains("before all others"), "{error}");
}
