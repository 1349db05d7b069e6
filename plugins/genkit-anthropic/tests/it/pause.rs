//! Turns that the provider pauses while its tools run.

use genkit::Status;
use genkit::testing::HttpReply;
use provider_tests::violations;
use serde_json::{Value, json};

use crate::{ask, text};

fn paused(content: Value) -> Value {
    json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": content,
        "stop_reason": "pause_turn", "container": {"id": "container_1", "expires_at": "2030-01-01T00:00:00Z"},
        "usage": {"input_tokens": 3, "output_tokens": 1},
    })
}

fn searched() -> Value {
    json!([
        {"type": "text", "text": "Let me see. "},
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "tea"}},
    ])
}

fn found() -> Value {
    json!([{"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}, {"type": "text", "text": "Still. "}])
}

fn search() -> Value {
    json!({"tools": [{"type": "web_search_20250305", "name": "web_search"}]})
}

/// A message as it streams.
fn streamed(message: &Value) -> HttpReply {
    let mut events = vec![json!({"type": "message_start", "message": message})];
    for (index, block) in message["content"].as_array().unwrap().iter().enumerate() {
        events.push(json!({"type": "content_block_start", "index": index, "content_block": block}));
        events.push(json!({"type": "content_block_stop", "index": index}));
    }
    let usage = json!({"output_tokens": message["usage"]["output_tokens"]});
    events.push(
        json!({"type": "message_delta", "delta": {"stop_reason": message["stop_reason"]}, "usage": usage}),
    );
    events.push(json!({"type": "message_stop"}));
    HttpReply::sse(events.iter().map(|event| format!("data: {event}\n\n")).collect::<String>())
}

#[genkit::test]
async fn a_paused_turn_goes_on_by_itself() {
    let replies =
        [HttpReply::json(&paused(searched())), HttpReply::json(&paused(found())), text("Tea is hot.")];
    let (ai, script) = ask(replies).await;
    let answer = ai.generate().config(search()).prompt("Is tea hot?").await.unwrap();
    assert_eq!(answer.text(), "Let me see. Still. Tea is hot.");
    assert_eq!((answer.usage().input_tokens, answer.usage().output_tokens), (Some(9.0), Some(3.0)));
    let bodies = script.bodies();
    assert_eq!(bodies.len(), 3);
    let all: Vec<Value> = [searched(), found()].iter().flat_map(|c| c.as_array().unwrap().clone()).collect();
    assert_eq!(bodies[2]["messages"].as_array().unwrap().len(), 2);
    assert_eq!(bodies[2]["messages"][1], json!({"role": "assistant", "content": all}));
    assert_eq!(bodies[2]["container"], "container_1");
    for body in bodies {
        assert_eq!(violations(&json!({"url": "/v1/messages", "body": body})), Vec::<String>::new());
    }
}

#[genkit::test]
async fn so_does_one_that_streams() {
    let end = json!({"id": "msg_2", "type": "message", "role": "assistant", "content": [{"type": "text", "text": "Hot."}],
        "stop_reason": "end_turn", "usage": {"input_tokens": 3, "output_tokens": 1}});
    let (ai, script) = ask([streamed(&paused(searched())), streamed(&end)]).await;
    let mut answer = ai.generate().config(search()).prompt("Is tea hot?").stream();
    let mut shown = String::new();
    while let Some(chunk) = answer.next().await {
        shown += &chunk.unwrap().to_text();
    }
    let answer = answer.response().await.unwrap();
    assert_eq!((shown.as_str(), answer.text().as_str()), ("Let me see. Hot.", "Let me see. Hot."));
    assert_eq!(script.bodies()[1]["messages"][1]["content"], searched());
}

#[genkit::test]
async fn what_was_said_before_it_broke_off_is_kept() {
    let busy = json!({"type": "error", "error": {"type": "overloaded_error", "message": "busy"}});
    let (ai, _) = ask([HttpReply::json(&paused(searched())), HttpReply::json(&busy).status(529)]).await;
    let error = ai.generate().config(search()).prompt("Is tea hot?").await.unwrap_err();
    assert_eq!(error.status(), Status::Unavailable);
    let partial = error.partial().unwrap();
    assert_eq!(partial.message.unwrap().text(), "Let me see. ");
    assert_eq!(partial.usage.unwrap().output_tokens, Some(1.0));
}

#[genkit::test]
async fn a_turn_without_end_is_left_to_whoever_asked() {
    let (ai, script) = ask((0..20).map(|_| HttpReply::json(&paused(found())))).await;
    let input =
        json!({"messages": [{"role": "user", "content": [{"text": "Is tea hot?"}]}], "config": search()});
    let answer = ai.run_json("/model/anthropic/claude-sonnet-4-5", input).await.unwrap();
    assert_eq!(script.bodies().len(), 9);
    assert!(answer["finishMessage"].as_str().unwrap().starts_with("pause_turn"), "{answer}");
}
