//! Doubles: answers, calls, refusals, operations.

use std::time::Duration;

use genkit::prelude::*;
use genkit::testing::operation;
use serde_json::json;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Weather {
    sky: String,
    celsius: f64,
}

fn rain() -> Weather {
    Weather { sky: "rain".into(), celsius: 8.5 }
}

fn sun() -> Weather {
    Weather { sky: "sun".into(), celsius: 21.0 }
}

/// Current weather in a city.
#[tool]
async fn get_weather(city: String) -> Result<Weather> {
    Err(Error::unavailable(format!("no network to ask about {city}")))
}

/// Distance between two cities in kilometres.
#[tool]
async fn distance(from: String, to: String, by_road: Option<bool>) -> Result<f64> {
    Err(Error::unavailable(format!("no map of {from} and {to} {by_road:?}")))
}

/// The time in the kitchen.
#[tool]
async fn kitchen_time() -> String {
    "noon".to_owned()
}

/// What to wear.
#[flow]
async fn advise(city: String, ctx: Ctx) -> Result<String> {
    let weather = ctx.ai().run_json("/tool/get_weather", json!({"city": city})).await?;
    Ok(if weather["sky"] == "rain" { "a coat".to_owned() } else { "a hat".to_owned() })
}

/// Swallows what goes wrong.
#[flow]
async fn careless(city: String, ctx: Ctx) -> Result<String> {
    Ok(ctx.run::<advise>(city).await.unwrap_or_default())
}

/// Counts down for real.
#[flow]
async fn launch(from: u32, out: Chunks<u32>) -> Result<String> {
    for n in (1..=from).rev() {
        out.send(n).await?;
    }
    Ok("lift-off".to_owned())
}

/// Repeats lines.
#[flow]
async fn repeat(times: u32, mut lines: Inputs<String>, out: Chunks<String>) -> Result<usize> {
    let mut count = 0;
    while let Some(line) = lines.next().await {
        out.send(line?.repeat(times as usize)).await?;
        count += 1;
    }
    Ok(count)
}

/// Makes a film.
#[background_model(name = "acme/film", check = check_film, cancel = cancel_film)]
async fn film(_req: ModelRequest, _ctx: Ctx) -> Result<Operation> {
    Err(Error::unavailable("no camera"))
}

async fn check_film(_op: Operation, _ctx: Ctx) -> Result<Operation> {
    Err(Error::unavailable("no camera to ask"))
}

async fn cancel_film(_op: Operation, _ctx: Ctx) -> Result<Operation> {
    Err(Error::unavailable("no camera to stop"))
}

#[genkit::test]
async fn a_value_answers_every_call(ai: TestGenkit) -> Result<()> {
    let weather = ai.double::<get_weather>().returns(rain());
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a coat");
    assert_eq!(ai.run::<advise>("Bergen".into()).await?, "a coat");
    assert_eq!(weather.calls(), ["Oslo", "Bergen"]);
    assert_eq!(weather.count(), 2);
    Ok(())
}

#[genkit::test]
async fn a_sequence_answers_in_order_then_refuses(ai: TestGenkit) -> Result<()> {
    let weather = ai.double::<get_weather>().sequence([rain(), sun()]);
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a coat");
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a hat");
    let error = ai.run::<advise>("Rome".into()).await.unwrap_err();
    assert_eq!(error.status(), Status::OutOfRange);
    assert_eq!(
        error.message(),
        r#"call get_weather(city: "Rome") is one too many: the double has 2 answers"#
    );
    assert_eq!(weather.count(), 3);
    let told = weather.verify().unwrap_err();
    assert!(told.message().contains("the double of get_weather refused: call get_weather"), "{told}");
    Ok(())
}

#[genkit::test]
async fn answers_given_once_come_before_the_lasting_one(ai: TestGenkit) -> Result<()> {
    let _weather = ai
        .double::<get_weather>()
        .returns(sun())
        .fails_once(Status::Unavailable, "the satellite is gone")
        .returns_once(rain());
    let error = ai.run::<advise>("Oslo".into()).await.unwrap_err();
    assert_eq!(error.to_string(), "UNAVAILABLE: the satellite is gone");
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a coat");
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a hat");
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a hat");
    Ok(())
}

