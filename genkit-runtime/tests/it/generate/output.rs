//! Structured output: whole or an error.

use genkit::prelude::*;
use genkit::testing::reply;
use genkit::{FinishReason, Usage};
use serde_json::json;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Dish {
    name: String,
    price: f64,
}

fn soup() -> Dish {
    Dish { name: "soup".into(), price: 4.5 }
}

#[genkit::test]
async fn an_answer_is_typed(ai: TestGenkit) -> Result<()> {
    ai.script([reply().text("Here you are:\n```json\n{\"name\": \"soup\", \"price\": 4.5}\n```")]);
    let dish = ai.generate().prompt("a dish").output::<Dish>().await?.into_output()?;
    assert_eq!(dish, soup());
    Ok(())
}

#[genkit::test]
async fn a_cut_off_answer_is_an_error_with_what_came_and_what_it_cost(ai: TestGenkit) -> Result<()> {
    let mut usage = Usage::default();
    usage.output_tokens = Some(9.0);
    ai.script([reply().text(r#"{"name": "soup", "pri"#).finish_reason(FinishReason::Length).usage(usage)]);
    let error = ai.generate().prompt("a dish").output::<Dish>().await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    let details = error.details().unwrap();
    assert_eq!(details["partial"], json!({"name": "soup"}));
    assert_eq!(details["reason"], "truncated");
    assert_eq!(details["usage"][0]["outputTokens"], json!(9.0));
    Ok(())
}

#[genkit::test]
async fn no_proper_prefix_is_an_answer(ai: TestGenkit) -> Result<()> {
    let whole =
        serde_json::to_string(&json!([soup(), {"name": "a \"b\" {c} [d]", "price": -1.5e3}])).unwrap();
    let ends: Vec<usize> = whole.char_indices().map(|(i, _)| i).skip(1).collect();
    ai.script(ends.iter().map(|&end| reply().text(&whole[..end])).chain([reply().text(&whole)]));
    for end in &ends {
        let answer = ai.generate().prompt("dishes").output::<Vec<Dish>>().await;
        assert!(answer.is_err(), "accepted {:?}", &whole[..*end]);
    }
    assert_eq!(ai.generate().prompt("dishes").output::<Vec<Dish>>().await?.into_output()?.len(), 2);
    Ok(())
}

#[genkit::test]
async fn an_answer_that_does_not_fit_may_be_asked_for_again(ai: TestGenkit) -> Result<()> {
    ai.script([reply().json(&json!({"name": 7})), reply().json(&soup())]);
    let answer = ai.generate().prompt("a dish").output::<Dish>().reask(1).await?;
    assert_eq!(answer.output(), Some(&soup()));
    assert!(ai.last_request().text().contains("name: must be string"), "the model is told what is wrong");

    ai.script([reply().json(&json!({"name": 7}))]);
    assert!(ai.generate().prompt("a dish").output::<Dish>().await.is_err(), "not unless it is asked for");
    Ok(())
}

#[genkit::test]
async fn a_partial_answer_grows_and_is_never_whole(ai: TestGenkit) -> Result<()> {
    let pieces = [r#"[{"name": "so"#, r#"up", "price": 4.5}, {"na"#, r#"me": "fish", "price": 9}]"#];
    ai.script([reply().text(pieces.concat()).chunks(pieces)]);
    let mut stream = ai.generate().prompt("dishes").output::<Vec<Dish>>().stream();
    let mut seen = Vec::new();
    while let Some(chunk) = stream.next().await {
        chunk?;
        seen.push((stream.partial().unwrap().value().clone(), stream.items().1));
    }
    assert_eq!(
        seen,
        [
            (json!([{"name": "so"}]), 0),
            (json!([{"name": "soup", "price": 4.5}, {}]), 1),
            (json!([{"name": "soup", "price": 4.5}, {"name": "fish", "price": 9}]), 2),
        ]
    );
    assert_eq!(stream.response().await?.into_output()?.len(), 2);
    Ok(())
}

#[genkit::test]
async fn an_unknown_format_is_named(ai: TestGenkit) -> Result<()> {
    ai.echo();
    let error = ai.generate().prompt("go").output_format("nope").await.unwrap_err();
    assert_eq!(error.to_string(), "INVALID_ARGUMENT: Unknown output format 'nope'");
    assert_eq!(ai.request_count(), 0);
    Ok(())
}
