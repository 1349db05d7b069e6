//! What stands around what, in which order, and what a hook may do.

use std::sync::{Arc, Mutex};

use genkit::prelude::*;
use genkit::testing::reply;
use genkit::{GenerateState, ToolRequest, ToolResponse, middleware};
use serde_json::json;

use super::double_it;

type Log = Arc<Mutex<Vec<String>>>;

fn noted(log: &Log, line: impl Into<String>) {
    log.lock().unwrap().push(line.into());
}

/// Notes when it is entered and left, around all three.
fn noting(name: &'static str, log: &Log) -> genkit::Middleware {
    let [a, b, c] = [log.clone(), log.clone(), log.clone()];
    genkit::Middleware::builder(name).hooks(move |_: (), _| {
        let [a, b, c] = [a.clone(), b.clone(), c.clone()];
        let hooks = genkit::Hooks::new()
            .generate(move |turn, _, next| {
                let log = a.clone();
                async move {
                    noted(&log, format!("{name}: turn {}", turn.turn));
                    let answer = next.run(turn).await;
                    noted(&log, format!("{name}: turned"));
                    answer
                }
            })
            .model(move |request, _, next| {
                let log = b.clone();
                async move {
                    noted(&log, format!("{name}: ask {}", next.model_name()));
                    let answer = next.run(request).await;
                    noted(&log, format!("{name}: answered"));
                    answer
                }
            })
            .tool(move |call: ToolRequest, _, next| {
                let log = c.clone();
                async move {
                    noted(&log, format!("{name}: call {}", call.name));
                    let answer = next.run(call).await;
                    noted(&log, format!("{name}: called"));
                    answer
                }
            });
        Ok(hooks)
    })
}

#[genkit::test]
async fn the_first_is_outermost_and_a_turn_holds_those_after_it() -> Result<()> {
    let log = Log::default();
    let everywhere = noting("all", &log);
    let ai = TestGenkit::builder().app(|app| app.with(everywhere)).build()?;
    ai.script([reply().call::<double_it>(4), reply().text("8")]);
    let call = ai.generate().prompt("go").tools(tools![double_it]).with(noting("call", &log));
    assert_eq!(call.await?.text(), "8");
    let expected = [
        "all: turn 0",
        "call: turn 0",
        "all: ask script",
        "call: ask script",
        "call: answered",
        "all: answered",
        "all: call double_it",
        "call: call double_it",
        "call: called",
        "all: called",
        "all: turn 1",
        "call: turn 1",
        "all: ask script",
        "call: ask script",
        "call: answered",
        "all: answered",
        "call: turned",
        "all: turned",
        "call: turned",
        "all: turned",
    ];
    assert_eq!(*log.lock().unwrap(), expected);
    Ok(())
}

#[genkit::test]
async fn a_hook_changes_what_is_asked_and_what_is_answered(ai: TestGenkit) -> Result<()> {
    ai.script([reply().call::<double_it>(4), reply().text("done")]);
    let tripled = middleware::tool(|mut call: ToolRequest, _, next| async move {
        call.input = Some(json!({"n": 100}));
        next.run(call).await
    });
    let louder = middleware::model(|request, _, next| async move {
        let mut answer = next.run(request).await?;
        if let Some(message) = &mut answer.message
            && !message.text().is_empty()
        {
            *message = Message::model(message.text().to_uppercase());
        }
        Ok(answer)
    });
    let signed = middleware::generate(|mut turn, _, next| async move {
        if turn.turn == 0 {
            turn.request.messages.insert(0, Message::system("Be brief."));
        }
        let mut answer = next.run(turn).await?;
        if let Some(message) = &mut answer.message {
            message.content.push("!".into());
        }
        Ok(answer)
    });
    let call = ai.generate().prompt("go").tools(tools![double_it]).with(tripled).with(louder).with(signed);
    let answer = call.await?;
    assert_eq!(answer.text(), "DONE!!", "each turn signs");
    assert_eq!(ai.tool_responses()[0].output, Some(json!(200)));
    assert_eq!(answer.messages()[0].text(), "Be brief.");
    assert_eq!(answer.messages().len(), 5);
    Ok(())
}

#[genkit::test]
async fn a_hook_may_answer_itself(ai: TestGenkit) -> Result<()> {
    ai.use_model(crate::generate::silent());
    let cached = middleware::model(|_, _, _| async { Ok(ModelResponse::text("from the cache")) });
    assert_eq!(ai.generate().prompt("go").with(cached).await?.text(), "from the cache");

    ai.script([reply().call::<double_it>(4), reply().text("done")]);
    let mocked =
        middleware::tool(|call: ToolRequest, _, _| async move { Ok(ToolResponse::new(call.name, 7)) });
    ai.generate().prompt("go").tools(tools![double_it]).with(mocked).await?;
    let told = &ai.tool_responses()[0];
    assert_eq!((&told.output, told.reference.is_some()), (&Some(json!(7)), true));

    let refused = middleware::generate(|_, _, _| async { Err(Error::permission_denied("not today")) });
    let error = ai.generate().prompt("go").with(refused).await.unwrap_err();
    assert_eq!(error.message(), "not today");
    Ok(())
}

