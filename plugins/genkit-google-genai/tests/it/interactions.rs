//! Studies, agents and music: what goes through the Interactions API.

use genkit::prelude::*;
use genkit::testing::{HttpReply, HttpScript};
use genkit::{FinishReason, Genkit};
use genkit_google_genai::{AntigravityConfig, DeepResearchConfig, google_ai};
use serde_json::{Value, json};

use crate::scripted;

const STUDY: &str = "deep-research-preview-04-2026";
const AGENT: &str = "antigravity-preview-05-2026";

fn said(text: &str) -> Value {
    json!({"type": "model_output", "content": [{"type": "text", "text": text}]})
}

async fn begun(replies: impl IntoIterator<Item = Value>) -> (Genkit, Operation, HttpScript) {
    let running = json!({"id": "int1", "status": "in_progress"});
    let all = [running].into_iter().chain(replies);
    let (ai, _, script) = scripted(all.map(|reply| HttpReply::json(&reply))).await;
    let answer = ai.generate().model(google_ai::deep_research(STUDY)).prompt("Tea").await.unwrap();
    (ai, answer.operation().unwrap().clone(), script)
}

#[genkit::test]
async fn a_study_is_asked_for_until_it_is_done_and_gone_on_from() {
    let done = json!({"id": "int1", "status": "completed", "usage": {"total_output_tokens": 9},
        "steps": [{"type": "user_input"}, {"type": "thought", "summary": [{"type": "text", "text": "Hm."}]}, said("Green.")]});
    let (ai, operation, script) =
        begun([json!({"status": "in_progress"}), json!({"status": "queued"}), done, json!({"id": "int2"})])
            .await;
    let operation = ai.check_operation(&operation).await.unwrap();
    assert!(!operation.done);
    let operation = ai.check_operation(&operation).await.unwrap();
    assert!(!operation.done);
    let operation = ai.check_operation(&operation).await.unwrap();
    let answer: ModelResponse = operation.result().unwrap().unwrap();
    let message = answer.message.unwrap();
    assert_eq!((message.text().as_str(), message.reasoning().as_str()), ("Green.", "Hm."));
    assert_eq!(answer.usage.unwrap().output_tokens, Some(9.0));
    let request = script.requests()[1].clone();
    assert_eq!(
        (request.method.as_str(), request.url.rsplit_once("/v1beta/").unwrap().1),
        ("GET", "interactions/int1")
    );

    let before = message.metadata.unwrap()["interactionId"].as_str().unwrap().to_owned();
    let config = DeepResearchConfig { previous_interaction_id: Some(before), ..Default::default() };
    let next = ai.generate().model(google_ai::deep_research(STUDY).config(config)).prompt("And black tea?");
    assert_eq!(next.await.unwrap().operation().unwrap().id, "int2");
    let sent = script.bodies().pop().unwrap();
    assert_eq!(sent["previous_interaction_id"], "int1");
    assert_eq!(
        sent["input"],
        json!([{"type": "user_input", "content": [{"type": "text", "text": "And black tea?"}]}])
    );
}

#[genkit::test]
async fn a_study_ends_in_other_ways_too() {
    for (status, error, reason) in [
        ("failed", Some("no sources"), None),
        ("budget_exceeded", Some("no sources"), None),
        ("requires_action", None, Some("interrupted")),
        ("incomplete", None, Some("length")),
    ] {
        let end = json!({"id": "int1", "status": status, "error": {"message": "no sources"}, "steps": [said("A plan")]});
        let (ai, operation, _) = begun([end]).await;
        let operation = ai.check_operation(&operation).await.unwrap();
        assert!(operation.done, "{status}");
        assert_eq!(operation.error.as_ref().map(|e| e.message.as_str()), error, "{status}");
        let told = operation.output.map(|output| output["finishReason"].clone());
        assert_eq!(told, reason.map(Value::from), "{status}");
    }
}

#[genkit::test]
async fn a_study_that_was_stopped_already_is_stopped() {
    let (ai, operation, script) = begun([]).await;
    let gone = json!({"error": {"code": 499, "status": "CANCELLED", "message": "was cancelled"}});
    script.push(HttpReply::json(&gone).status(499));
    let operation = ai.cancel_operation(&operation).await.unwrap();
    assert_eq!((operation.done, &operation.output.unwrap()["finishReason"]), (true, &"aborted".into()));
    let request = script.requests().pop().unwrap();
    assert!(request.method.as_str() == "POST" && request.url.ends_with("/interactions/int1/cancel"));
}