#[genkit::test]
async fn computed_from_one_argument_from_several_and_from_none(ai: TestGenkit) -> Result<()> {
    let one = ai.double::<get_weather>().computes(|city| Weather { sky: city, celsius: 0.0 });
    let out = ai.run_json("/tool/get_weather", json!({"city": "fog"})).await?;
    assert_eq!(out["sky"], "fog");
    assert_eq!(one.calls(), ["fog"]);

    let several = ai.double::<distance>().computes(|(from, to, by_road)| {
        if from == to {
            return Err(Error::invalid_argument("the same city twice"));
        }
        Ok(if by_road == Some(true) { 500.0 } else { 400.0 })
    });
    let road = json!({"from": "Oslo", "to": "Bergen", "by_road": true});
    assert_eq!(ai.run_json("/tool/distance", road).await?, 500.0);
    assert_eq!(ai.run_json("/tool/distance", json!({"from": "Oslo", "to": "Bergen"})).await?, 400.0);
    let error = ai.run_json("/tool/distance", json!({"from": "Oslo", "to": "Oslo"})).await.unwrap_err();
    assert_eq!(error.message(), "the same city twice");
    let text = |s: &str| s.to_owned();
    assert_eq!(
        several.calls(),
        [
            (text("Oslo"), text("Bergen"), Some(true)),
            (text("Oslo"), text("Bergen"), None),
            (text("Oslo"), text("Oslo"), None),
        ]
    );

    let none = ai.double::<kitchen_time>().computes(|()| "late".to_owned());
    assert_eq!(ai.run_json("/tool/kitchen_time", json!({})).await?, "late");
    assert_eq!(none.calls(), [()]);
    Ok(())
}

#[genkit::test]
async fn a_double_without_an_answer_refuses_by_name(ai: TestGenkit) -> Result<()> {
    let weather = ai.double::<get_weather>();
    let error = ai.run::<advise>("Oslo".into()).await.unwrap_err();
    assert_eq!(
        error.message(),
        r#"unexpected call get_weather(city: "Oslo"): the double has no answer; give it one, for example with `.returns(..)`"#
    );
    assert!(weather.verify().is_err());
    assert!(ai.verify().is_ok(), "what was told is not told again");
    Ok(())
}

