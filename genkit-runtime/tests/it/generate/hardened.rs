//! What is too much of something is a clear error or a bounded cost.

use genkit::prelude::*;
use genkit::testing::reply;
use genkit::{Messages, Role};
use serde_json::{Value, json};

#[genkit::test]
async fn a_million_messages(ai: TestGenkit) -> Result<()> {
    let model = Model::builder("counter").handler(|req: ModelRequest, _, _| async move {
        Ok(ModelResponse::text(req.messages.len().to_string()))
    });
    let ai = TestGenkit::builder().app(|app| app.parent(&ai).action(model)).build()?;
    let history: Messages = (0..1_000_000).map(|_| Message::new(Role::User, "x")).collect();
    assert_eq!(ai.generate().model("counter").messages(history).await?.text(), "1000000");
    Ok(())
}

#[genkit::test]
async fn a_tool_that_returns_a_hundred_megabytes(ai: TestGenkit) -> Result<()> {
    let big = Tool::builder("big")
        .description("Returns much")
        .handler(|_: (), _| async { Ok("x".repeat(100 << 20)) });
    ai.script([
        reply().call_named("big", json!({})),
        reply().computed(|request| {
            let answer =
                request.last().unwrap().content[0].as_tool_response().unwrap().output.clone().unwrap();
            reply().text(answer.as_str().unwrap().len().to_string())
        }),
    ]);
    assert_eq!(ai.generate().prompt("go").tool(&big).await?.text(), (100 << 20).to_string());
    Ok(())
}

#[genkit::test]
async fn schemas_and_answers_a_thousand_deep(ai: TestGenkit) -> Result<()> {
    let mut schema = json!({"type": "string"});
    for _ in 0..1000 {
        schema = json!({"type": "array", "items": schema});
    }
    ai.script([
        reply().text("[]"),
        reply().text("[".repeat(100_000)),
        reply().text(format!("{}1{}", "[".repeat(1000), "]".repeat(1000))),
    ]);
    let error = ai.generate().prompt("go").output_schema(schema).await.unwrap_err();
    assert!(error.message().contains("nested more than"), "{error}");
    for _ in 0..2 {
        let any = ai.generate().prompt("go").output_schema(json!({"type": "array"}));
        let error = any.await.unwrap_err();
        assert_eq!(error.status(), Status::InvalidArgument, "{error}");
    }
    Ok(())
}

#[genkit::test]
async fn a_stream_of_a_hundred_thousand_chunks(_ai: TestGenkit) -> Result<()> {
    let model =
        Model::builder("long").handler(|_: ModelRequest, _, out: Chunks<ModelResponseChunk>| async move {
            for _ in 0..100_000 {
                out.send("x".into()).await?;
            }
            Ok(ModelResponse::text("x".repeat(100_000)))
        });
    let ai = Genkit::builder().without_discovery().action(model).build().await?;
    let mut stream = ai.generate().model("long").prompt("go").stream();
    let mut chunks = 0;
    while let Some(chunk) = stream.next().await {
        chunks += chunk?.to_text().len();
    }
    assert_eq!(chunks, 100_000);
    assert_eq!(stream.text().len(), 100_000);
    Ok(())
}

#[test]
fn interrupts_survive_whatever_a_client_sends() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, TestRunner};
    let ai = TestGenkit::new();
    ai.use_model(super::silent());
    let json = any::<u8>().prop_map(|n| match n % 7 {
        0 => Value::Null,
        1 => json!(true),
        2 => json!({"a": 1}),
        3 => json!("1.x.99999999999.00"),
        4 => json!([]),
        5 => json!(-1),
        _ => json!("é\u{0}"),
    });
    let parts = proptest::collection::vec((json.clone(), json.clone(), json, any::<u8>()), 0..4);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(300) });
    let result = runner.run(&parts, |parts| {
        let part = |(a, b, c, n): &(Value, Value, Value, u8)| match n % 3 {
            0 => json!({"toolRequest": {"name": "pay", "input": a}, "metadata": {"interrupt": b, "seal": c}}),
            1 => json!({"toolRequest": {"name": "pay", "ref": "r", "input": a}, "metadata": {"pendingOutput": b, "pendingContent": c}}),
            _ => json!({"text": "x", "metadata": {"interrupt": a}}),
        };
        let content: Vec<Value> = parts.iter().map(part).collect();
        let messages: Messages = serde_json::from_value(json!([{"role": "model", "content": content}])).unwrap();
        let respond = json!([{"toolResponse": {"name": "pay", "output": "x"}}]);
        let call = ai.generate().messages(messages).tools(tools![super::pay]);
        let call = call.respond(serde_json::from_value::<Vec<Part>>(respond).unwrap());
        // Nothing that was not sealed here goes on: an error each time, and no tool ever ran.
        prop_assert!(runtime.block_on(std::future::IntoFuture::into_future(call)).is_err());
        Ok(())
    });
    result.unwrap();
    assert!(!ai.trace().iter().any(|span| span.kind() == "tool"), "no tool ran");
}
