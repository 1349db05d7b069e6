//! What developer tools see and run.

use genkit::{Part, Prompt, Status, ToolChoice};
use serde_json::json;

use super::*;

#[tokio::test]
async fn a_prompt_is_two_actions_with_its_metadata() {
    let ai = with([greet()]).await;
    for key in ["/prompt/greet", "/executable-prompt/greet"] {
        let told = ai.action(key).await.unwrap().describe();
        assert_eq!(told["description"], "Greets");
        assert_eq!(told["metadata"]["type"], "prompt");
        let about = &told["metadata"]["prompt"];
        assert_eq!(about["name"], "greet");
        assert_eq!(about["model"], "parrot");
        assert_eq!(about["config"], json!({"temperature": 0.3}));
        assert_eq!(about["tools"], json!([]));
        assert_eq!(about["use"], json!([]));
        assert_eq!(about["input"]["schema"], told["inputSchema"]);
        assert_eq!(told["inputSchema"]["required"], json!(["name"]));
        assert_eq!(told.get("outputSchema").is_some(), key == "/executable-prompt/greet");
    }
}

#[tokio::test]
async fn the_request_is_that_of_genkit_js() {
    let ai = with([greet()]).await;
    let request = json_of(&ai, "/prompt/greet", json!({"name": "Ada"})).await.unwrap();
    assert_eq!(
        request,
        json!({
            "messages": [{"role": "system", "content": [{"text": "Be warm."}]},
                         {"role": "user", "content": [{"text": "Greet Ada."}]}],
            "config": {"temperature": 0.3}, "tools": [], "resources": [], "output": {}
        })
    );
    let call =
        json_of(&ai, "/executable-prompt/greet", json!({"name": "Ada", "style": "cold"})).await.unwrap();
    assert_eq!(
        call,
        json!({
            "model": "parrot",
            "messages": [{"role": "system", "content": [{"text": "Be cold."}]},
                         {"role": "user", "content": [{"text": "Greet Ada."}]}],
            "config": {"temperature": 0.3}
        })
    );
}

#[tokio::test]
async fn a_format_puts_its_words_into_the_request_only() {
    let list = Prompt::builder("list")
        .template(r#"{{role "system"}}sys{{role "user"}}list {{media url=pic}} {{section "output"}}"#)
        .output_format("array")
        .output_schema(json!({"type": "array", "items": {"type": "string"}}))
        .return_tool_requests(true)
        .max_turns(3)
        .tool_choice(ToolChoice::Required)
        .build()
        .unwrap();
    let ai = with([list]).await;
    let input = json!({"pic": "http://x/y.png"});
    let request = json_of(&ai, "/prompt/list", input.clone()).await.unwrap();
    let system = &request["messages"][0]["content"];
    assert_eq!(system[1]["metadata"], json!({"purpose": "output"}));
    assert!(system[1]["text"].as_str().unwrap().starts_with("Output should be a JSON array"));
    let form = json!({"format": "array", "contentType": "application/json", "constrained": true,
        "schema": {"type": "array", "items": {"type": "string"}}});
    assert_eq!(request["output"], form);

    let call = json_of(&ai, "/executable-prompt/list", input).await.unwrap();
    assert_eq!(
        call,
        json!({
            "messages": [{"role": "system", "content": [{"text": "sys"}]},
                         {"role": "user", "content": [{"text": "list "}, {"media": {"url": "http://x/y.png"}},
                             {"metadata": {"purpose": "output", "pending": true}}]}],
            "config": {}, "toolChoice": "required", "returnToolRequests": true, "maxTurns": 3,
            "output": {"format": "array", "jsonSchema": {"type": "array", "items": {"type": "string"}}}
        })
    );
}

#[tokio::test]
async fn an_input_that_does_not_fit_is_refused() {
    let ai = with([greet()]).await;
    for key in ["/prompt/greet", "/executable-prompt/greet"] {
        let error = json_of(&ai, key, json!({"style": "x"})).await.unwrap_err();
        assert_eq!(error.status(), Status::InvalidArgument);
        assert!(error.message().contains("must have required property 'name'"), "{error}");
    }
}

#[tokio::test]
async fn a_prompt_that_says_nothing_is_refused() {
    let ai = with([Prompt::builder("empty").build().unwrap()]).await;
    let error = json_of(&ai, "/prompt/empty", json!({})).await.unwrap_err();
    assert_eq!(error.message(), "at least one message is required in generate request");
}

#[tokio::test]
async fn the_template_of_one_message_makes_one() {
    let two = Prompt::builder("two").prompt(r#"{{role "system"}}a{{role "user"}}b"#).build().unwrap();
    let ai = with([two]).await;
    let error = json_of(&ai, "/prompt/two", json!({})).await.unwrap_err();
    assert!(error.message().contains("makes more than one message"), "{error}");
}

#[tokio::test]
async fn parts_and_functions_are_content_too() {
    let loud = Prompt::builder("said.loud")
        .system([Part::text("one {{x}}"), Part::text("two")])
        .prompt_fn(|input: serde_json::Value, _| async move { Ok(Part::text(format!("fn {}", input["x"]))) })
        .docs_fn(|input: serde_json::Value, _| async move {
            Ok(vec![genkit::Document::from(format!("doc {}", input["x"]))])
        })
        .build()
        .unwrap();
    let ai = with([loud]).await;
    let call = ai.prompt("said.loud").unwrap().render(json!({"x": 3})).await.unwrap();
    assert_eq!(said(&call.messages), [(Role::System, "one {{x}}two".into()), (Role::User, "fn 3".into())]);
    assert_eq!(call.docs.unwrap()[0].to_text(), "doc 3");
    let about = ai.action("/prompt/said.loud").await.unwrap().describe();
    assert_eq!(about["metadata"]["prompt"]["variant"], "loud");
    assert_eq!(about["metadata"]["prompt"]["name"], "said");
}

#[test]
fn a_template_that_cannot_be_read_is_refused_with_its_place() {
    let error = Prompt::builder("bad").system("ok").prompt("a\n{{#if x}}b").build().unwrap_err();
    assert!(error.message().starts_with("prompt bad: prompt: "), "{error}");
    assert!(error.message().contains("2:"), "{error}");
}
