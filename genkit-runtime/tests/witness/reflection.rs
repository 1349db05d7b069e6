//! The suite of the reflection API: requests over HTTP, and what their answers say.

use genkit::dev::{DevOptions, serve};
use genkit::{Error, GenerateDefaults, Genkit, Model, ModelRequest, ModelResponse, Usage};
use libtest_mimic::{Failed, Trial};
use serde::Deserialize;
use serde_json::Value;

use crate::http;
use crate::like::plain;
use crate::suites::block_on;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    path: String,
    /// What is sent; without it the path is asked for.
    post: Option<Value>,
    body: Value,
}

pub(crate) fn trials(suite: &str, cases: Vec<Value>) -> Vec<Trial> {
    let trial = |(n, case): (usize, Value)| {
        let path = case["path"].as_str().unwrap_or_default();
        let key = case["post"]["key"].as_str().unwrap_or_default();
        let name = format!("{suite}/{n} {path} {key}");
        Trial::test(name, move || block_on(run(serde_json::from_value(case)?)))
    };
    cases.into_iter().enumerate().map(trial).collect()
}

async fn run(case: Case) -> Result<(), Failed> {
    let told = |error: Error| Failed::from(format!("{error:?}"));
    let model =
        Model::builder("customReflector").handler(|req: ModelRequest, _, _| async move { reflect(&req) });
    let ai = Genkit::builder()
        .without_discovery()
        .generate_defaults(GenerateDefaults::as_genkit_js())
        .action(model)
        .build()
        .await
        .map_err(told)?;
    let server = serve(&ai, DevOptions::new().port(0).runtime_file(false)).await.map_err(told)?;
    let (status, body) = match &case.post {
        Some(post) => http::post(server.url(), &case.path, post).await,
        None => http::get(server.url(), &case.path).await,
    };
    server.stop().await;
    if status != 200 {
        return Err(format!("status {status}: {body}").into());
    }
    let (got, want) = (plain(&serde_json::from_str(&body)?), plain(&case.body));
    if covers(&got, &want) { Ok(()) } else { Err(format!("want {want}\n  got  {got}").into()) }
}

/// Answers the request itself as JSON with sorted members, and counts characters.
fn reflect(request: &ModelRequest) -> genkit::Result<ModelResponse> {
    let text = sorted(&serde_json::to_value(request)?).to_string();
    let asked: usize = request.messages.iter().map(|m| m.text().encode_utf16().count()).sum();
    let mut usage = Usage::default();
    usage.input_characters = Some(asked as f64);
    usage.output_characters = Some(text.encode_utf16().count() as f64);
    Ok(ModelResponse::text(text).with_usage(usage))
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut members: Vec<_> = map.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            members.into_iter().collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

/// All that is wanted is there; objects may say more.
fn covers(got: &Value, want: &Value) -> bool {
    match (got, want) {
        (Value::Object(got), Value::Object(want)) => {
            want.iter().all(|(name, want)| got.get(name).is_some_and(|got| covers(got, want)))
        }
        (Value::Array(got), Value::Array(want)) => {
            got.len() == want.len() && got.iter().zip(want).all(|(got, want)| covers(got, want))
        }
        _ => got == want,
    }
}
