//! The suite of `/util/generate`: a model that answers as it is told, and one tool.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use genkit::{
    Action, Chunks, Ctx, Error, GenerateDefaults, Genkit, Model, ModelRequest, ModelResponse,
    ModelResponseChunk, ModelSupports, Result, RunOptions, Tool,
};
use libtest_mimic::{Failed, Trial};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::like::same;
use crate::suites::block_on;

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Case {
    #[serde(rename = "name")]
    _name: String,
    #[serde(default)]
    stream: bool,
    input: Value,
    #[serde(default)]
    model_responses: Vec<ModelResponse>,
    #[serde(default)]
    stream_chunks: Vec<Vec<ModelResponseChunk>>,
    #[serde(default)]
    expect_chunks: Vec<Value>,
    expect_response: Option<Value>,
}

pub(crate) fn trials(suite: &str, cases: Vec<Value>) -> Vec<Trial> {
    let trial = |case: Value| {
        let name = format!("{suite}/{}", case["name"].as_str().unwrap_or("without a name"));
        Trial::test(name, move || block_on(run(serde_json::from_value(case)?)))
    };
    cases.into_iter().map(trial).collect()
}

async fn run(case: Case) -> Result<(), Failed> {
    let ai = Genkit::builder()
        .without_discovery()
        .generate_defaults(GenerateDefaults::as_genkit_js())
        .without_seals()
        .action(model(case.model_responses, case.stream_chunks))
        .action(tool())
        .build()
        .await
        .map_err(told)?;
    let generate = ai.action("/util/generate").await.map_err(told)?;
    let mut chunks: Vec<Value> = Vec::new();
    let response = if case.stream {
        let mut run = generate.stream_json(&ai, case.input, RunOptions::new());
        while let Some(chunk) = run.next().await {
            chunks.push(serde_json::from_str(chunk.map_err(told)?.get())?);
        }
        run.output().await.map_err(told)?
    } else {
        generate.run_json(&ai, case.input, RunOptions::new()).await.map_err(told)?.result
    };
    same("chunks", &chunks.into(), &case.expect_chunks.into())?;
    match case.expect_response {
        Some(expected) => same("response", &response, &keyed(expected)),
        None => Ok(()),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "as `map_err` has it")]
fn told(error: Error) -> Failed {
    format!("{error:?}").into()
}

/// The n-th answer to the n-th request, after its chunks.
fn model(responses: Vec<ModelResponse>, chunks: Vec<Vec<ModelResponseChunk>>) -> Action {
    let script = Arc::new((responses, chunks, AtomicUsize::new(0)));
    let supports = ModelSupports { tools: Some(true), ..ModelSupports::default() };
    let builder = Model::builder("programmableModel").supports(supports);
    builder.handler(move |_: ModelRequest, _: Ctx, out: Chunks<ModelResponseChunk>| {
        let script = script.clone();
        async move {
            let turn = script.2.fetch_add(1, Ordering::Relaxed);
            for chunk in script.1.get(turn).into_iter().flatten() {
                out.send(chunk.clone()).await?;
            }
            script.0.get(turn).cloned().ok_or_else(|| Error::out_of_range(format!("no answer {turn}")))
        }
    })
}

fn tool() -> Action {
    Tool::builder("testTool")
        .description("description")
        .handler(|_: Value, _| async { Ok(json!("tool called")) })
}

/// What the suite leaves out, since not every runtime has it: the key of each tool.
fn keyed(mut response: Value) -> Value {
    let tools = response.pointer_mut("/request/tools").and_then(Value::as_array_mut);
    for tool in tools.into_iter().flatten() {
        let key = format!("/tool/{}", tool["name"].as_str().unwrap_or_default());
        tool["key"] = key.into();
    }
    response
}
