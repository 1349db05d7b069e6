//! What passes by itself: retries, other models, limits.

use std::time::Duration;

use genkit::middleware::{Fallback, RateLimit, Retry};
use genkit::prelude::*;
use genkit::testing::{reply, static_model};
use genkit::{GenerateStream, ModelRef, Usage};
use serde_json::json;

fn overloaded() -> genkit::testing::Reply {
    reply().error(Status::Unavailable, "overloaded")
}

async fn texts(answer: &mut GenerateStream) -> Result<Vec<String>> {
    let mut seen = vec![];
    while let Some(chunk) = answer.next().await {
        let chunk = chunk?;
        seen.push(chunk.as_reset().map_or_else(|| chunk.to_text(), |n| format!("(again {n})")));
    }
    Ok(seen)
}

#[genkit::test]
async fn retries_wait_longer_each_time_and_give_up(ai: TestGenkit) -> Result<()> {
    ai.script([overloaded(), overloaded(), overloaded(), overloaded()]);
    let begun = ai.env().elapsed();
    let error = ai.generate().prompt("go").with(Retry::new().without_jitter()).await.unwrap_err();
    assert_eq!(error.message(), "overloaded");
    assert_eq!((ai.env().elapsed() - begun).as_millis(), 1000 + 2000 + 4000);
    assert_eq!(ai.requests().len(), 4);
    Ok(())
}

#[genkit::test]
async fn chance_and_the_longest_pause_bound_what_is_waited(ai: TestGenkit) -> Result<()> {
    ai.script([overloaded(), overloaded(), overloaded(), reply().text("ok")]);
    let begun = ai.env().elapsed();
    let retry = Retry::new().max_delay(Duration::from_millis(2500));
    ai.generate().prompt("go").with(retry).await?;
    let waited = ai.env().elapsed() - begun;
    assert!(waited > Duration::from_millis(1000 + 2000 + 2500), "{waited:?}");
    assert!(waited <= Duration::from_millis(2000 + 2500 + 2500), "{waited:?}");
    Ok(())
}