#[genkit::test]
async fn chunks_pass_through_and_may_be_changed(ai: TestGenkit) -> Result<()> {
    ai.script([reply().chunks(["a", "b", "c"])]);
    let some = middleware::model(|request, _, next: genkit::ModelNext| async move {
        let next = next.map_chunks(|chunk| (chunk.to_text() != "b").then_some(chunk));
        next.chunks().send("first ".into()).await?;
        next.run(request).await
    });
    let mut answer = ai.generate().prompt("go").with(some).stream();
    let mut seen = vec![];
    while let Some(chunk) = answer.next().await {
        let chunk = chunk?;
        assert_eq!((chunk.role, chunk.index), (Some(Role::Model), Some(0)));
        seen.push(chunk.to_text());
    }
    assert_eq!(seen, ["first ", "a", "c"]);
    assert_eq!(answer.response().await?.text(), "abc");
    Ok(())
}

#[genkit::test]
async fn typed_output_is_checked_after_the_outermost_hook(ai: TestGenkit) -> Result<()> {
    type Answer = std::collections::BTreeMap<String, u32>;
    ai.script([reply().json(&json!({"n": 1})), reply().json(&json!({"n": 1}))]);
    let instead = |text: &'static str| {
        middleware::generate(move |turn, _, next| async move {
            let mut answer = next.run(turn).await?;
            answer.message = Some(Message::model(text));
            Ok(answer)
        })
    };
    let answer = ai.generate().prompt("go").output::<Answer>().with(instead(r#"{"n": 2}"#)).await?;
    assert_eq!(answer.into_output()?["n"], 2);
    let worse = ai.generate().prompt("go").output::<Answer>().with(instead(r#"{"n": "two"}"#));
    assert_eq!(worse.await.unwrap_err().status(), Status::InvalidArgument);
    Ok(())
}

#[genkit::test]
async fn a_middleware_brings_tools(ai: TestGenkit) -> Result<()> {
    let clock = Tool::builder("clock").description("Tells the time").handler(|_: (), _| async { Ok("noon") });
    let timed = genkit::Middleware::builder("timed")
        .hooks(move |_: (), _| Ok(genkit::Hooks::new().tools([clock.clone()])));
    ai.script([reply().call_named("clock", json!({})), reply().text("It is noon.")]);
    let answer = ai.generate().prompt("go").with(timed).await?;
    assert_eq!(answer.text(), "It is noon.");
    assert_eq!(ai.tool_responses()[0].output, Some(json!("noon")));
    Ok(())
}

#[genkit::test]
async fn a_kept_call_names_its_middleware_and_is_given_it_again(ai: TestGenkit) -> Result<()> {
    let kept = Arc::new(Mutex::new(Vec::<GenerateState>::new()));
    let log = Log::default();
    let seen = log.clone();
    let inline = move || {
        let seen = seen.clone();
        middleware::model(move |request, _, next| {
            noted(&seen, "around");
            async move { next.run(request).await }
        })
    };
    ai.script([reply().call::<double_it>(4), reply().error(Status::Unavailable, "cut off")]);
    let keep = kept.clone();
    let call = ai.generate().prompt("go").tools(tools![double_it]).with(inline()).checkpoint(move |state| {
        keep.lock().unwrap().push(state);
        async { Ok(()) }
    });
    call.await.unwrap_err();
    let state = kept.lock().unwrap().last().unwrap().clone();
    let text = serde_json::to_string(&state)?;
    assert!(text.contains(r#""uses":[{"name":"inline-0"}]"#), "{text}");

    let state: GenerateState = serde_json::from_str(&text)?;
    let error = ai.generate().restore(state.clone()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "NOT_FOUND: Middleware inline-0 not found in registry. It was given without a name: give it again with `.with(..)`."
    );
    ai.script([reply().text("8")]);
    assert_eq!(ai.generate().restore(state).with(inline()).await?.text(), "8");
    assert_eq!(log.lock().unwrap().len(), 3);
    Ok(())
}

#[genkit::test]
async fn a_models_own_stands_inside_also_when_it_is_run_by_its_key() -> Result<()> {
    let model = Model::builder("plain")
        .with(middleware::model(|mut request: ModelRequest, _, next| async move {
            request.messages.push(Message::user("(own)"));
            next.run(request).await
        }))
        .handler(|request: ModelRequest, _, _| async move { Ok(ModelResponse::text(request.text())) });
    let ai = TestGenkit::builder().app(|app| app.action(model)).build()?;
    let outer = middleware::model(|mut request: ModelRequest, _, next| async move {
        request.messages.push(Message::user("(call)"));
        next.run(request).await
    });
    assert_eq!(ai.generate().model("plain").prompt("hi").with(outer).await?.text(), "hi\n(call)\n(own)");
    let asked = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]});
    let answer = ai.run_json("/model/plain", asked).await?;
    assert_eq!(answer["message"]["content"][0]["text"], "hi\n(own)");
    Ok(())
}

/// Says what it was asked.
#[model(name = "parrot/by-key")]
async fn parrot(request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text(request.text()))
}

#[genkit::test]
async fn a_model_run_by_its_key_is_told_documents_and_schemas_in_words(ai: TestGenkit) -> Result<()> {
    let asked = json!({
        "messages": [{"role": "user", "content": [{"text": "hi"}]}],
        "docs": [{"content": [{"text": "Oslo is in Norway."}]}],
        "output": {"constrained": true, "format": "json", "schema": {"type": "object"}},
    });
    let answer = ai.run_json("/model/parrot/by-key", asked).await?;
    let told = answer["message"]["content"][0]["text"].as_str().unwrap();
    assert!(told.contains("- [0]: Oslo is in Norway."), "{told}");
    assert!(told.contains("conform to the following schema"), "{told}");
    Ok(())
}
