//! What a model said, sent back to it: every recorded answer is a message that the contract takes.

use genkit::Genkit;
use genkit::testing::{HttpReply, HttpScript};
use libtest_mimic::Trial;
use provider_tests::{shared, violations};
use serde_json::{Value, json};

use super::plugin::plugin;
use super::recorded;

const OK: &str =
    r#"{"type": "message", "content": [{"type": "text", "text": "ok"}], "stop_reason": "end_turn"}"#;

pub(super) fn trials() -> Vec<Trial> {
    if shared().is_none() {
        return Vec::new();
    }
    let whole = recorded::answers().into_iter().map(|(name, _, body)| (name, HttpReply::json(&body), false));
    let streams =
        recorded::streams().into_iter().map(|stream| (stream.name, HttpReply::sse(stream.body), true));
    let trial = |(name, reply, stream): (String, HttpReply, bool)| {
        Trial::test(format!("round::{name}"), move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(round(reply, stream)).map_err(Into::into)
        })
    };
    let listed = Trial::test("models are listed", || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(listed()).map_err(Into::into)
    });
    whole.chain(streams).map(trial).chain([listed]).collect()
}

async fn listed() -> Result<(), String> {
    let page = json!({"data": [{"type": "model", "id": "claude-new", "display_name": "Claude New"}], "has_more": false});
    let app = Genkit::builder().transport(HttpScript::new([HttpReply::json(&page)]));
    let ai = plugin(app, "anthropic", "http://127.0.0.1:9").build().await.unwrap();
    let all = ai.describe_actions().await.map_err(|e| e.to_string())?;
    let label = all.get("/model/anthropic/claude-new").map(|told| &told["metadata"]["model"]["label"]);
    if label == Some(&json!("Claude New")) { Ok(()) } else { Err(format!("{label:?}")) }
}

async fn round(reply: HttpReply, stream: bool) -> Result<(), String> {
    let script = HttpScript::new([reply, HttpReply::json(&serde_json::from_str(OK).unwrap())]);
    let app = plugin(Genkit::builder().transport(script.clone()), "anthropic", "http://127.0.0.1:9");
    let ai = app.build().await.unwrap();
    let ask = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]});
    let answer = if stream {
        let action = ai.action(recorded::MODEL).await.unwrap();
        let mut run = action.stream_json(&ai, ask, genkit::RunOptions::new());
        while run.next().await.is_some_and(|chunk| chunk.is_ok()) {}
        run.output().await
    } else {
        ai.run_json(recorded::MODEL, ask).await
    };
    // Some recordings are of what fails.
    let Ok(answer) = answer else { return Ok(()) };
    let user = json!({"role": "user", "content": [{"text": "and now?"}]});
    let messages = json!([user, answer["message"], user]);
    ai.run_json(recorded::MODEL, json!({"messages": messages})).await.map_err(|e| format!("{e:?}"))?;
    let request = script.requests().pop().unwrap();
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let wrong = violations(&json!({"url": request.url, "body": body}));
    let said = answer["raw"]["content"].as_array().map_or(0, Vec::len);
    let sent = body["messages"][1]["content"].as_array().map_or(0, Vec::len);
    match wrong.first() {
        Some(wrong) => Err(format!("{wrong}\n{}", body["messages"][1])),
        None if said > 0 && sent == 0 => Err("nothing of it was sent".to_owned()),
        None => Ok(()),
    }
}
