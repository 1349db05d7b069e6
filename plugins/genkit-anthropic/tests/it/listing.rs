//! Listing, metadata, counting.

use genkit::prelude::*;
use genkit::testing::HttpReply;
use genkit_anthropic::{Anthropic, Thinking, anthropic};
use serde_json::json;

use crate::ask;

#[genkit::test]
async fn all_pages_are_listed() {
    let page = |ids: &[&str], more: bool| {
        let data: Vec<_> =
            ids.iter().map(|id| json!({"id": id, "type": "model", "display_name": id})).collect();
        HttpReply::json(&json!({"data": data, "has_more": more, "last_id": ids.last()}))
    };
    let (ai, script) = ask([page(&["claude-a", "claude-b"], true), page(&["claude-c"], false)]).await;
    let all = ai.describe_actions().await.unwrap();
    for name in ["claude-a", "claude-b", "claude-c"] {
        let told = &all[&format!("/model/anthropic/{name}")];
        assert_eq!(told["metadata"]["model"]["supports"]["constrained"], "all");
        let config = &told["metadata"]["model"]["customOptions"]["properties"];
        assert!(config["thinking"].is_object() && config["tool_choice"].is_object(), "{config}");
    }
    assert!(script.requests()[1].url.ends_with("/v1/models?limit=1000&after_id=claude-b"));
}

#[genkit::test]
async fn tokens_are_counted_without_asking_the_model() {
    let script = genkit::testing::HttpScript::new([HttpReply::json(&json!({"input_tokens": 14}))]);
    let claude = Anthropic::new("key-a").transport(script.clone());
    let ai = Genkit::builder().plugin(claude.clone()).build().await.unwrap();
    let model = anthropic::claude("claude-sonnet-4-5").config(genkit_anthropic::AnthropicConfig {
        thinking: Some(Thinking::budget(2048)),
        temperature: Some(1.0),
        ..Default::default()
    });
    assert_eq!(claude.count_tokens(&ai, model, "How long am I?").await.unwrap(), 14);
    assert!(script.requests()[0].url.ends_with("/v1/messages/count_tokens"));
    assert_eq!(
        script.bodies()[0],
        json!({
            "model": "claude-sonnet-4-5",
            "messages": [{"role": "user", "content": [{"type": "text", "text": "How long am I?"}]}],
            "thinking": {"type": "enabled", "budget_tokens": 2048},
        })
    );
    provider_tests::showed!("counting");
}