#[genkit::test]
async fn the_provider_says_how_long(ai: TestGenkit) -> Result<()> {
    let model = |wait: u64| {
        Model::builder(format!("busy/{wait}")).handler(move |_: ModelRequest, ctx, _| async move {
            if ctx.ai().env().elapsed() < Duration::from_secs(wait) {
                return Err(
                    Error::resource_exhausted("slow down").with_retry_after(Duration::from_secs(wait))
                );
            }
            Ok(ModelResponse::text("ok"))
        })
    };
    let ai = {
        drop(ai);
        TestGenkit::builder().app(|app| app.action(model(20)).action(model(3600))).build()?
    };
    let begun = ai.env().elapsed();
    ai.generate().model("busy/20").prompt("go").with(Retry::new()).await?;
    assert!(ai.env().elapsed() - begun >= Duration::from_secs(20));
    let before = ai.env().elapsed();
    let error = ai.generate().model("busy/3600").prompt("go").with(Retry::new()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(ai.env().elapsed(), before, "an hour is not waited for, nor is it asked again sooner");
    Ok(())
}

#[genkit::test]
async fn what_does_not_pass_is_not_retried(ai: TestGenkit) -> Result<()> {
    for status in [Status::InvalidArgument, Status::Cancelled, Status::PermissionDenied, Status::NotFound] {
        ai.script([reply().error(status, "no")]);
        let asked = ai.requests().len();
        ai.generate().prompt("go").with(Retry::new()).await.unwrap_err();
        assert_eq!(ai.requests().len(), asked + 1, "{status:?}");
    }
    Ok(())
}

#[genkit::test]
async fn a_cancelled_call_waits_no_more(ai: TestGenkit) -> Result<()> {
    ai.script([overloaded()]);
    ai.clock().hold();
    let call = ai.generate().prompt("go").with(Retry::new()).into_future();
    let call = tokio::spawn(call);
    ai.clock().advance(Duration::from_millis(10)).await;
    assert_eq!(ai.requests().len(), 1);
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    ai.clock().advance(Duration::from_secs(600)).await;
    assert_eq!(ai.requests().len(), 1);
    Ok(())
}

#[genkit::test]
async fn nothing_is_said_twice_unless_that_is_told(ai: TestGenkit) -> Result<()> {
    ai.script([reply().chunks(["A", "B"]).error(Status::Unavailable, "cut off")]);
    let mut answer = ai.generate().prompt("go").with(Retry::new()).stream();
    let error = texts(&mut answer).await.unwrap_err();
    assert_eq!((error.message(), answer.text()), ("cut off", "AB"));
    assert_eq!(ai.requests().len(), 1, "chunks went out");

    ai.script([
        reply().chunks(["A", "B"]).error(Status::Unavailable, "cut off"),
        reply().chunks(["A", "B", "C"]),
    ]);
    let mut answer = ai.generate().prompt("go").with(Retry::new().after_chunks()).stream();
    assert_eq!(texts(&mut answer).await?, ["A", "B", "(again 1)", "A", "B", "C"]);
    assert_eq!(answer.text(), "ABC", "what came before does not count");
    assert_eq!(answer.response().await?.text(), "ABC");
    Ok(())
}

#[genkit::test]
async fn another_model_is_asked_with_a_merged_configuration(ai: TestGenkit) -> Result<()> {
    let echo = |name: &'static str| {
        Model::builder(name).handler(|request: ModelRequest, _, _| async move {
            Ok(ModelResponse::text(request.config.to_string()))
        })
    };
    let ai = {
        drop(ai);
        TestGenkit::builder().app(|app| app.action(echo("b/two"))).build()?
    };
    ai.script([overloaded(), overloaded()]);
    let given = json!({"temperature": 0.9, "topK": 3, "version": "x-1", "apiKey": "secret of a"});
    let two = || ModelRef::named("b/two").config(json!({"temperature": 0.1}));
    let call = || ai.generate().prompt("go").config(given.clone());
    assert_eq!(call().with(Fallback::to([two()])).await?.text(), r#"{"temperature":0.1,"topK":3}"#);
    assert_eq!(call().with(Fallback::to([two()]).isolate_config()).await?.text(), r#"{"temperature":0.1}"#);
    let wire = json!({
        "messages": [{"role": "user", "content": [{"text": "go"}]}],
        "use": [{"name": "fallback", "config": {"models": ["b/one", {"name": "b/two", "config": {"topK": 1}}]}}],
    });
    let named = TestGenkit::builder()
        .app(|app| app.action(echo("b/two")).middleware(genkit::Middleware::of::<Fallback>()))
        .build()?;
    named.script([overloaded()]);
    let answer = named.run_json("/util/generate", wire).await?;
    assert_eq!(answer["message"]["content"][0]["text"], r#"{"topK":1}"#, "b/one is not there");
    Ok(())
}

#[genkit::test]
async fn another_model_is_not_asked_after_chunks_or_for_what_does_not_pass(ai: TestGenkit) -> Result<()> {
    ai.use_model(static_model(ModelResponse::text("two")).named("two"));
    ai.script([
        reply().error(Status::InvalidArgument, "no"),
        reply().chunks(["A"]).error(Status::Unavailable, "cut off"),
        reply().chunks(["A"]).error(Status::Unavailable, "cut off"),
    ]);
    let call = |fallback: Fallback| ai.generate().model("script").prompt("go").with(fallback);
    assert_eq!(call(Fallback::to(["two"])).await.unwrap_err().message(), "no");
    let mut answer = call(Fallback::to(["two"])).stream();
    assert_eq!(texts(&mut answer).await.unwrap_err().message(), "cut off");
    let mut answer = call(Fallback::to(["two"]).after_chunks()).stream();
    assert_eq!(texts(&mut answer).await?, ["A", "(again 1)"]);
    assert_eq!(answer.response().await?.text(), "two");
    Ok(())
}

#[genkit::test]
async fn whoever_came_first_goes_first(ai: TestGenkit) -> Result<()> {
    let model = Model::builder("counted/one").handler(|request: ModelRequest, ctx, _| async move {
        Ok(ModelResponse::text(format!("{} at {}", request.text(), ctx.ai().env().elapsed().as_secs())))
    });
    let ai = {
        drop(ai);
        TestGenkit::builder().app(|app| app.action(model).default_model("counted/one")).build()?
    };
    let begun = ai.env().elapsed().as_secs();
    let calls =
        (0..5).map(|n| ai.generate().prompt(n.to_string()).with(RateLimit::requests(2)).into_future());
    let answers = futures_util::future::join_all(calls).await;
    let said: Vec<String> = answers.into_iter().map(|answer| answer.unwrap().text()).collect();
    let at = |n: usize, seconds: u64| format!("{n} at {}", begun + seconds);
    assert_eq!(said, [at(0, 0), at(1, 0), at(2, 30), at(3, 60), at(4, 90)]);
    Ok(())
}

#[genkit::test]
async fn limits_are_apart_for_models_keys_and_tenants_and_count_tokens(ai: TestGenkit) -> Result<()> {
    let wait = Duration::ZERO;
    let limit = || RateLimit::requests(1).max_wait(wait).per("tenant");
    let as_tenant = |name: &str| Context::new().with("tenant", name);
    ai.script(["a", "b", "c", "d", "e"]);
    ai.generate().prompt("x").with(limit()).context(as_tenant("a")).await?;
    ai.generate().prompt("x").with(limit()).context(as_tenant("b")).await?;
    ai.generate().prompt("x").with(limit()).context(as_tenant("a")).config(json!({"apiKey": "k"})).await?;
    let error = ai.generate().prompt("x").with(limit()).context(as_tenant("a")).await.unwrap_err();
    assert_eq!(
        (error.status(), error.retry_after()),
        (Status::ResourceExhausted, Some(Duration::from_secs(60)))
    );

    let mut used = Usage::default();
    used.total_tokens = Some(90.0);
    ai.script([reply().text("long").usage(used)]);
    let tokens = || RateLimit::tokens(60).max_wait(wait);
    ai.generate().prompt("d e").with(tokens()).await?;
    ai.generate().prompt("d").with(tokens()).await?;
    ai.generate().prompt("l").with(tokens()).await?;
    let error = ai.generate().prompt("x").with(tokens()).await.unwrap_err();
    assert!(error.retry_after().unwrap() > Duration::from_secs(30), "{error}");
    Ok(())
}

#[genkit::test]
async fn one_who_goes_away_leaves_the_line(ai: TestGenkit) -> Result<()> {
    ai.script(["a", "b"]);
    ai.generate().prompt("x").with(RateLimit::requests(1)).await?;
    ai.clock().hold();
    let waiting = tokio::spawn(ai.generate().prompt("gone").with(RateLimit::requests(1)).into_future());
    ai.clock().advance(Duration::from_millis(1)).await;
    waiting.abort();
    let _ = waiting.await;
    let limit = RateLimit::requests(1).max_wait(Duration::from_secs(60));
    let next = tokio::spawn(ai.generate().prompt("y").with(limit).into_future());
    ai.clock().advance(Duration::from_secs(60)).await;
    assert_eq!(next.await.unwrap()?.text(), "b");
    Ok(())
}
