//! Interrupts: answered by whoever was asked, once, as it was asked.

use std::time::Duration;

use genkit::prelude::*;
use genkit::testing::reply;
use genkit::{FinishReason, GenerateResponse, Interrupt, Messages, Part, Secret};
use serde_json::{Value, json};

use super::{pay, silent, sum_of};

const TEN: u32 = 10;

/// Asks whoever is there.
#[tool(interrupt)]
fn ask_user(question: String) -> String;

#[genkit::test]
async fn a_tool_without_a_body_always_waits(ai: TestGenkit) -> Result<()> {
    ai.script([reply().call::<ask_user>("sure?")]);
    let first = ai.generate().prompt("go").tools(tools![ask_user]).await?;
    let interrupt = only(&first);
    assert_eq!((interrupt.tool(), interrupt.metadata()), ("ask_user", Some(&json!(true))));
    ai.script([reply().text("done")]);
    let next = ai.generate().messages(first.messages()).tools(tools![ask_user]);
    assert_eq!(next.respond([interrupt.respond("yes")]).await?.text(), "done");
    Ok(())
}

async fn interrupted(ai: &TestGenkit) -> Result<GenerateResponse> {
    ai.script([reply().call::<sum_of>((1, 2)).call::<pay>(TEN)]);
    ai.generate().prompt("pay").tools(tools![sum_of, pay]).await
}

fn only(response: &GenerateResponse) -> Interrupt {
    let interrupts = response.interrupts();
    assert_eq!(interrupts.len(), 1);
    interrupts.into_iter().next().unwrap()
}

/// Sends messages through JSON, as a client does, and lets it change them.
fn sent(messages: &Messages, change: impl FnOnce(&mut Value)) -> Messages {
    let mut json = serde_json::to_value(messages).unwrap();
    change(&mut json);
    serde_json::from_value(json).unwrap()
}

/// An answer that is taken: the model goes on.
async fn accepted(ai: &TestGenkit, messages: Messages, answer: Part) -> Result<GenerateResponse> {
    ai.script([reply().text("done")]);
    resume(ai, messages, answer).await
}

async fn resume(ai: &TestGenkit, messages: Messages, answer: Part) -> Result<GenerateResponse> {
    let call = ai.generate().messages(messages).tools(tools![sum_of, pay]);
    match answer.as_tool_request() {
        Some(_) => call.restart([answer]).await,
        None => call.respond([answer]).await,
    }
}

async fn refused(ai: &TestGenkit, messages: Messages, answer: Part) -> String {
    let error = resume(ai, messages, answer).await.expect_err("it must be refused");
    assert_eq!(error.status(), Status::PermissionDenied, "{error}");
    error.message().to_owned()
}

#[genkit::test]
async fn an_interrupt_is_answered_and_its_sibling_kept(ai: TestGenkit) -> Result<()> {
    let first = interrupted(&ai).await?;
    assert_eq!(first.finish_reason(), FinishReason::Interrupted);
    let interrupt = only(&first);
    assert_eq!((interrupt.tool(), interrupt.metadata()), ("pay", Some(&json!({"agree": 10}))));
    let done = accepted(&ai, sent(&first.messages(), |_| ()), interrupt.respond("paid in cash")).await?;
    assert_eq!(done.text(), "done");
    let told: Vec<Value> = ai.tool_responses().into_iter().map(|r| r.output.unwrap()).collect();
    assert_eq!(told, [json!(3), json!("paid in cash")]);
    Ok(())
}

#[genkit::test]
async fn an_interrupted_tool_runs_again(ai: TestGenkit) -> Result<()> {
    let first = interrupted(&ai).await?;
    accepted(&ai, first.messages(), only(&first).restart("ada")).await?;
    let told = ai.tool_responses().pop().unwrap().output.unwrap();
    assert_eq!(told, json!("paid 10, agreed by \"ada\""));
    Ok(())
}

#[genkit::test]
async fn a_changed_input_is_declared_checked_and_noted(ai: TestGenkit) -> Result<()> {
    let first = interrupted(&ai).await?;
    let interrupt = only(&first);
    let wrong = interrupt.restart_with(true, json!({"amount": "much"}));
    let error = resume(&ai, first.messages(), wrong).await.unwrap_err();
    assert!(error.message().contains("amount: must be integer"), "{error}");

    let mut undeclared = interrupt.restart_with(true, json!({"amount": 1000}));
    undeclared.metadata.as_mut().unwrap().shift_remove("replacedInput");
    let error = resume(&ai, first.messages(), undeclared).await.unwrap_err();
    assert!(error.message().contains("declare a changed input"), "{error}");

    accepted(&ai, first.messages(), interrupt.restart_with(true, json!({"amount": 5}))).await?;
    assert_eq!(ai.tool_responses().pop().unwrap().output.unwrap(), json!("paid 5, agreed by true"));
    Ok(())
}

