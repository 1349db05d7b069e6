//! Generate calls against test models and doubled tools.

use std::time::Duration;

use genkit::prelude::*;
use serde_json::json;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Forecast {
    sky: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Dish {
    name: String,
    price_usd: f64,
}

/// Weather to come in a city.
#[tool]
async fn forecast(
    /// City name, for example "Oslo"
    city: String,
) -> Result<Forecast> {
    Err(Error::unavailable(format!("no network to ask about {city}")))
}

/// Suggests a dish for a restaurant theme.
#[flow]
async fn suggest_dish(theme: String, ctx: Ctx) -> Result<Dish> {
    ctx.generate()
        .prompt(format!("Suggest a dish for a {theme} restaurant"))
        .tools(tools![forecast])
        .output::<Dish>()
        .await?
        .into_output()
}

#[genkit::test]
async fn suggests_what_the_weather_allows(ai: TestGenkit) -> Result<()> {
    let weather = ai.double::<forecast>().returns(Forecast { sky: "rain".into() });
    let soup = Dish { name: "soup".into(), price_usd: 9.5 };
    ai.script([reply().call::<forecast>("Oslo"), reply().json(&soup)]);
    assert_eq!(ai.run::<suggest_dish>("seaside".into()).await?, soup);
    assert_eq!(weather.calls(), ["Oslo"]);
    assert!(ai.last_request().text().contains("seaside"));
    assert_eq!(ai.request_count(), 2);
    assert_eq!(ai.tool_responses()[0].output, Some(json!({"sky": "rain"})));
    ai.expect_trace(
        "
        flow suggest_dish
        └─ util generate
           ├─ model script
           ├─ tool forecast
           └─ util generate
              └─ model script
        ",
    );
    Ok(())
}

#[genkit::test]
async fn a_tool_that_fails_is_told_to_the_model(ai: TestGenkit) -> Result<()> {
    let _weather = ai.double::<forecast>().fails(Status::Unavailable, "the satellite is gone");
    ai.script([
        reply().call::<forecast>("Oslo"),
        reply().computed(|request| {
            let told = request.text().contains("the satellite is gone");
            reply().json(&Dish { name: if told { "bread" } else { "?" }.into(), price_usd: 1.0 })
        }),
    ]);
    assert_eq!(ai.run::<suggest_dish>("seaside".into()).await?.name, "bread");
    Ok(())
}

#[genkit::test]
async fn chunks_and_the_countdown_stream_through_a_call(ai: TestGenkit) -> Result<()> {
    ai.use_model(genkit::testing::echo().countdown());
    let mut stream = ai.generate().prompt("hi").stream();
    let mut seen = Vec::new();
    while let Some(chunk) = stream.next().await {
        seen.push(chunk?.to_text());
    }
    assert_eq!(seen, ["3", "2", "1"]);
    assert_eq!(stream.response().await?.text(), "Echo: hi; config: {}");
    Ok(())
}

#[genkit::test]
async fn a_script_that_runs_out_ends_the_call(ai: TestGenkit) -> Result<()> {
    ai.script(["first"]);
    assert_eq!(ai.generate().prompt("one").await?.text(), "first");
    let error = ai.generate().prompt("two").await.unwrap_err();
    assert_eq!(error.status(), Status::OutOfRange);
    assert!(error.message().ends_with(r#"request 2 ends with the user message "two""#), "{error}");
    assert!(ai.verify().is_err());
    Ok(())
}

#[genkit::test]
async fn a_model_that_is_slow_comes_to_its_deadline_at_once(ai: TestGenkit) -> Result<()> {
    ai.script([
        reply().text("late").delayed(Duration::from_secs(299)),
        reply().text("?").delayed(Duration::from_secs(301)),
    ]);
    assert_eq!(ai.generate().prompt("hi").await?.text(), "late");
    let error = ai.generate().prompt("hi").await.unwrap_err();
    assert_eq!(error.status(), Status::DeadlineExceeded);
    assert_eq!(ai.clock().elapsed(), Duration::from_secs(299 + 300));
    Ok(())
}