#[genkit::test]
async fn calls_that_nobody_expects_are_refused_by_name(ai: TestGenkit) -> Result<()> {
    let weather = ai.double::<get_weather>().expects("Oslo").expects("Bergen").returns(rain());
    assert_eq!(ai.run::<advise>("Bergen".into()).await?, "a coat");
    let error = ai.run::<advise>("Rome".into()).await.unwrap_err();
    assert_eq!(
        error.message(),
        r#"unexpected call get_weather(city: "Rome"); expected is get_weather(city: "Oslo")"#
    );
    assert_eq!(
        weather.verify().unwrap_err().message(),
        "\n- the call get_weather(city: \"Oslo\") did not come\
         \n- the double of get_weather refused: unexpected call get_weather(city: \"Rome\"); \
         expected is get_weather(city: \"Oslo\")"
    );
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a coat");
    let error = ai.run::<advise>("Oslo".into()).await.unwrap_err();
    assert_eq!(error.message(), r#"unexpected call get_weather(city: "Oslo"); no further call is expected"#);
    assert!(ai.verify().is_err());
    Ok(())
}

#[genkit::test]
async fn a_refusal_that_was_swallowed_is_still_told(ai: TestGenkit) -> Result<()> {
    let _weather = ai.double::<get_weather>().expects("Oslo").returns(rain());
    assert_eq!(ai.run::<careless>("Rome".into()).await?, "");
    assert_eq!(ai.run::<careless>("Oslo".into()).await?, "a coat");
    let told = ai.verify().unwrap_err();
    assert!(told.message().contains(r#"unexpected call get_weather(city: "Rome")"#), "{told}");
    Ok(())
}

#[genkit::test]
async fn promised_answers_that_are_not_used_are_told(ai: TestGenkit) -> Result<()> {
    let _weather = ai.double::<get_weather>().sequence([rain(), sun(), sun()]);
    ai.run::<advise>("Oslo".into()).await?;
    let told = ai.verify().unwrap_err();
    assert_eq!(told.message(), "the double of get_weather was promised 3 answers, and 2 were not used");
    Ok(())
}

#[genkit::test]
async fn a_double_may_call_through_and_only_record(ai: TestGenkit) -> Result<()> {
    let launched = ai.double::<launch>().calls_through();
    let mut run = ai.stream::<launch>(2);
    assert_eq!(run.next().await.unwrap()?, 2);
    assert_eq!(run.output().await?, "lift-off");
    assert_eq!(launched.calls(), [2]);
    Ok(())
}

#[genkit::test]
async fn a_streaming_double_sends_chunks_to_readers_of_types_and_of_json(ai: TestGenkit) -> Result<()> {
    let _launched = ai.double::<launch>().chunks([7_u32, 6]).returns("scrubbed".to_owned());
    let mut run = ai.stream::<launch>(99);
    let mut seen = Vec::new();
    while let Some(chunk) = run.next().await {
        seen.push(chunk?);
    }
    assert_eq!(seen, [7, 6]);
    assert_eq!(run.output().await?, "scrubbed");

    let mut run = ai.stream_json("/flow/launch", json!(99)).await?;
    let mut seen = Vec::new();
    while let Some(chunk) = run.next().await {
        seen.push(chunk?.get().to_owned());
    }
    assert_eq!(seen, ["7", "6"]);
    Ok(())
}

#[genkit::test]
async fn a_double_in_one_runtime_is_none_in_another(ai: TestGenkit) -> Result<()> {
    let other = TestGenkit::new();
    let _weather = ai.double::<get_weather>().returns(rain());
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a coat");
    let error = other.run::<advise>("Oslo".into()).await.unwrap_err();
    assert_eq!(error.message(), "no network to ask about Oslo");
    Ok(())
}

#[genkit::test]
async fn a_later_double_takes_the_place_of_an_earlier_one(ai: TestGenkit) -> Result<()> {
    let first = ai.double::<get_weather>().returns(rain());
    let second = ai.double::<get_weather>().returns(sun());
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a hat");
    assert_eq!((first.count(), second.count()), (0, 1));
    Ok(())
}

#[genkit::test]
async fn a_delayed_double_waits_by_the_clock(ai: TestGenkit) -> Result<()> {
    let _weather = ai.double::<get_weather>().returns(rain()).delayed(Duration::from_secs(90));
    ai.run::<advise>("Oslo".into()).await?;
    assert_eq!(ai.clock().elapsed(), Duration::from_secs(90));
    Ok(())
}

#[genkit::test]
async fn a_double_may_ask_for_its_own_calls(ai: TestGenkit) -> Result<()> {
    let weather = ai.double::<get_weather>();
    let same = weather.clone();
    let _weather = weather.computes(move |_| if same.count() > 1 { sun() } else { rain() });
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a coat");
    assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a hat");
    Ok(())
}

#[genkit::test]
async fn a_bidirectional_double_answers_line_by_line(ai: TestGenkit) -> Result<()> {
    let double = ai.double_bidi::<repeat>().replies(|line| [line.clone(), line]).computes(|count| count * 10);
    let mut run = ai.bidi::<repeat>(3_u32);
    run.send("a".into()).await?;
    run.close();
    assert_eq!(run.next().await.unwrap()?, "a");
    assert_eq!(run.next().await.unwrap()?, "a");
    assert_eq!(run.output().await?, 10);
    assert_eq!((double.inits(), double.inputs()), (vec![3], vec!["a".to_owned()]));

    let mut run = ai.action("/flow/repeat").await?.bidi_json(&ai, json!(4), genkit::RunOptions::new())?;
    run.close();
    assert_eq!(run.output().await?, json!(0));
    assert_eq!(double.inits(), [3, 4]);
    Ok(())
}

#[genkit::test]
async fn a_bidirectional_double_without_an_output_refuses(ai: TestGenkit) -> Result<()> {
    let _double = ai.double_bidi::<repeat>();
    let error = ai.bidi::<repeat>(1_u32).output().await.unwrap_err();
    assert_eq!(
        error.message(),
        "unexpected run of repeat: the double has no output; give it one with `.returns(..)`"
    );
    assert!(ai.verify().is_err());
    Ok(())
}

#[genkit::test]
async fn an_operation_takes_as_many_checks_as_scripted(ai: TestGenkit) -> Result<()> {
    let double = ai.double::<film>().runs(operation().checks(4).output("a cat"));
    let started = ai.start::<film>("A cat".into()).await?;
    assert_eq!((started.id.as_str(), started.done), ("op-1", false));
    assert_eq!(started.action.as_deref(), Some("/background-model/acme/film"));
    let mut seen = Vec::new();
    let done = started
        .wait_with(&ai, genkit::Wait::default(), |op| {
            seen.push((op.done, op.metadata.clone().unwrap()["checks"].clone()))
        })
        .await?;
    assert_eq!(seen, [(false, json!(1)), (false, json!(2)), (false, json!(3)), (true, json!(4))]);
    assert_eq!(done.result::<String>()?.as_deref(), Some("a cat"));
    assert_eq!(double.checks(), 4);
    assert_eq!(double.calls()[0].last().unwrap().text(), "A cat");
    // One second, two, four, eight: no time of ours.
    assert_eq!(ai.clock().elapsed(), Duration::from_secs(15));
    Ok(())
}

#[genkit::test]
async fn an_operation_fails_by_itself_or_in_a_check(ai: TestGenkit) -> Result<()> {
    let double = ai.double::<film>().runs_each([
        operation().checks(2).error("out of film"),
        operation().checks(3).fails_check(2, Status::Unavailable, "no line").output("late"),
    ]);
    let done = ai.start::<film>("A cat".into()).await?.wait(&ai).await?;
    assert_eq!(done.result::<String>().unwrap_err().to_string(), "INTERNAL: out of film");

    let second = ai.start::<film>("A dog".into()).await?;
    assert_eq!(second.id, "op-2");
    let error = second.clone().wait(&ai).await.unwrap_err();
    assert_eq!(error.to_string(), "UNAVAILABLE: no line");
    assert_eq!(second.wait(&ai).await?.result::<String>()?.as_deref(), Some("late"));
    assert_eq!(double.checks(), 2 + 3);
    Ok(())
}

#[genkit::test]
async fn an_operation_lasts_by_the_clock_that_the_test_moves(ai: TestGenkit) -> Result<()> {
    let _double = ai.double::<film>().runs(operation().lasts(Duration::from_secs(60)).output(7));
    ai.clock().hold();
    let running = ai.start::<film>("A cat".into()).await?;
    assert!(!running.check(&ai).await?.done);
    ai.clock().advance(Duration::from_secs(59)).await;
    assert!(!running.check(&ai).await?.done);
    ai.clock().advance(Duration::from_secs(1)).await;
    assert_eq!(running.check(&ai).await?.result::<u8>()?, Some(7));
    Ok(())
}

#[genkit::test]
async fn an_operation_is_cancelled(ai: TestGenkit) -> Result<()> {
    let double = ai.double::<film>().runs(operation().never_ends());
    let running = ai.start::<film>("A cat".into()).await?;
    assert!(!running.check(&ai).await?.done);
    let cancelled = running.cancel(&ai).await?;
    assert_eq!(cancelled.error.unwrap().message, "the operation was cancelled");
    assert!(running.check(&ai).await?.done);
    assert_eq!(double.cancelled(), ["op-1"]);
    Ok(())
}

#[genkit::test]
async fn an_operation_that_never_ends_comes_to_the_deadline_of_who_waits(ai: TestGenkit) -> Result<()> {
    let _double = ai.double::<film>().runs(operation().never_ends());
    let error = ai.start::<film>("A cat".into()).await?.wait(&ai).await.unwrap_err();
    assert_eq!(error.status(), Status::DeadlineExceeded);
    Ok(())
}

#[genkit::test]
async fn a_strange_operation_is_unknown_to_the_double(ai: TestGenkit) -> Result<()> {
    let _double = ai.double::<film>().runs(operation());
    let mut strange = Operation::new("op-9");
    strange.action = Some("/background-model/acme/film".to_owned());
    let error = ai.check_operation(&strange).await.unwrap_err();
    assert_eq!(error.to_string(), "NOT_FOUND: the double has started no operation op-9");
    Ok(())
}
