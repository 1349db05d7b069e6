//! Answers of a form.

use genkit::prelude::*;
use genkit::testing::HttpReply;
use genkit_anthropic::{AnthropicConfig, OutputSettings, anthropic};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{ask, message, text};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Dish {
    name: String,
    #[schemars(range(min = 0.0))]
    price: f64,
}

#[genkit::test]
async fn the_provider_holds_the_answer_to_the_schema() {
    let (ai, script) = ask([text(r#"{"name": "Sole", "price": 12.5}"#)]).await;
    let config = AnthropicConfig {
        output_config: Some(OutputSettings { effort: Some("low".to_owned()), task_budget: None }),
        ..AnthropicConfig::default()
    };
    let model = anthropic::claude("claude-sonnet-4-5").config(config);
    let dish =
        ai.generate().model(model).prompt("A dish").output::<Dish>().await.unwrap().into_output().unwrap();
    assert_eq!(dish.name, "Sole");
    let sent = &script.bodies()[0]["output_config"];
    assert_eq!(sent["effort"], "low");
    assert_eq!(sent["format"]["schema"]["additionalProperties"], false);
    assert!(sent["format"]["schema"]["properties"]["price"].get("minimum").is_none());
}

#[genkit::test]
async fn an_older_model_is_made_to_call_a_tool_of_the_schema() {
    let call =
        json!([{"type": "tool_use", "id": "t1", "name": "answer", "input": {"name": "Sole", "price": 12.5}}]);
    let (ai, script) = ask([message(call)]).await;
    let model = anthropic::claude("claude-3-5-haiku-20241022");
    let answer = ai.generate().model(model).prompt("A dish").output::<Dish>().await.unwrap();
    assert_eq!(answer.tool_requests().count(), 0);
    assert_eq!(answer.into_output().unwrap().price, 12.5);
    let body = &script.bodies()[0];
    assert_eq!(body["tool_choice"], json!({"type": "tool", "name": "answer"}));
    assert_eq!(body["tools"][0]["input_schema"]["type"], "object");
    assert!(body.get("output_config").is_none());
}

#[genkit::test]
async fn what_the_tool_is_called_with_streams_as_text() {
    let events = [
        json!({"type": "message_start", "message": {"id": "m", "type": "message", "usage": {"input_tokens": 3, "output_tokens": 1}}}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "id": "t", "name": "answer", "input": {}}}),
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": "{\"name\": \"Sole\","}}),
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": " \"price\": 12.5}"}}),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}}),
        json!({"type": "message_stop"}),
    ];
    let sse: String = events.iter().map(|event| format!("data: {event}\n\n")).collect();
    let (ai, _) = ask([HttpReply::sse(sse)]).await;
    let model = anthropic::claude("claude-3-5-haiku-20241022");
    let mut run = ai.generate().model(model).prompt("A dish").output::<Dish>().stream();
    let mut shown = String::new();
    while let Some(chunk) = run.next().await {
        shown.push_str(&chunk.unwrap().to_text());
    }
    assert_eq!(shown, r#"{"name": "Sole", "price": 12.5}"#);
    assert_eq!(run.response().await.unwrap().into_output().unwrap().name, "Sole");
}
