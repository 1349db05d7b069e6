//! Tools of ours and tools at the provider's.

use genkit::prelude::*;
use genkit::testing::HttpReply;
use genkit::{Part, Status};
use genkit_anthropic::{AnthropicConfig, AnthropicToolChoice, CacheControl, RequestMetadata, anthropic};
use serde_json::json;

use crate::{ask, message, text};

/// The weather in a city.
#[tool]
async fn weather(
    /// The city's name.
    city: String,
) -> Result<String> {
    Ok(format!("Rain in {city}"))
}

#[genkit::test]
async fn a_tool_is_called_and_its_answer_sent() {
    let call = json!([
        {"type": "text", "text": "Let me look."},
        {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Oslo"}},
    ]);
    let (ai, script) = ask([message(call.clone()), text("It rains.")]).await;
    let config = AnthropicConfig {
        tool_choice: Some(AnthropicToolChoice::Tool { name: "weather".to_owned() }),
        metadata: Some(RequestMetadata { user_id: Some("u1".to_owned()) }),
        ..AnthropicConfig::default()
    };
    let model = anthropic::claude("claude-sonnet-4-5").config(config);
    let answer = ai.generate().model(model).tools(tools![weather]).prompt("Weather?").await.unwrap();
    assert_eq!(answer.text(), "It rains.");
    let bodies = script.bodies();
    assert_eq!(bodies[0]["tool_choice"], json!({"type": "tool", "name": "weather"}));
    assert_eq!(bodies[0]["metadata"], json!({"user_id": "u1"}));
    assert_eq!(bodies[1]["messages"][1]["content"], call);
    assert_eq!(
        bodies[1]["messages"][2]["content"],
        json!([{"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "Rain in Oslo"}]}])
    );
}

#[genkit::test]
async fn what_the_providers_tools_did_is_kept_and_sent_back() {
    let content = json!([
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "tea"}},
        {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [
            {"type": "web_search_result", "title": "Tea", "url": "https://tea.example", "encrypted_content": "e", "page_age": null},
        ]},
        {"type": "text", "text": "Tea is hot.", "citations": [
            {"type": "web_search_result_location", "cited_text": "hot", "encrypted_index": "i", "title": "Tea", "url": "https://tea.example"},
        ]},
    ]);
    let (ai, script) = ask([message(content.clone()), text("Yes.")]).await;
    let search = json!({"tools": [{"type": "web_search_20250305", "name": "web_search", "max_uses": 2}]});
    let first = ai.generate().config(search).prompt("Is tea hot?").await.unwrap();
    assert_eq!(first.text(), "Tea is hot.");
    let said = first.messages().last().unwrap().content[2].meta("citations").unwrap().clone();
    assert_eq!(said[0]["encryptedIndex"], "i");
    ai.generate().messages(first.messages()).prompt("Sure?").await.unwrap();
    assert_eq!(script.bodies()[0]["tools"][0]["max_uses"], 2);
    assert_eq!(script.bodies()[1]["messages"][1]["content"], content);
}

#[genkit::test]
async fn a_call_that_the_limit_cuts_off_is_an_error() {
    for written in ["{\"city\": \"Os", ""] {
        cut_off(written).await;
    }
}

async fn cut_off(written: &str) {
    let events = [
        json!({"type": "message_start", "message": {"id": "m", "type": "message", "usage": {"input_tokens": 3, "output_tokens": 1}}}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "id": "t", "name": "weather", "input": {}}}),
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": written}}),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "max_tokens"}, "usage": {"output_tokens": 9}}),
        json!({"type": "message_stop"}),
    ];
    let sse: String = events.iter().map(|event| format!("data: {event}\n\n")).collect();
    let (ai, _) = ask([HttpReply::sse(sse)]).await;
    let mut run = ai.generate().tools(tools![weather]).prompt("Weather?").stream();
    while run.next().await.is_some_and(|chunk| chunk.is_ok()) {}
    let error = run.response().await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    assert!(error.message().contains("cut off the call of tool weather"), "{error}");
    assert_eq!(error.partial().unwrap().usage.unwrap().output_tokens, Some(9.0));
}

#[genkit::test]
async fn parts_and_messages_are_marked_for_the_cache() {
    let (ai, script) = ask([text("ok")]).await;
    let manual = Part::text("A long manual").with_metadata("cache_control", CacheControl::hour());
    ai.generate().system(vec![manual]).prompt("hi").await.unwrap();
    assert_eq!(script.bodies()[0]["system"][0]["cache_control"], json!({"type": "ephemeral", "ttl": "1h"}));
}

#[genkit::test]
async fn an_end_without_a_beginning_is_an_error() {
    let (ai, _) = ask([HttpReply::sse("data: {\"type\": \"message_stop\"}\n\n")]).await;
    let mut run = ai.generate().prompt("hi").stream();
    while run.next().await.is_some_and(|chunk| chunk.is_ok()) {}
    assert_eq!(run.response().await.unwrap_err().status(), Status::DataLoss);
}
