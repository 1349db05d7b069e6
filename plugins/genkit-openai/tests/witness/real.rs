//! A small real model behind a server of chat completions, where one is told of: structure is asserted, not facts.

use genkit::{Document, Genkit, Result, Tool};
use genkit_openai::{ChatConfig, OpenAi, compatible};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::own::trial;

/// The address of a server such as `../shared/models/serve.sh` starts, for example `http://127.0.0.1:8080/v1`.
const VARIABLE: &str = "GENKIT_TEST_MODEL_URL";

pub(super) fn trials() -> Vec<Trial> {
    if std::env::var_os(VARIABLE).is_none() {
        let name = format!("real: absent; serve a model and name it in {VARIABLE}");
        return vec![Trial::test(name, || Ok(())).with_ignored_flag(true)];
    }
    vec![
        trial("real::text", text),
        trial("real::a stream is the answer in pieces", stream),
        trial("real::structured output", structured),
        trial("real::a tool is asked for", tool),
        trial("real::vectors", vectors),
    ]
}

async fn app() -> Result<(Genkit, String)> {
    let url = std::env::var(VARIABLE)?;
    let ai = Genkit::builder().plugin(OpenAi::compatible("real", url)).build().await?;
    let all = ai.describe_actions().await?;
    let model = all.keys().find_map(|key| key.strip_prefix("/model/real/")).unwrap().to_owned();
    Ok((ai, model))
}

fn short() -> ChatConfig {
    ChatConfig { temperature: Some(0.0), max_output_tokens: Some(40), seed: Some(1), ..ChatConfig::default() }
}

async fn text() -> Result<()> {
    let (ai, model) = app().await?;
    let answer =
        ai.generate().model(compatible::chat("real", &model).config(short())).prompt("Say hello.").await?;
    assert!(!answer.text().trim().is_empty());
    assert!(answer.usage().output_tokens.is_some_and(|tokens| tokens > 0.0));
    Ok(())
}

async fn stream() -> Result<()> {
    let (ai, model) = app().await?;
    let mut answer = ai
        .generate()
        .model(compatible::chat("real", &model).config(short()))
        .prompt("Count to five.")
        .stream();
    let mut pieces = Vec::new();
    while let Some(chunk) = answer.next().await {
        pieces.push(chunk?.to_text());
    }
    assert!(pieces.len() > 1);
    assert_eq!(answer.response().await?.text(), pieces.concat());
    Ok(())
}

async fn structured() -> Result<()> {
    let (ai, model) = app().await?;
    let schema = json!({
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        "required": ["name", "age"],
    });
    let config = ChatConfig { max_output_tokens: Some(80), ..short() };
    let answer = ai
        .generate()
        .model(compatible::chat("real", &model).config(config))
        .prompt("Invent a person.")
        .output_schema(schema)
        .await?;
    assert!(answer.output_json().is_some_and(|person| person["age"].is_i64()));
    Ok(())
}

async fn tool() -> Result<()> {
    let (ai, model) = app().await?;
    let weather = Tool::builder("getWeather")
        .description("Tells the weather of a city")
        .input_schema(
            json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}),
        )
        .handler(|_: Value, _ctx| async { Ok("rain") });
    let answer = ai
        .generate()
        .model(compatible::chat("real", &model).config(ChatConfig { max_output_tokens: Some(80), ..short() }))
        .prompt("What is the weather in Oslo?")
        .tools([weather])
        .tool_choice(genkit::ToolChoice::Required)
        .return_tool_requests(true)
        .await?;
    let asked: Vec<_> = answer.tool_requests().collect();
    assert!(asked.iter().any(|request| request.name == "getWeather"), "{asked:?}");
    Ok(())
}

async fn vectors() -> Result<()> {
    let (ai, model) = app().await?;
    let found = ai
        .embed_many(compatible::embedder("real", &model), [Document::text("a"), Document::text("b")])
        .await?;
    assert_eq!(found.len(), 2);
    assert_eq!(found[0][0].embedding.len(), found[1][0].embedding.len());
    assert_ne!(found[0][0].embedding, found[1][0].embedding);
    Ok(())
}
