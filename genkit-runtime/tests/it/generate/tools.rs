//! The loop of tools.

use genkit::prelude::*;
use genkit::testing::reply;
use genkit::{ToolErrors, ToolRequest};
use serde_json::{Value, json};

use super::{broken, slow, sum_of};

fn answers(ai: &TestGenkit) -> Vec<Value> {
    ai.tool_responses().into_iter().map(|r| r.output.unwrap_or_default()).collect()
}

#[genkit::test]
async fn tools_answer_in_the_order_they_were_asked(ai: TestGenkit) -> Result<()> {
    ai.script([
        reply().call::<slow>(300_u64).call::<slow>(10_u64).call::<sum_of>((1, 2)),
        reply().text("done"),
    ]);
    let answer = ai.generate().prompt("go").tools(tools![slow, sum_of]).await?;
    assert_eq!(answer.text(), "done");
    assert_eq!(answers(&ai), [json!("after 300"), json!("after 10"), json!(3)]);
    ai.expect_trace(
        "util generate
           model script
           tool slow
           tool slow
           tool sum_of
           util generate
             model script",
    );
    Ok(())
}

#[genkit::test]
async fn a_failure_is_told_to_the_model_and_loses_no_sibling(ai: TestGenkit) -> Result<()> {
    ai.script([reply().call::<sum_of>((1, 2)).call::<broken>(()), reply().text("sorry")]);
    let answer = ai.generate().prompt("go").tools(tools![sum_of, broken]).await?;
    assert_eq!(answer.text(), "sorry");
    assert_eq!(answers(&ai), [json!(3), json!({"error": "UNAVAILABLE: backend down"})]);
    Ok(())
}

#[genkit::test]
async fn wrong_arguments_and_unknown_tools_are_told_to_the_model(ai: TestGenkit) -> Result<()> {
    ai.script([
        reply().call_named("sum_of", json!({"a": "x"})).call_named("nope", json!({})),
        reply().call::<sum_of>((1, 2)),
        reply().text("3"),
    ]);
    assert_eq!(ai.generate().prompt("go").tools(tools![sum_of]).await?.text(), "3");
    let request = ai.requests().into_iter().nth(1).unwrap();
    let told = request.last().unwrap();
    let told: Vec<String> = told
        .content
        .iter()
        .map(|p| p.as_tool_response().unwrap().output.clone().unwrap().to_string())
        .collect();
    assert!(
        told[0].contains("a: must be integer") && told[0].contains("must have required property 'b'"),
        "{told:?}"
    );
    assert!(told[1].contains("Tool nope not found; there are: sum_of"), "{told:?}");
    Ok(())
}

#[genkit::test]
async fn a_model_may_fail_twice_in_a_row_and_no_more(ai: TestGenkit) -> Result<()> {
    ai.script((0..3).map(|_| reply().call::<broken>(())));
    let error = ai.generate().prompt("go").tools(tools![broken]).await.unwrap_err();
    assert_eq!(error.to_string(), "UNAVAILABLE: backend down");
    assert_eq!(ai.request_count(), 3);
    Ok(())
}

#[genkit::test]
async fn failing_at_once_keeps_what_the_others_answered(ai: TestGenkit) -> Result<()> {
    ai.script([reply().call::<slow>(50_u64).call::<broken>(())]);
    let call = ai.generate().prompt("go").tools(tools![slow, broken]).tool_errors(ToolErrors::Fail);
    let error = call.await.unwrap_err();
    assert_eq!(error.status(), Status::Unavailable);
    let kept = &error.details().unwrap()["toolResponses"];
    assert_eq!(kept[0]["toolResponse"]["output"], "after 50");
    Ok(())
}

#[genkit::test]
async fn turns_are_bounded(ai: TestGenkit) -> Result<()> {
    ai.script((0..3).map(|_| reply().call::<sum_of>((1, 1))));
    let error = ai.generate().prompt("go").tools(tools![sum_of]).max_turns(2).await.unwrap_err();
    assert_eq!(error.to_string(), "ABORTED: Exceeded maximum tool call iterations (2)");
    assert_eq!(ai.request_count(), 3, "two rounds of tools, three answers of the model");
    Ok(())
}

#[genkit::test]
async fn requests_may_be_given_back(ai: TestGenkit) -> Result<()> {
    ai.script([reply().call::<sum_of>((1, 2))]);
    let answer = ai.generate().prompt("go").tools(tools![sum_of]).return_tool_requests(true).await?;
    let asked: Vec<&ToolRequest> = answer.tool_requests().collect();
    assert_eq!(asked[0].input, Some(json!({"a": 1, "b": 2})));
    Ok(())
}

#[genkit::test]
async fn tools_need_not_be_registered(ai: TestGenkit) -> Result<()> {
    let shout = Tool::builder("shout")
        .description("Says it louder")
        .handler(|text: String, _| async move { Ok(text.to_uppercase()) });
    ai.script([reply().call_named("shout", json!("hey")), reply().text("done")]);
    ai.generate().prompt("go").tool(&shout).await?;
    assert_eq!(answers(&ai), [json!("HEY")]);
    let clash = ai.generate().prompt("go").tool(&shout).tool(&shout).await.unwrap_err();
    assert!(clash.message().starts_with("Cannot provide two tools with the same name: 'shout' and 'shout'"));
    Ok(())
}

#[genkit::test]
async fn documents_reach_the_model_and_not_the_history(ai: TestGenkit) -> Result<()> {
    ai.script([reply().call::<sum_of>((1, 2)), reply().text("done")]);
    let answer = ai.generate().prompt("what?").docs(["fact one"]).tools(tools![sum_of]).await?;
    assert!(
        ai.requests().iter().all(|r| r.text().contains("- [0]: fact one")),
        "the model sees it every time"
    );
    assert!(
        !answer.messages().iter().any(|m| m.text().contains("fact one")),
        "the history stays as it was said"
    );
    Ok(())
}

#[genkit::test]
async fn usage_is_told_by_turn_and_in_sum(ai: TestGenkit) -> Result<()> {
    let usage = |tokens: f64| {
        let mut usage = genkit::Usage::default();
        usage.input_tokens = Some(tokens);
        usage
    };
    ai.script([reply().call::<sum_of>((1, 2)).usage(usage(5.0)), reply().text("3").usage(usage(7.0))]);
    let answer = ai.generate().prompt("go").tools(tools![sum_of]).await?;
    assert_eq!(
        answer.usage_by_turn().iter().map(|u| u.input_tokens).collect::<Vec<_>>(),
        [Some(5.0), Some(7.0)]
    );
    assert_eq!(answer.usage().input_tokens, Some(12.0));
    assert_eq!(answer.usage().output_tokens, None, "what nobody counted is not zero");
    assert!(answer.latency_ms().is_some());
    Ok(())
}
