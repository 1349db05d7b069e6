//! The suite of agents: conversations with agents of a fixed set, a model that answers as it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use genkit::{
    Action, Agent, AgentBuilder, Artifact, Chunks, Ctx, Error, Generate, GenerateDefaults, Genkit,
    InMemorySessionStore, Model, ModelRequest, ModelResponse, ModelResponseChunk, ModelSupports, Result,
    RunOptions, Tool, Turn,
};
use libtest_mimic::{Failed, Trial};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::like::{plain, same};
use crate::suites::block_on;

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Case {
    #[serde(rename = "name")]
    _name: String,
    #[serde(default, rename = "description")]
    _description: String,
    agent: String,
    steps: Vec<Step>,
}

#[derive(Clone, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", deny_unknown_fields)]
enum Step {
    #[serde(rename_all = "camelCase")]
    Send {
        #[serde(default)]
        init: Value,
        #[serde(default)]
        inputs: Vec<Value>,
        #[serde(default)]
        model_responses: Vec<ModelResponse>,
        #[serde(default)]
        stream_chunks: Vec<Vec<ModelResponseChunk>>,
        expect_chunks: Option<Vec<Value>>,
        expect_output: Option<Value>,
        expect_error: Option<Value>,
        capture_snapshot_id: Option<String>,
        capture_session_id: Option<String>,
        capture_state: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    GetSnapshotData {
        snapshot_id: Option<String>,
        session_id: Option<String>,
        expect_snapshot: Option<Value>,
        expect_error: Option<Value>,
    },
    #[serde(rename_all = "camelCase")]
    Abort {
        snapshot_id: String,
        // Nothing is asked if it is left out; null asks that there was no snapshot.
        #[serde(default, deserialize_with = "there")]
        expect_previous_status: Option<Value>,
    },
    #[serde(rename_all = "camelCase")]
    WaitUntilCompleted { snapshot_id: String, timeout_ms: Option<u64>, expect_snapshot: Option<Value> },
}

fn there<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

pub(crate) fn trials(suite: &str, cases: Vec<Value>) -> Vec<Trial> {
    let trial = |case: Value| {
        let name = format!("{suite}/{}", case["name"].as_str().unwrap_or("without a name"));
        Trial::test(name, move || block_on(run(serde_json::from_value(case)?)))
    };
    cases.into_iter().map(trial).collect()
}

#[derive(Default)]
struct Script {
    responses: std::collections::VecDeque<ModelResponse>,
    chunks: std::collections::VecDeque<Vec<ModelResponseChunk>>,
}

type Scripts = Arc<Mutex<Script>>;

/// What the steps of a case named, to be filled in where `{{name}}` stands.
type Captured = BTreeMap<String, Value>;

async fn run(case: Case) -> Result<(), Failed> {
    let script = Scripts::default();
    let ai = Genkit::builder()
        .without_discovery()
        .generate_defaults(GenerateDefaults::as_genkit_js())
        .without_seals()
        .action(model(script.clone()))
        .register_all(tools())
        .register_all(agents())
        .build()
        .await
        .map_err(told)?;
    let mut captured = Captured::new();
    for (place, step) in case.steps.into_iter().enumerate() {
        let done = tokio::time::timeout(
            Duration::from_secs(20),
            take(&ai, &case.agent, step, &script, &mut captured),
        );
        let done = done.await.map_err(|_| Failed::from("it takes too long"))?;
        done.map_err(|e| format!("step {}: {}", place + 1, e.message().unwrap_or_default()))?;
    }
    Ok(())
}

#[allow(clippy::too_many_lines, reason = "one arm a kind of step")]
async fn take(
    ai: &Genkit,
    agent: &str,
    step: Step,
    script: &Scripts,
    captured: &mut Captured,
) -> Result<(), Failed> {
    match step {
        Step::Send {
            init,
            inputs,
            model_responses,
            stream_chunks,
            expect_chunks,
            expect_output,
            expect_error,
            capture_snapshot_id,
            capture_session_id,
            capture_state,
        } => {
            *script.lock().unwrap() =
                Script { responses: model_responses.into(), chunks: stream_chunks.into() };
            let (chunks, output) =
                send(ai, agent, filled(init, captured), filled(inputs.into(), captured)).await;
            if let Some(expected) = expect_error {
                return fails(output, &expected);
            }
            let output = output.map_err(told)?;
            if let Some(expected) = expect_chunks {
                same_chunks(&chunks, &filled(expected.into(), captured))?;
            }
            if let Some(expected) = expect_output {
                like_output(&output, &filled(expected, captured))?;
            }
            for (name, member) in [
                (capture_snapshot_id, "snapshotId"),
                (capture_session_id, "sessionId"),
                (capture_state, "state"),
            ] {
                let Some(name) = name else { continue };
                let value =
                    output.get(member).ok_or_else(|| format!("no {member} to capture in {output}"))?;
                captured.insert(name, value.clone());
            }
            Ok(())
        }
        Step::GetSnapshotData { snapshot_id, session_id, expect_snapshot, expect_error } => {
            let asked = filled(json!({"snapshotId": snapshot_id, "sessionId": session_id}), captured);
            let asked: Value =
                asked.as_object().unwrap().clone().into_iter().filter(|(_, v)| !v.is_null()).collect();
            let snapshot = ai.run_json(&format!("/agent-snapshot/{agent}"), asked).await;
            match (expect_error, expect_snapshot) {
                (Some(expected), _) => fails(snapshot, &expected),
                (None, Some(expected)) => {
                    like_snapshot(&snapshot.map_err(told)?, &filled(expected, captured))
                }
                (None, None) => snapshot.map(drop).map_err(told),
            }
        }
        Step::Abort { snapshot_id, expect_previous_status } => {
            let asked = filled(json!({"snapshotId": snapshot_id}), captured);
            let answer = ai.run_json(&format!("/agent-abort/{agent}"), asked).await.map_err(told)?;
            expect_previous_status.map_or(Ok(()), |want| same("previous status", &answer["status"], &want))
        }
        Step::WaitUntilCompleted { snapshot_id, timeout_ms, expect_snapshot } => {
            let asked = filled(json!({"snapshotId": snapshot_id}), captured);
            let wait = async {
                loop {
                    let snapshot = ai.run_json(&format!("/agent-snapshot/{agent}"), asked.clone()).await?;
                    if snapshot["status"] != "pending" {
                        return Ok(snapshot);
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            let limit = Duration::from_millis(timeout_ms.unwrap_or(5000));
            let snapshot: Result<Value> = tokio::time::timeout(limit, wait).await?;
            let snapshot = snapshot.map_err(told)?;
            expect_snapshot.map_or(Ok(()), |expected| like_snapshot(&snapshot, &filled(expected, captured)))
        }
    }
}

async fn send(ai: &Genkit, agent: &str, init: Value, inputs: Value) -> (Vec<Value>, Result<Value>) {
    let mut chunks = Vec::new();
    let output = async {
        let action = ai.action(&format!("/agent/{agent}")).await?;
        let mut run = action.bidi_json(ai, init, RunOptions::new())?;
        for input in inputs.as_array().cloned().unwrap_or_default() {
            // What has failed by now says so with its output.
            if run.send(input).await.is_err() {
                break;
            }
            // Whoever types the next line has seen this one taken up.
            tokio::task::yield_now().await;
        }
        run.close();
        while let Some(chunk) = run.next().await {
            chunks.push(serde_json::from_str(chunk?.get())?);
        }
        run.output().await
    };
    let output = output.await;
    (chunks, output)
}

/// `{{name}}` replaced by what was captured under it, as a whole or within a text.
fn filled(value: Value, captured: &Captured) -> Value {
    match value {
        Value::String(mut text) => {
            for (name, value) in captured {
                let gap = format!("{{{{{name}}}}}");
                if text == gap {
                    return value.clone();
                }
                text = text.replace(&gap, value.as_str().unwrap_or(&value.to_string()));
            }
            Value::String(text)
        }
        Value::Array(items) => items.into_iter().map(|item| filled(item, captured)).collect(),
        Value::Object(map) => map.into_iter().map(|(name, value)| (name, filled(value, captured))).collect(),
        other => other,
    }
}

#[allow(clippy::needless_pass_by_value, reason = "as `map_err` has it")]
fn told(error: Error) -> Failed {
    format!("{error:?}").into()
}

fn fails(outcome: Result<Value>, expected: &Value) -> Result<(), Failed> {
    let error = match outcome {
        Ok(output) => return Err(format!("it should fail with {expected}; it gave {output}").into()),
        Err(error) => error,
    };
    like_error(&json!({"status": error.status().to_string(), "message": error.message()}), expected)
}

/// A text is part of the message.
fn like_error(error: &Value, expected: &Value) -> Result<(), Failed> {
    if let Some(status) = expected.get("status") {
        same("status of the error", &error["status"], status)?;
    }
    let (got, want) = (
        error["message"].as_str().unwrap_or_default(),
        expected.as_str().or_else(|| expected["message"].as_str()),
    );
    match want {
        Some(want) if !got.contains(want) => Err(format!("the error `{got}` should say `{want}`").into()),
        _ => Ok(()),
    }
}

/// What is wanted is there; more may be, also between the items of a list.
fn within(what: &str, got: &Value, want: &Value) -> Result<(), Failed> {
    fn holds(got: &Value, want: &Value) -> bool {
        match (got, want) {
            (Value::Object(got), Value::Object(want)) => {
                want.iter().all(|(name, want)| holds(got.get(name).unwrap_or(&Value::Null), want))
            }
            (Value::Array(got), Value::Array(want)) => {
                let mut there = got.iter();
                want.iter().all(|want| there.any(|got| holds(got, want)))
            }
            (_, Value::Null) => true,
            (got, want) => got == want,
        }
    }
    if holds(&plain(got), &plain(want)) {
        Ok(())
    } else {
        Err(format!("{what}\n  want {want}\n  got  {got}").into())
    }
}

fn same_chunks(got: &[Value], want: &Value) -> Result<(), Failed> {
    let want = want.as_array().cloned().unwrap_or_default();
    let all = || format!("chunks\n  want {}\n  got  {}", json!(want), json!(got));
    if got.len() != want.len() {
        return Err(all().into());
    }
    for (got, want) in got.iter().zip(&want) {
        let fits = match want.get("turnEnd") {
            Some(end) => {
                let reason = end.get("finishReason");
                got.get("turnEnd").is_some_and(|got| reason.is_none() || got.get("finishReason") == reason)
            }
            None => within("chunk", got, want).is_ok(),
        };
        if !fits {
            return Err(all().into());
        }
    }
    Ok(())
}

fn like_artifacts(got: &Value, want: &Value) -> Result<(), Failed> {
    for want in want.as_array().into_iter().flatten() {
        let mut named = got.as_array().into_iter().flatten().filter(|got| got["name"] == want["name"]);
        let got = named.next().ok_or_else(|| format!("no artifact like {want} in {got}"))?;
        within("artifact", got, want)?;
        if named.next().is_some() {
            return Err(format!("two artifacts {}", want["name"]).into());
        }
    }
    Ok(())
}

fn has(name: &str, got: &Value, want: &Value) -> Result<(), Failed> {
    let there = got.as_str().is_some_and(|id| !id.is_empty());
    if there || want != true { Ok(()) } else { Err(format!("{name}: {got}").into()) }
}

fn like_output(got: &Value, want: &Value) -> Result<(), Failed> {
    for (name, want) in want.as_object().into_iter().flatten() {
        match name.as_str() {
            "hasSessionId" => has(name, &got["sessionId"], want)?,
            "hasSnapshotId" => has(name, &got["snapshotId"], want)?,
            "stateContains" => within("state", &got["state"], want)?,
            "artifactsContain" => like_artifacts(&got["artifacts"], want)?,
            "errorContains" => like_error(&got["error"], want)?,
            member => within(member, &got[member], want)?,
        }
    }
    Ok(())
}

fn like_snapshot(got: &Value, want: &Value) -> Result<(), Failed> {
    for (name, want) in want.as_object().into_iter().flatten() {
        match name.as_str() {
            "hasSessionId" => has(name, &got["state"]["sessionId"], want)?,
            "stateContains" => within("state", &got["state"], want)?,
            "errorContains" => like_error(&got["error"], want)?,
            member => same(member, &got[member], want)?,
        }
    }
    Ok(())
}

/// The next answer to the next request, after its chunks.
fn model(script: Scripts) -> Action {
    let supports = ModelSupports { tools: Some(true), ..ModelSupports::default() };
    let builder = Model::builder("programmableModel").supports(supports);
    builder.handler(move |_: ModelRequest, _: Ctx, out: Chunks<ModelResponseChunk>| {
        let script = script.clone();
        async move {
            let (response, chunks) = {
                let mut script = script.lock().unwrap();
                (script.responses.pop_front(), script.chunks.pop_front())
            };
            for chunk in chunks.into_iter().flatten() {
                out.send(chunk).await?;
            }
            response.ok_or_else(|| Error::out_of_range("no answer is left"))
        }
    })
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Query {
    query: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Act {
    action: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Answer {
    answer: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Done {
    result: String,
}

fn tools() -> Vec<Action> {
    let test = Tool::builder("testTool").description("description");
    let interrupt = Tool::builder("interruptTool").description("Asks the user");
    let restart = Tool::builder("restartTool").description("Acts once confirmed");
    vec![
        test.handler(|_: Value, _| async { Ok(json!("tool called")) }),
        interrupt.handler(|_: Query, _| async { Err::<Answer, _>(Error::interrupt(true)) }),
        restart.handler(|act: Act, ctx: Ctx| async move {
            match ctx.resumed() {
                Some(_) => Ok(Done { result: format!("confirmed: {}", act.action) }),
                None => Err(Error::interrupt(json!({"requiresConfirmation": true}))),
            }
        }),
    ]
}

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct Counter {
    counter: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<String>,
}

/// The agents of the suite, each of which is told in its reference.
fn agents() -> Vec<Action> {
    let client = |name: &str| Agent::builder(name);
    let kept = |name: &str| Agent::builder(name).store(InMemorySessionStore::new());
    let asks = |agent: AgentBuilder, tools: &'static [&'static str]| {
        agent.generate(move |call: Generate, _: &Ctx| {
            call.model("programmableModel").tools(tools.iter().copied())
        })
    };
    let counts = |agent: AgentBuilder| {
        agent.handler(|turn: Turn<Counter>, _| async move {
            turn.update(|state| state.counter += 1).await?;
            Ok("done")
        })
    };
    let blocks = |agent: AgentBuilder| {
        agent.handler(|_: Turn, _| async { std::future::pending::<Result<()>>().await })
    };
    let fails = |agent: AgentBuilder| {
        agent.handler(|_: Turn, _| async { Err::<(), _>(Error::internal("intentional failure")) })
    };
    let makes = client("customAgentWithArtifacts").handler(|turn: Turn, _| async move {
        for (name, text) in [("doc1", "v1"), ("doc1", "v2"), ("doc2", "other")] {
            turn.add_artifact(Artifact::new(name, text)).await;
        }
        Ok("done")
    });
    let makes_more = kept("customAgentWithArtifactsStore").handler(|turn: Turn, _| async move {
        let n = turn.artifacts().len() + 1;
        turn.add_artifact(Artifact::new(format!("doc{n}"), format!("content{n}"))).await;
        Ok("done")
    });
    let several = client("customAgentWithMultiCustomState").handler(|turn: Turn<Counter>, _| async move {
        let working = Some("working".to_owned());
        turn.update(|state| *state = Counter { counter: 1, status: working }).await?;
        turn.update(|state| state.counter = 2).await?;
        turn.update(|state| state.status = Some("done".to_owned())).await?;
        Ok("done")
    });
    [
        asks(client("promptAgent"), &[]),
        asks(kept("promptAgentWithStore"), &[]),
        asks(client("promptAgentWithTools"), &["testTool"]),
        asks(kept("promptAgentWithInterrupt"), &["interruptTool"]),
        asks(kept("promptAgentWithRestartTool"), &["restartTool"]),
        blocks(kept("customAgentBlocking")),
        fails(kept("customAgentFailing")),
        makes,
        makes_more,
        counts(client("customAgentWithCustomState")),
        counts(kept("customAgentWithCustomStateStore")),
        several,
    ]
    .concat()
}