#[genkit::test]
async fn an_agent_works_on_a_machine_and_goes_on_with_it() {
    let done = json!({"id": "int1", "environment_id": "env1", "status": "completed", "steps": [
        {"type": "code_execution_call", "id": "c1", "arguments": {"code": "print(1)", "language": "python"}},
        {"type": "code_execution_result", "call_id": "c1", "result": "1"},
        said("One."),
    ]});
    let (ai, _, script) = scripted([HttpReply::json(&done), HttpReply::json(&done)]).await;
    let first =
        ai.generate().model(google_ai::antigravity(AGENT)).system("Be brief.").prompt("Count").await.unwrap();
    assert_eq!(first.text(), "One.");
    let notes = first.message().unwrap().metadata.clone().unwrap();
    let config = AntigravityConfig {
        previous_interaction_id: notes["interactionId"].as_str().map(str::to_owned),
        environment: notes.get("environmentId").cloned(),
        store: Some(true),
        ..Default::default()
    };
    ai.generate().model(google_ai::antigravity(AGENT).config(config)).prompt("Go on").await.unwrap();
    let words = |text: &str| json!({"type": "user_input", "content": [{"type": "text", "text": text}]});
    let bodies = script.bodies();
    let begun = json!({"agent": AGENT, "input": [words("Be brief."), words("Count")]});
    let gone_on = json!({"agent": AGENT, "input": [words("Go on")], "previous_interaction_id": "int1",
        "store": true, "environment": "env1"});
    assert_eq!((&bodies[0], &bodies[1]), (&begun, &gone_on));
    assert!(script.requests().iter().all(|request| request.headers["api-revision"] == "2026-05-20"));
}

fn events(all: &[Value]) -> HttpReply {
    HttpReply::sse(all.iter().map(|event| format!("data: {event}\n\n")).collect::<String>())
}

#[allow(clippy::needless_pass_by_value, reason = "written as it is read")]
fn delta(index: u64, delta: Value) -> Value {
    json!({"event_type": "step.delta", "index": index, "delta": delta})
}

fn step(index: u64, kind: &str) -> Value {
    json!({"event_type": "step.start", "index": index, "step": {"type": kind}})
}

fn end(status: &str) -> Value {
    json!({"event_type": "interaction.completed",
        "interaction": {"id": "int1", "status": status, "usage": {"total_input_tokens": 3}}})
}

/// The chunks, and what comes of the whole.
async fn streamed(model: &str, reply: HttpReply) -> (Vec<ModelResponseChunk>, Result<ModelResponse>) {
    let (ai, _, script) = scripted([reply]).await;
    let action = ai.action(&format!("/model/googleai/{model}")).await.unwrap();
    let asked = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]});
    let mut run = action.stream_json(&ai, asked, genkit::RunOptions::new());
    let mut chunks = Vec::new();
    while let Some(Ok(chunk)) = run.next().await {
        chunks.push(serde_json::from_str(chunk.get()).unwrap());
    }
    assert_eq!(script.bodies()[0]["stream"], true);
    (chunks, run.output().await.map(|answer| serde_json::from_value(answer).unwrap()))
}

