//! What is this plugin's own.

use genkit::http::Retries;
use genkit::testing::{HttpReply, HttpScript};
use genkit::{Document, Genkit, Result};
use genkit_ollama::{ChatConfig, Ollama, ollama};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        trial("own::typed configurations reach the wire", typed),
        trial("own::without a server the error says what to do", no_server),
        trial("own::models are listed", listed),
        trial("own::vectors must be as many as documents", vectors),
    ]
}

fn trial<F>(name: &str, test: fn() -> F) -> Trial
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    Trial::test(name, move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(test()).map_err(|error| Failed::from(format!("{error:?}")))
    })
}

async fn app(replies: impl IntoIterator<Item = Value>) -> Result<(Genkit, HttpScript)> {
    let script = HttpScript::new(replies.into_iter().map(|reply| HttpReply::json(&reply)));
    let plugin = Ollama::at("http://box:11434").retries(Retries::none());
    let ai = Genkit::builder().transport(script.clone()).plugin(plugin).build().await?;
    Ok((ai, script))
}

async fn typed() -> Result<()> {
    let (ai, script) =
        app([json!({"message": {"content": "hello"}, "done": true, "done_reason": "length"})]).await?;
    let config = ChatConfig {
        think: Some("low".into()),
        keep_alive: Some("10m".into()),
        num_ctx: Some(4096),
        temperature: Some(0.0),
        stop_sequences: Some(vec!["a".to_owned(), "b".to_owned()]),
        api_key: Some("own-key".to_owned()),
        ..ChatConfig::default()
    };
    let answer = ai.generate().model(ollama::chat("qwen3").config(config)).prompt("hi").await?;
    assert_eq!(answer.text(), "hello");
    let body = &script.bodies()[0];
    assert_eq!((&body["think"], &body["keep_alive"]), (&json!("low"), &json!("10m")));
    assert_eq!(body["options"], json!({"temperature": 0.0, "stop": ["a", "b"], "num_ctx": 4096}));
    assert_eq!(script.requests()[0].headers["authorization"], "Bearer own-key");
    Ok(())
}

async fn no_server() -> Result<()> {
    let plugin = Ollama::at("http://127.0.0.1:1").retries(Retries::none());
    let ai = Genkit::builder().plugin(plugin).build().await?;
    let error = ai.generate().model("ollama/llama3").prompt("hi").await.unwrap_err();
    assert_eq!(error.status().name(), "UNAVAILABLE");
    assert!(error.message().ends_with("is the Ollama server running?"), "{error}");
    Ok(())
}

async fn listed() -> Result<()> {
    let (ai, _) = app([json!({"models": [{"name": "llama3:latest"}, {"name": "nomic-embed-text"}]})]).await?;
    let all = ai.describe_actions().await?;
    let ours: Vec<&str> = all.keys().filter(|key| key.contains("/ollama/")).map(String::as_str).collect();
    assert_eq!(ours, ["/embedder/ollama/nomic-embed-text", "/model/ollama/llama3:latest"]);
    Ok(())
}

async fn vectors() -> Result<()> {
    let (ai, _) = app([json!({"embeddings": [[1.0]]})]).await?;
    let documents = [Document::text("a"), Document::text("b")];
    let error = ai.embed_many(ollama::embedder("nomic-embed-text"), documents).await.unwrap_err();
    assert!(error.to_string().contains("1 vectors for 2 documents"), "{error}");
    Ok(())
}
