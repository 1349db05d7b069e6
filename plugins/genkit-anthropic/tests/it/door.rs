//! Keys, addresses, and which door of the API is taken.

use genkit::prelude::*;
use genkit::testing::HttpScript;
use genkit::{Part, Status};
use genkit_anthropic::{Anthropic, AnthropicConfig, AnthropicDocument, anthropic};
use serde_json::json;

use crate::{ask, header, text};

#[genkit::test]
async fn a_missing_key_is_told_when_a_model_is_asked() {
    let plugin =
        Anthropic::from_env().key(genkit::http::ApiKey::from_env(&["ANTHROPIC_KEY_THAT_IS_NOT_SET"]));
    let ai = Genkit::builder().plugin(plugin).build().await.unwrap();
    let error = ai.generate().model(anthropic::claude("claude-haiku-4-5")).prompt("hi").await.unwrap_err();
    assert_eq!(error.status(), Status::FailedPrecondition);
    assert!(error.to_string().contains("ANTHROPIC_KEY_THAT_IS_NOT_SET"), "{error}");
}

#[genkit::test]
async fn each_run_may_bring_its_key() {
    let script = HttpScript::new([text("ok")]);
    let plugin = Anthropic::new(genkit::http::ApiKey::PerRun).transport(script.clone());
    let ai = Genkit::builder().plugin(plugin).build().await.unwrap();
    let model = anthropic::model("claude-haiku-4-5").config(json!({"apiKey": "mine"}));
    ai.generate().model(model).prompt("hi").await.unwrap();
    assert_eq!(header(&script.requests()[0], "x-api-key"), Some("mine"));
    assert!(!format!("{:?}", script.requests()[0]).contains("mine"));
}

#[genkit::test]
async fn what_needs_the_beta_api_goes_there_by_itself() {
    let (ai, script) = ask([text("ok"), text("ok"), text("ok")]).await;
    let document: Part = AnthropicDocument::file("file_1").citations().into();
    ai.generate().prompt(vec![document, Part::text("What is it about?")]).await.unwrap();
    let mcp = json!({"mcp_servers": [{"type": "url", "name": "echo", "url": "https://echo.example"}]});
    ai.generate().config(mcp).prompt("hi").await.unwrap();
    ai.generate().prompt("hi").await.unwrap();

    let requests = script.requests();
    assert!(requests[0].url.ends_with("/v1/messages?beta=true"));
    assert_eq!(header(&requests[0], "anthropic-beta"), Some("files-api-2025-04-14"));
    assert_eq!(header(&requests[1], "anthropic-beta"), Some("mcp-client-2025-04-04"));
    assert!(requests[2].url.ends_with("/v1/messages"));
    assert_eq!(header(&requests[2], "anthropic-beta"), None);
}

#[genkit::test]
async fn betas_are_named_by_the_configuration() {
    let (ai, script) = ask([text("ok")]).await;
    let betas = vec!["context-1m-2025-08-07".to_owned()];
    let model = anthropic::claude("claude-sonnet-4-5")
        .config(AnthropicConfig { betas: Some(betas), ..AnthropicConfig::default() });
    ai.generate().model(model).prompt("hi").await.unwrap();
    assert_eq!(header(&script.requests()[0], "anthropic-beta"), Some("context-1m-2025-08-07"));
    assert!(script.bodies()[0].get("betas").is_none());
}

#[genkit::test]
async fn unknown_members_of_the_configuration_go_on() {
    let (ai, script) = ask([text("ok")]).await;
    ai.generate().config(json!({"service_tier": "auto", "novelty": 7})).prompt("hi").await.unwrap();
    assert_eq!(script.bodies()[0]["service_tier"], "auto");
    assert_eq!(script.bodies()[0]["novelty"], 7);
}