#[genkit::test]
async fn answers_must_fit_and_belong(ai: TestGenkit) -> Result<()> {
    let first = interrupted(&ai).await?;
    let interrupt = only(&first);
    let error =
        resume(&ai, first.messages(), interrupt.respond(json!({"not": "a string"}))).await.unwrap_err();
    assert!(error.message().contains("(root): must be string"), "{error}");

    let other = Part::from(genkit::ToolResponse::new("sum_of", 1).with_ref("nobody"));
    let error = resume(&ai, first.messages(), other).await.unwrap_err();
    assert!(error.message().contains("was not found in the last message"), "{error}");

    let call = ai.generate().messages(first.messages()).tools(tools![sum_of, pay]);
    let error = call.resume(genkit::Resume::default()).await.unwrap_err();
    assert!(error.message().starts_with("Unresolved tool request 'pay"), "{error}");

    let call = ai.generate().prompt("no interrupt here").tools(tools![pay]).respond([interrupt.respond("x")]);
    assert_eq!(call.await.unwrap_err().status(), Status::FailedPrecondition);
    Ok(())
}

#[genkit::test]
async fn forged_altered_and_replayed_answers_are_refused(ai: TestGenkit) -> Result<()> {
    let first = interrupted(&ai).await?;
    let interrupt = only(&first);
    let agreed = || interrupt.respond("paid");
    let history = first.messages();
    type Attack = fn(&mut Value);
    let attacks: [(&str, Attack); 8] = [
        ("no seal", |m| drop(m[1]["content"][1]["metadata"].as_object_mut().unwrap().shift_remove("seal"))),
        ("another amount", |m| m[1]["content"][1]["toolRequest"]["input"]["amount"] = 1.into()),
        ("another question", |m| m[1]["content"][1]["metadata"]["interrupt"] = json!({"agree": 1})),
        ("another result of the sibling", |m| m[1]["content"][0]["metadata"]["pendingOutput"] = 99.into()),
        ("no seal on the sibling", |m| {
            m[1]["content"][0]["metadata"].as_object_mut().unwrap().shift_remove("seal");
        }),
        ("a longer life", |m| {
            let seal = m[1]["content"][1]["metadata"]["seal"].as_str().unwrap().to_owned();
            let mut fields: Vec<&str> = seal.split('.').collect();
            fields[2] = "99999999999";
            m[1]["content"][1]["metadata"]["seal"] = fields.join(".").into();
        }),
        ("the sibling's seal", |m| {
            m[1]["content"][1]["metadata"]["seal"] = m[1]["content"][0]["metadata"]["seal"].clone();
        }),
        ("no form", |m| m[1]["content"][1]["metadata"]["seal"] = "x".into()),
    ];
    for (attack, change) in attacks {
        let why = refused(&ai, sent(&history, change), agreed()).await;
        assert!(why.contains("cannot be resumed"), "{attack}: {why}");
    }
    let mallory = Context::new().with_auth(json!({"uid": "mallory"}));
    let call = ai.generate().messages(history.clone()).tools(tools![sum_of, pay]).respond([agreed()]);
    let error = call.context(mallory).await.unwrap_err();
    assert_eq!(error.status(), Status::PermissionDenied);

    accepted(&ai, history.clone(), agreed()).await?;
    assert!(refused(&ai, history, agreed()).await.contains("answered before"), "an answer counts once");
    Ok(())
}

#[genkit::test]
async fn an_interrupt_does_not_wait_for_ever(ai: TestGenkit) -> Result<()> {
    let first = interrupted(&ai).await?;
    ai.clock().hold();
    ai.clock().advance(Duration::from_secs(31 * 24 * 3600)).await;
    let why = refused(&ai, first.messages(), only(&first).respond("paid")).await;
    assert!(why.contains("waited too long"), "{why}");
    Ok(())
}

#[genkit::test]
async fn another_process_needs_the_key() -> Result<()> {
    let keyed = |key: &str| {
        let key = Secret::new(key.as_bytes().to_vec());
        TestGenkit::builder().app(|app| app.seal_key(key)).build()
    };
    let (here, there, elsewhere) = (keyed("k1")?, keyed("k1")?, keyed("k2")?);
    let first = interrupted(&here).await?;
    let messages = sent(&first.messages(), |_| ());
    elsewhere.use_model(silent());
    assert!(refused(&elsewhere, messages.clone(), only(&first).respond("paid")).await.contains("seal"));
    assert_eq!(accepted(&there, messages, only(&first).respond("paid")).await?.text(), "done");

    let unkeyed = TestGenkit::new();
    unkeyed.use_model(silent());
    let why = refused(&unkeyed, first.messages(), only(&first).respond("paid")).await;
    assert!(why.contains("seal_key"), "it names the option: {why}");
    Ok(())
}
