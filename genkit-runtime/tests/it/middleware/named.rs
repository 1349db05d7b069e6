//! Middleware by name: registered, listed, configured over the wire.

use std::sync::atomic::{AtomicU32, Ordering};

use genkit::middleware::{
    Fallback, RateLimit, Retry, SimulateSystemPrompt, Skills, ToolApproval, ValidateSupport,
};
use genkit::prelude::*;
use genkit::testing::reply;
use genkit::{GenerateOptions, Hooks, Middleware, MiddlewareHandle, MiddlewareRef, middleware};
use serde_json::{Value, json};

/// Says something to the model first.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct Preface {
    text: String,
}

impl MiddlewareHandle for Preface {
    type Config = Self;
    const NAME: &'static str = "preface";
    const DESCRIPTION: Option<&'static str> = Some("Says something to the model first");

    fn hooks(config: Self, _ai: &Genkit) -> Result<Hooks> {
        Ok(Hooks::new().model(move |mut request: ModelRequest, _, next| {
            request.messages.insert(0, Message::system(config.text.clone()));
            async move { next.run(request).await }
        }))
    }
}

fn runtime() -> Result<TestGenkit> {
    TestGenkit::builder().app(|app| app.middleware(Middleware::of::<Preface>())).build()
}

#[genkit::test]
async fn it_is_listed_with_its_schema() -> Result<()> {
    let told = runtime()?.values("middleware").remove("preface").unwrap();
    assert_eq!(told["name"], "preface");
    assert_eq!(told["description"], "Says something to the model first");
    assert_eq!(told["configSchema"]["properties"]["text"]["type"], "string");
    Ok(())
}

#[genkit::test]
async fn genkits_own_are_told_of_in_a_sentence_and_have_to_be_registered() -> Result<()> {
    let own = [
        Middleware::of::<Retry>(),
        Middleware::of::<Fallback>(),
        Middleware::of::<RateLimit>(),
        Middleware::of::<ToolApproval>(),
        Middleware::of::<SimulateSystemPrompt>(),
        Middleware::of::<ValidateSupport>(),
        Middleware::of::<Skills>(),
    ];
    let ai = TestGenkit::new();
    for middleware in own {
        let told = middleware.describe();
        assert_eq!(told["configSchema"]["description"], told["description"]);
        let name = middleware.name().to_owned();
        let error = ai.generate().prompt("x").with(name.clone()).await.unwrap_err();
        assert!(error.message().contains(".middleware(Middleware::of::<"), "{name}: {error}");
    }
    let error = ai.generate().prompt("x").with("mine").await.unwrap_err();
    assert_eq!(error.message(), "Middleware mine not found in registry.");
    Ok(())
}

#[genkit::test]
async fn it_is_used_by_value_by_reference_by_name_and_over_the_wire() -> Result<()> {
    let ai = runtime()?;
    let config = || Preface { text: "Be brief.".into() };
    ai.script(["1", "2", "3", "4", "5"]);
    ai.generate().prompt("a").with(config()).await?;
    ai.generate().prompt("b").with(MiddlewareRef::of::<Preface>().config(config())).await?;
    ai.generate()
        .prompt("c")
        .with(MiddlewareRef::named("preface").config(json!({"text": "Be brief."})))
        .await?;
    let wire = json!({
        "messages": [{"role": "user", "content": [{"text": "d"}]}],
        "use": [{"name": "preface", "config": {"text": "Be brief."}}],
    });
    let options: GenerateOptions = serde_json::from_value(wire.clone())?;
    assert_eq!(serde_json::to_value(&options)?["use"], wire["use"]);
    ai.run_json("/util/generate", wire).await?;
    ai.generate().options(options).await?;
    let asked: Vec<String> = ai.requests().iter().map(ModelRequest::text).collect();
    for (text, asked) in ["a", "b", "c", "d", "d"].iter().zip(&asked) {
        assert_eq!(*asked, format!("system: Be brief.\n{text}"));
    }
    assert_eq!(asked.len(), 5);
    Ok(())
}

#[genkit::test]
async fn a_wrong_configuration_and_a_missing_name_are_told() -> Result<()> {
    let ai = runtime()?;
    let ask = async |uses: Value| {
        let asked = json!({"messages": [{"role": "user", "content": [{"text": "d"}]}], "use": uses});
        ai.run_json("/util/generate", asked).await.unwrap_err().to_string()
    };
    ai.script([reply().text("never said")]);
    assert_eq!(ask(json!([{"name": "nobody"}])).await, "NOT_FOUND: Middleware nobody not found in registry.");
    let wrong = ask(json!([{"name": "preface", "config": {"text": 7}}])).await;
    assert!(
        wrong.starts_with("INVALID_ARGUMENT: the configuration of middleware 'preface' does not fit"),
        "{wrong}"
    );
    assert!(wrong.contains("- text: must be string"), "{wrong}");
    let missing = ask(json!([{"name": "preface"}])).await;
    assert!(missing.contains("must have required property 'text'"), "{missing}");
    ai.verify().unwrap_err();
    Ok(())
}

#[genkit::test]
async fn two_of_one_name_are_refused_with_both_places() -> Result<()> {
    let again =
        Middleware::builder("preface").model(|request, _, next| async move { next.run(request).await });
    let build = Genkit::builder().middleware(Middleware::of::<Preface>()).middleware(again).build().await;
    let error = build.unwrap_err();
    assert_eq!(error.status(), Status::AlreadyExists);
    assert_eq!(error.message().matches("named.rs:").count(), 2, "{error}");
    Ok(())
}

#[test]
fn what_stands_around_all_calls_is_looked_at_when_the_runtime_is_built() {
    let build = |with: MiddlewareRef| TestGenkit::builder().app(|app| app.with(with)).build().unwrap_err();
    assert_eq!(
        build(MiddlewareRef::named("nobody")).to_string(),
        "NOT_FOUND: Middleware nobody not found in registry."
    );
    let error = build(MiddlewareRef::named("acme/filter").config(json!({"words": 1})));
    assert!(
        error.to_string().contains("the configuration of middleware 'acme/filter' does not fit"),
        "{error}"
    );
}

#[genkit::test]
async fn what_a_hook_of_the_runtime_remembers_is_one_calls_own() -> Result<()> {
    let counting = Middleware::builder("counting").hooks(|_: (), _| {
        let asked = AtomicU32::new(0);
        Ok(Hooks::new().model(move |mut request: ModelRequest, _, next| {
            let asked = asked.fetch_add(1, Ordering::Relaxed);
            request.messages.push(Message::user(format!("({asked})")));
            async move { next.run(request).await }
        }))
    });
    let fixed = middleware::model(|request, _, next| async move { next.run(request).await });
    let ai = TestGenkit::builder().app(|app| app.with(fixed).with(counting)).build()?;
    for _ in 0..2 {
        ai.script(["Hello!"]);
        ai.generate().prompt("Hi").await?;
        assert_eq!(ai.last_request().text(), "Hi\n(0)");
    }
    Ok(())
}