#[genkit::test]
async fn an_agent_is_heard_while_it_works() {
    let reply = events(&[
        json!({"event_type": "interaction.created", "interaction": {"id": "int1", "status": "in_progress"}}),
        step(0, "thought"),
        delta(0, json!({"type": "thought_summary", "content": {"type": "text", "text": "I count."}})),
        delta(0, json!({"type": "thought_signature", "signature": "c2ln"})),
        step(1, "code_execution_call"),
        delta(
            1,
            json!({"type": "code_execution_call", "arguments": {"code": "print(1)", "language": "python"}}),
        ),
        json!({"event_type": "step.stop", "index": 1}),
        step(2, "code_execution_result"),
        delta(2, json!({"type": "code_execution_result", "result": "1"})),
        delta(2, json!({"type": "code_execution_result", "result": "\n"})),
        json!({"event_type": "step.stop", "index": 2}),
        json!({"event_type": "novelty", "index": 7}),
        step(3, "model_output"),
        delta(3, json!({"type": "text", "text": "On"})),
        delta(3, json!({"type": "text", "text": "e."})),
        delta(3, json!({"type": "text_annotation_delta", "annotations": [{"url": "u"}]})),
        delta(3, json!({"type": "image", "data": "AAAA", "mime_type": "image/png"})),
        end("completed"),
    ]);
    let (chunks, answer) = streamed(AGENT, reply).await;
    let answer = answer.unwrap();
    let message = answer.message.as_ref().unwrap();
    assert_eq!((message.reasoning().as_str(), message.text().as_str()), ("I count.", "One."));
    assert_eq!(message.media().unwrap().url, "data:image/png;base64,AAAA");
    assert_eq!(message.content[0].meta("thoughtSignature"), Some(&"c2ln".into()));
    assert_eq!(message.content[3].meta("annotations"), Some(&json!([{"url": "u"}])));
    let told = json!(message.content);
    assert_eq!(told[2]["custom"]["codeExecutionResult"]["output"], "1\n");
    assert_eq!(answer.usage.unwrap().input_tokens, Some(3.0));
    let shown: Vec<String> = chunks.iter().map(ModelResponseChunk::to_text).collect();
    assert_eq!(shown, ["", "", "", "", "On", "e.", "", ""]);
    assert!(chunks[2].content[0] == message.content[1], "what is called is shown once it is whole");
}

#[genkit::test]
async fn a_stream_that_does_not_end_well_is_an_error_with_what_came() {
    let begun = [step(0, "model_output"), delta(0, json!({"type": "text", "text": "Half"}))];
    let with = |more: Value| events(&[&begun[..], &[more]].concat());
    let error =
        json!({"event_type": "error", "error": {"code": "too_many_requests", "message": "slow down"}});
    let status = json!({"event_type": "interaction.status_update", "status": "failed"});
    for (reply, code) in [
        (events(&begun), Status::Unavailable),
        (events(&begun).breaks(), Status::Unavailable),
        (with(error), Status::Unknown),
        (with(status), Status::Internal),
        (with(end("failed")), Status::Internal),
        (with(end("cancelled")), Status::Cancelled),
        (with(json!("no event")), Status::Unavailable),
    ] {
        let (chunks, answer) = streamed(AGENT, reply).await;
        let error = answer.unwrap_err();
        assert_eq!(error.status(), code, "{error}");
        assert_eq!(chunks[0].to_text(), "Half");
        assert_eq!(error.partial().unwrap().message.unwrap().text(), "Half", "{error}");
    }
}

#[genkit::test]
async fn arguments_that_are_no_json_are_an_error() {
    let begin = json!({"event_type": "step.start", "index": 0,
        "step": {"type": "function_call", "name": "find", "id": "c1", "arguments": {}}});
    for (arguments, whole) in [("{\"dish\": \"soup\"}", true), ("{\"dish\": \"so", false)] {
        let more = delta(0, json!({"type": "arguments_delta", "arguments": arguments}));
        let stop = json!({"event_type": "step.stop", "index": 0});
        let (chunks, answer) =
            streamed(AGENT, events(&[begin.clone(), more, stop, end("requires_action")])).await;
        assert_eq!(answer.is_ok(), whole);
        let calls = chunks.iter().flat_map(|chunk| chunk.tool_requests());
        let inputs: Vec<Value> = calls.filter_map(|call| call.input.clone()).collect();
        assert_eq!(inputs, if whole { vec![json!({"dish": "soup"})] } else { vec![] });
    }
}

#[genkit::test]
async fn music_comes_in_pieces() {
    let reply = events(&[
        step(0, "model_output"),
        delta(0, json!({"type": "text", "text": "A waltz."})),
        delta(0, json!({"type": "audio", "data": "AAAA", "mime_type": "audio/mpeg"})),
        end("completed"),
    ]);
    let (chunks, answer) = streamed("lyria-3-pro-preview", reply).await;
    assert_eq!(chunks.len(), 2);
    let answer = answer.unwrap();
    assert_eq!(answer.finish_reason, Some(FinishReason::Stop));
    assert_eq!(answer.message.unwrap().media().unwrap().url, "data:audio/mpeg;base64,AAAA");
}
