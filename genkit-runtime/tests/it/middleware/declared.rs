//! Middleware as `#[middleware]` declares it.

use std::sync::atomic::{AtomicU32, Ordering};

use genkit::prelude::*;
use genkit::testing::reply;
use genkit::{GenerateNext, GenerateTurn, MiddlewareRef, ToolResponse};
use serde_json::json;

/// Tells the model to be polite.
#[middleware]
async fn polite(mut request: ModelRequest, next: ModelNext) -> Result<ModelResponse> {
    request.messages.insert(0, Message::system("Be polite."));
    next.run(request).await
}

/// What must not be asked for.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct Words {
    words: Vec<String>,
}

/// Refuses words.
#[middleware(name = "acme/filter")]
async fn filter(words: Words, request: ModelRequest, ctx: Ctx, next: ModelNext) -> Result<ModelResponse> {
    let text = request.text();
    match words.words.iter().find(|word| text.contains(word.as_str())) {
        Some(word) => Err(Error::permission_denied(format!("{word}, {:?}", ctx.context().auth()))),
        None => next.run(request).await,
    }
}

static TURNS: AtomicU32 = AtomicU32::new(0);

#[middleware]
async fn count_turns(turn: GenerateTurn, next: GenerateNext) -> Result<ModelResponse> {
    TURNS.fetch_add(1, Ordering::Relaxed);
    next.run(turn).await
}

/// Answers in place of every tool.
#[middleware(handle = Mocked)]
fn mocked(call: ToolRequest, _next: ToolNext) -> Result<ToolResponse, std::io::Error> {
    Ok(ToolResponse::new(call.name, "mocked"))
}

#[genkit::test]
async fn it_is_found_listed_and_named(ai: TestGenkit) -> Result<()> {
    let told = ai.values("middleware");
    assert_eq!(told["polite"], json!({"name": "polite", "description": "Tells the model to be polite."}));
    assert_eq!(told["acme/filter"]["configSchema"]["required"], json!(["words"]));
    assert_eq!(told["count_turns"], json!({"name": "count_turns"}));
    ai.script(["Good day!"]);
    ai.generate().prompt("Hi").with("polite").await?;
    assert_eq!(ai.last_request().text(), "system: Be polite.\nHi");
    let ai = TestGenkit::builder().app(|app| app.without_discovery()).build()?;
    assert!(!ai.values("middleware").contains_key("polite"));
    Ok(())
}

#[genkit::test]
async fn it_is_given_by_its_handle_with_its_configuration(ai: TestGenkit) -> Result<()> {
    ai.script(["ok"]);
    let filter = || MiddlewareRef::of::<filter>().config(Words { words: vec!["bomb".into()] });
    ai.generate().prompt("flowers").with(filter()).await?;
    let error = ai.generate().prompt("a bomb").with(filter()).await.unwrap_err();
    assert_eq!(error.message(), "bomb, None");
    let error = ai.generate().prompt("x").with("acme/filter").await.unwrap_err();
    assert!(error.message().contains("must have required property 'words'"), "{error}");
    Ok(())
}

#[genkit::test]
async fn a_configuration_that_it_does_not_take_is_refused(ai: TestGenkit) -> Result<()> {
    ai.script(["ok"]);
    ai.generate().prompt("x").with(MiddlewareRef::named("polite").config(json!({}))).await?;
    let given = MiddlewareRef::named("polite").config(json!({"very": true}));
    let error = ai.generate().prompt("x").with(given).await.unwrap_err();
    assert_eq!(error.message(), "middleware 'polite' takes no configuration");
    Ok(())
}

#[genkit::test]
async fn it_stands_around_turns_and_tools(ai: TestGenkit) -> Result<()> {
    ai.script([reply().call::<super::double_it>(4), reply().text("8")]);
    let call = ai.generate().prompt("go").tools(tools![super::double_it]);
    call.with(MiddlewareRef::of::<count_turns>()).with(MiddlewareRef::of::<Mocked>()).await?;
    assert_eq!(TURNS.load(Ordering::Relaxed), 2);
    assert_eq!(ai.tool_responses()[0].output, Some(json!("mocked")));
    Ok(())
}

/// Says what it was asked.
#[model(
    name = "parrot/guarded",
    middleware = [polite, MiddlewareRef::of::<filter>().config(Words { words: vec!["war".into()] })],
)]
async fn guarded(request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text(request.text()))
}

#[genkit::test]
async fn a_declared_model_has_its_own_however_it_is_asked() -> Result<()> {
    let listed = TestGenkit::builder().app(|app| app.without_discovery().register_all(actions![guarded]));
    for ai in [TestGenkit::new(), listed.build()?] {
        let ask = |text: &str| ai.generate().model("parrot/guarded").prompt(text);
        assert_eq!(ask("Hi").await?.text(), "system: Be polite.\nHi");
        assert_eq!(ask("Of war").await.unwrap_err().to_string(), "PERMISSION_DENIED: war, None");
        let asked = json!({"messages": [{"role": "user", "content": [{"text": "Hi"}]}]});
        let answer = ai.run_json("/model/parrot/guarded", asked).await?;
        assert_eq!(answer["message"]["content"][0]["text"], "system: Be polite.\nHi");
    }
    Ok(())
}
