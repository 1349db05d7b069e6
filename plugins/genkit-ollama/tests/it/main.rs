//! What a user sees of the plugin.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::needless_pass_by_value, reason = "tests read better")]

use genkit::prelude::*;
use genkit::testing::{HttpReply, HttpScript};
use genkit::{Part, Status};
use genkit_ollama::{Ollama, OllamaConfig, OllamaEmbedConfig, ollama};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn answer(message: Value) -> HttpReply {
    HttpReply::json(&json!({
        "model": "m", "message": message, "done": true, "done_reason": "stop", "prompt_eval_count": 3, "eval_count": 1,
    }))
}

fn text(text: &str) -> HttpReply {
    answer(json!({"role": "assistant", "content": text}))
}

async fn ask(replies: impl IntoIterator<Item = HttpReply>) -> (Genkit, HttpScript) {
    let script = HttpScript::new(replies);
    let plugin = Ollama::from_env()
        .base_url("http://127.0.0.1:9")
        .retries(genkit::http::Retries::none())
        .transport(script.clone());
    (Genkit::builder().plugin(plugin).default_model(ollama::chat("llama3.2")).build().await.unwrap(), script)
}

/// The weather in a city.
#[tool]
async fn weather(
    /// The city's name.
    city: String,
) -> Result<String> {
    Ok(format!("Rain in {city}"))
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Dish {
    name: String,
    price: f64,
}

#[genkit::test]
async fn settings_go_where_the_server_looks_for_them() {
    let (ai, script) =
        ask([answer(json!({"role": "assistant", "content": "4", "thinking": "2 and 2"}))]).await;
    let config = OllamaConfig {
        temperature: Some(0.5),
        max_output_tokens: Some(64),
        stop_sequences: Some(vec!["END".to_owned()]),
        num_ctx: Some(8192),
        think: Some("high".into()),
        keep_alive: Some(json!("10m")),
        ..OllamaConfig::default()
    };
    let answer = ai.generate().model(ollama::chat("gpt-oss").config(config)).prompt("2+2?").await.unwrap();
    assert_eq!((answer.reasoning().as_str(), answer.text().as_str()), ("2 and 2", "4"));
    let body = &script.bodies()[0];
    assert_eq!(
        body["options"],
        json!({"temperature": 0.5, "num_predict": 64, "stop": ["END"], "num_ctx": 8192})
    );
    assert_eq!((&body["think"], &body["keep_alive"]), (&json!("high"), &json!("10m")));
}

#[genkit::test]
async fn thoughts_in_the_text_are_told_apart() {
    let (ai, _) = ask([text("<think>\n2 and 2\n</think>\n\n4")]).await;
    let answer = ai.generate().prompt("2+2?").await.unwrap();
    assert_eq!((answer.reasoning().as_str(), answer.text().as_str()), ("2 and 2", "4"));
}

#[genkit::test]
async fn other_settings_become_options() {
    let (ai, script) = ask([text("ok")]).await;
    ai.generate()
        .config(json!({"repeat_penalty": 1.1, "keep_alive": -1, "num_ctx": 512}))
        .prompt("hi")
        .await
        .unwrap();
    assert_eq!(script.bodies()[0]["options"], json!({"repeat_penalty": 1.1, "num_ctx": 512}));
    assert_eq!(script.bodies()[0]["keep_alive"], -1);
}

#[genkit::test]
async fn the_server_holds_the_answer_to_the_schema() {
    let (ai, script) = ask([text(r#"{"name": "Sole", "price": 12.5}"#)]).await;
    let dish = ai.generate().prompt("A dish").output::<Dish>().await.unwrap().into_output().unwrap();
    assert_eq!(dish.price, 12.5);
    assert_eq!(script.bodies()[0]["format"]["properties"]["name"]["type"], "string");
}

#[genkit::test]
async fn a_tool_is_called_and_its_answer_sent() {
    let call = json!({
        "role": "assistant", "content": "Let me look.",
        "tool_calls": [{"function": {"name": "weather", "arguments": {"city": "Oslo"}}}],
    });
    let (ai, script) = ask([answer(call.clone()), text("It rains.")]).await;
    let answer = ai.generate().tools(tools![weather]).prompt("Weather?").await.unwrap();
    assert_eq!(answer.text(), "It rains.");
    let sent = &script.bodies()[1]["messages"];
    assert_eq!(sent[1], call);
    assert_eq!(sent[2], json!({"role": "tool", "content": "Rain in Oslo", "tool_name": "weather"}));
}

#[genkit::test]
async fn vectors_are_made() {
    let (ai, script) = ask([HttpReply::json(&json!({"embeddings": [[0.5, 0.25]]}))]).await;
    let embedder = ollama::embedder("nomic-embed-text")
        .options(OllamaEmbedConfig { dimensions: Some(2), ..OllamaEmbedConfig::default() });
    let vectors = ai.embed(embedder, "tea").await.unwrap();
    assert_eq!(vectors[0].embedding, [0.5, 0.25]);
    assert_eq!(script.bodies()[0], json!({"model": "nomic-embed-text", "input": ["tea"], "dimensions": 2}));
}

#[genkit::test]
async fn models_are_listed_with_what_they_can_do() {
    let tags =
        json!({"models": [{"name": "llava", "model": "llava"}, {"name": "minilm", "model": "minilm"}]});
    let show = |can: Value| HttpReply::json(&json!({"capabilities": can, "details": {"family": "x"}}));
    let (ai, _) =
        ask([HttpReply::json(&tags), show(json!(["completion", "vision"])), show(json!(["embedding"]))])
            .await;
    let all = ai.describe_actions().await.unwrap();
    let supports = &all["/model/ollama/llava"]["metadata"]["model"]["supports"];
    assert_eq!((&supports["media"], &supports["tools"]), (&json!(true), &json!(false)));
    assert!(all.contains_key("/embedder/ollama/minilm") && !all.contains_key("/model/ollama/minilm"));
}

#[genkit::test]
async fn no_server_is_told_with_what_to_do() {
    let (ai, _) = ask([HttpReply::refused()]).await;
    let error = ai.generate().prompt("hi").await.unwrap_err();
    assert_eq!(error.status(), Status::Unavailable);
    assert!(
        error.message().contains("http://127.0.0.1:9") && error.message().contains("ollama serve"),
        "{error}"
    );
}

#[genkit::test]
async fn a_missing_model_is_told_as_the_server_does() {
    let missing = json!({"error": "model 'llama3.2' not found"});
    let (ai, _) = ask([HttpReply::json(&missing).status(404)]).await;
    let error = ai.generate().prompt("hi").await.unwrap_err();
    assert_eq!(error.status(), Status::NotFound);
    assert!(error.message().contains("model 'llama3.2' not found"), "{error}");
}

#[genkit::test]
async fn an_answer_that_is_not_complete_is_an_error() {
    let cut = json!({"model": "m", "message": {"role": "assistant", "content": "Once"}, "done": false});
    let (ai, _) = ask([HttpReply::json(&cut)]).await;
    let error = ai.generate().prompt("hi").await.unwrap_err();
    assert_eq!(error.partial().unwrap().message.unwrap().text(), "Once");
}

#[genkit::test]
async fn pictures_are_sent_and_addresses_refused() {
    let (ai, script) = ask([text("A cat")]).await;
    let picture = |url: &str| vec![Part::text("What is it?"), Part::media("image/png", url)];
    ai.generate().prompt(picture("data:image/png;base64,iVBORw0KGgo=")).await.unwrap();
    assert_eq!(script.bodies()[0]["messages"][0]["images"], json!(["iVBORw0KGgo="]));
    let error = ai.generate().prompt(picture("https://example.com/cat.png")).await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    assert!(error.message().contains("data URL"), "{error}");
}
