//! Test models: echo, scripts, static answers.

use std::time::Duration;

use genkit::prelude::*;
use genkit::testing::{Reply, echo, reply, scripted, static_model};
use genkit::{FinishReason, Usage};
use serde_json::{Value, json};

/// Population of a city.
#[tool(name = "atlas/population")]
async fn population(city: String, year: u16) -> Result<u64> {
    Err(Error::unavailable(format!("no atlas of {city} in {year}")))
}

fn ask(text: &str) -> Value {
    json!({"messages": [{"role": "user", "content": [{"text": text}]}]})
}

async fn answer(ai: &Genkit, model: &str, request: Value) -> Result<ModelResponse> {
    Ok(serde_json::from_value(ai.run_json(&format!("/model/{model}"), request).await?)?)
}

async fn chunks(
    ai: &Genkit,
    model: &str,
    request: Value,
) -> Result<(Vec<ModelResponseChunk>, ModelResponse)> {
    let mut run = ai.stream_json(&format!("/model/{model}"), request).await?;
    let mut chunks = Vec::new();
    while let Some(chunk) = run.next().await {
        chunks.push(serde_json::from_str(chunk?.get())?);
    }
    Ok((chunks, serde_json::from_value(run.output().await?)?))
}

#[genkit::test]
async fn echo_renders_every_kind_of_part(ai: TestGenkit) -> Result<()> {
    ai.echo();
    let request = json!({
        "messages": [
            {"role": "system", "content": [{"text": "be kind"}]},
            {"role": "user", "content": [{"text": "look: "}, {"media": {"contentType": "image/png", "url": "http://x/y.png"}}]},
            {"role": "model", "content": [
                {"reasoning": "hm"},
                {"toolRequest": {"name": "n", "input": {"a": 1}}},
            ]},
            {"role": "tool", "content": [{"toolResponse": {"name": "n", "output": [2]}}]},
            {"role": "user", "content": [{"resource": {"uri": "menu://x"}}, {"data": {"b": 2}}, {"custom": {"c": 3}}]},
        ],
        "config": {"temperature": 1, "version": "v"},
    });
    let response = answer(&ai, "echo", request).await?;
    let parts = response.message.unwrap().content;
    assert_eq!(
        parts[0].as_text().unwrap(),
        "Echo: system: be kind\n\
         look: [media image/png: http://x/y.png]\n\
         [reasoning: hm][toolRequest n({\"a\":1})]\n\
         tool: [toolResponse n: [2]]\n\
         [resource: menu://x][data: {\"b\":2}][custom: {\"c\":3}]"
    );
    assert_eq!(parts[1].as_text().unwrap(), r#"; config: {"temperature":1,"version":"v"}"#);
    assert_eq!(parts.len(), 2);
    assert_eq!(response.finish_reason, Some(FinishReason::Stop));
    Ok(())
}

#[genkit::test]
async fn echo_refuses_structured_output(ai: TestGenkit) -> Result<()> {
    ai.echo();
    let mut request = ask("hi");
    request["output"] = json!({"schema": {"type": "object"}});
    let error = answer(&ai, "echo", request).await.unwrap_err();
    assert_eq!(error.message(), r#"echo returns text and can't satisfy an output schema: {"type":"object"}"#);
    Ok(())
}

#[genkit::test]
async fn the_countdown_streams(ai: TestGenkit) -> Result<()> {
    ai.use_model(echo().countdown());
    let (seen, response) = chunks(&ai, "echo", ask("hi")).await?;
    let told: Vec<_> = seen.iter().map(|c| (c.role, c.index, c.to_text())).collect();
    let told_as = |index, text: &str| (Some(Role::Model), Some(index), text.to_owned());
    assert_eq!(told, [told_as(0, "3"), told_as(1, "2"), told_as(2, "1")]);
    assert_eq!(response.message.unwrap().text(), "Echo: hi; config: {}");
    Ok(())
}

#[genkit::test]
async fn a_script_says_one_reply_after_the_other(ai: TestGenkit) -> Result<()> {
    let mut usage = Usage::default();
    usage.output_tokens = Some(3.0);
    ai.script([
        reply().reasoning("hm").text("Let me see. ").call::<population>(("Oslo", 1900_u16)),
        reply().json(&json!({"people": 227_626})).usage(usage.clone()),
        reply().text("cut").finish_reason(FinishReason::Length),
        reply().error(Status::ResourceExhausted, "slow down"),
        reply().computed(|request| format!("{} heard", request.text())),
        reply().response(ModelResponse::text("whole")),
    ]);
    let first = answer(&ai, "script", ask("How many?")).await?;
    let message = first.message.unwrap();
    assert_eq!((message.reasoning(), message.text()), ("hm".to_owned(), "Let me see. ".to_owned()));
    let call = message.tool_requests().next().unwrap();
    assert_eq!((call.name.as_str(), call.reference.as_deref()), ("atlas/population", Some("call-1")));
    assert_eq!(call.input, Some(json!({"city": "Oslo", "year": 1900})));

    let second = answer(&ai, "script", ask("And?")).await?;
    assert_eq!(second.message.unwrap().text(), r#"{"people":227626}"#);
    assert_eq!(second.usage, Some(usage));
    assert_eq!(answer(&ai, "script", ask("?")).await?.finish_reason, Some(FinishReason::Length));
    let error = answer(&ai, "script", ask("?")).await.unwrap_err();
    assert_eq!(error.to_string(), "RESOURCE_EXHAUSTED: slow down");
    assert_eq!(answer(&ai, "script", ask("this")).await?.message.unwrap().text(), "this heard");
    assert_eq!(answer(&ai, "script", ask("?")).await?.message.unwrap().text(), "whole");

    assert_eq!(ai.request_count(), 6);
    assert_eq!(ai.requests()[0].text(), "How many?");
    assert_eq!(ai.last_request().text(), "?");
    ai.verify()
}

#[genkit::test]
async fn tools_are_asked_for_by_the_name_that_the_request_tells(ai: TestGenkit) -> Result<()> {
    let call = || reply().call::<population>(("Oslo", 1900_u16)).call_named("other", json!({}));
    ai.script([call(), call()]);
    let names = |response: ModelResponse| -> Vec<_> {
        response
            .message
            .unwrap()
            .tool_requests()
            .map(|r| (r.name.clone(), r.reference.clone().unwrap()))
            .collect()
    };
    let mut request = ask("?");
    request["tools"] = json!([{"name": "population", "description": "of a city"}]);
    let pair = |name: &str, reference: &str| (name.to_owned(), reference.to_owned());
    let told = names(answer(&ai, "script", request.clone()).await?);
    assert_eq!(told, [pair("population", "call-1"), pair("other", "call-2")]);
    request["tools"][0]["name"] = json!("atlas/population");
    let told = names(answer(&ai, "script", request).await?);
    assert_eq!(told, [pair("atlas/population", "call-3"), pair("other", "call-4")]);
    Ok(())
}

#[genkit::test]
async fn a_script_streams_chunks_before_it_answers_or_fails(ai: TestGenkit) -> Result<()> {
    ai.script([
        reply().text("whole").chunks(["wh", "ole"]),
        reply().chunks(["3", "2", "1"]),
        reply().chunks(["cut"]).error(Status::Unavailable, "gone"),
    ]);
    let (seen, response) = chunks(&ai, "script", ask("?")).await?;
    assert_eq!(seen.iter().map(ModelResponseChunk::to_text).collect::<Vec<_>>(), ["wh", "ole"]);
    assert_eq!(response.message.unwrap().text(), "whole");
    let (seen, response) = chunks(&ai, "script", ask("?")).await?;
    assert_eq!((seen.len(), response.message.unwrap().content), (3, vec![Part::text("321")]));
    let mut run = ai.stream_json("/model/script", ask("?")).await?;
    assert!(run.next().await.unwrap()?.get().contains("cut"));
    assert_eq!(run.next().await.unwrap().unwrap_err().message(), "gone");
    Ok(())
}

#[genkit::test]
async fn a_script_that_runs_out_says_so(ai: TestGenkit) -> Result<()> {
    ai.script([reply().text("only")]);
    answer(&ai, "script", ask("first")).await?;
    let error = answer(&ai, "script", ask("second")).await.unwrap_err();
    assert_eq!(error.status(), Status::OutOfRange);
    let message = r#"the script of script has 1 reply; request 2 ends with the user message "second""#;
    assert_eq!(error.message(), message);
    assert_eq!(ai.verify().unwrap_err().message(), message);
    Ok(())
}

#[genkit::test]
async fn replies_that_are_left_are_told(ai: TestGenkit) -> Result<()> {
    ai.script(["one", "two"]);
    ai.script([reply().text("three")]);
    answer(&ai, "script", ask("?")).await?;
    let told = ai.verify().unwrap_err();
    assert_eq!(told.message(), "the script of script has 3 replies, and 2 were not used");
    Ok(())
}

#[genkit::test]
async fn a_delayed_reply_waits_by_the_clock(ai: TestGenkit) -> Result<()> {
    ai.script([reply().text("late").delayed(Duration::from_secs(5))]);
    answer(&ai, "script", ask("?")).await?;
    assert_eq!(ai.clock().elapsed(), Duration::from_secs(5));
    Ok(())
}

#[genkit::test]
async fn a_static_model_always_answers_the_same(ai: TestGenkit) -> Result<()> {
    ai.use_model(static_model(ModelResponse::text("42")));
    for _ in 0..3 {
        assert_eq!(answer(&ai, "static", ask("?")).await?.message.unwrap().text(), "42");
    }
    assert_eq!(ai.request_count(), 3);
    Ok(())
}

#[genkit::test]
async fn a_model_under_a_real_name_stands_in_for_a_plugin(ai: TestGenkit) -> Result<()> {
    struct Acme;
    impl genkit::Plugin for Acme {
        fn name(&self) -> &str {
            "acme"
        }
        fn init<'a>(&'a self, _ai: &'a Genkit) -> genkit::BoxFuture<'a, Result<Vec<genkit::Action>>> {
            let model = |name: &str| {
                Model::builder(name).handler(|_: ModelRequest, _ctx, _out| async {
                    Ok::<_, Error>(ModelResponse::text("real"))
                })
            };
            Box::pin(async move { Ok(vec![model("chat"), model("other")]) })
        }
    }
    drop(ai);
    let ai = TestGenkit::builder().app(|app| app.plugin(Acme)).build()?;
    ai.use_model(scripted([reply().text("played")]).named("acme/chat"));
    // The plugin is asked for the other, and brings both.
    assert_eq!(answer(&ai, "acme/other", ask("?")).await?.message.unwrap().text(), "real");
    assert_eq!(answer(&ai, "acme/chat", ask("?")).await?.message.unwrap().text(), "played");
    // After the plugin is ready, too.
    ai.use_model(static_model(ModelResponse::text("fixed")).named("acme/other"));
    assert_eq!(answer(&ai, "acme/other", ask("?")).await?.message.unwrap().text(), "fixed");
    Ok(())
}

#[genkit::test]
async fn the_model_of_a_test_is_the_default_one(ai: TestGenkit) -> Result<()> {
    assert!(ai.values("defaultModel").is_empty());
    ai.script::<Reply>([]);
    assert_eq!(ai.values("defaultModel")["defaultModel"], "script");
    ai.echo();
    assert_eq!(ai.values("defaultModel")["defaultModel"], "echo");
    Ok(())
}

#[genkit::test]
async fn what_tools_answered_is_read_from_the_last_request(ai: TestGenkit) -> Result<()> {
    ai.echo();
    let request = json!({"messages": [{"role": "tool", "content": [
        {"toolResponse": {"name": "a", "ref": "1", "output": 1}},
        {"toolResponse": {"name": "b", "output": {"x": 2}}},
    ]}]});
    answer(&ai, "echo", request).await?;
    let told = ai.tool_responses();
    assert_eq!(told[0].reference.as_deref(), Some("1"));
    assert_eq!((told[1].name.as_str(), &told[1].output), ("b", &Some(json!({"x": 2}))));
    Ok(())
}

#[genkit::test]
async fn what_is_not_there_says_what_is(ai: TestGenkit) -> Result<()> {
    ai.echo();
    let error = ai.generate().model("ecko").prompt("hi").await.unwrap_err();
    assert_eq!(error.message(), "Model 'ecko' not found");
    let help = error.help().unwrap();
    assert!(help.starts_with("known models: echo"), "{help}");
    assert!(format!("{error:?}").contains(&format!("\nhelp: {help}")), "{error:?}");
    let error = ai.run_json("/tool/atlas/popullation", json!({})).await.unwrap_err();
    assert!(error.help().unwrap().starts_with("known tools: atlas/population"), "{error:?}");
    assert!(
        ai.run_json("/tool", json!({})).await.unwrap_err().help().unwrap().contains("/tool/atlas/population")
    );
    let alone = Genkit::builder().without_discovery().build().await?;
    let error = alone.generate().model("acme/chat").prompt("hi").await.unwrap_err();
    assert_eq!(
        error.help().unwrap(),
        "no model is known here; those of a crate that the program names nowhere are left out: \
         `genkit::link!(that_crate)`"
    );
    Ok(())
}
