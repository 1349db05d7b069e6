//! What a program logs, shown in the trace that it was logged in.

use genkit::dev::{DevOptions, TraceQuery, TraceStore, log_layer, serve};
use genkit::{Ctx, Error, Flow, Genkit};
use serde_json::{Value, json};
use tracing::span;
use tracing_subscriber::Layer;

use crate::dev_http::post;
use crate::dev_telemetry::Telemetry;

/// A program's own subscriber, which wants everything and does nothing.
struct Everything;

impl tracing::Subscriber for Everything {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, _: &tracing::Event<'_>) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn logs_carry_trace_and_span() {
    let _logging = tracing::subscriber::set_default(log_layer().with_subscriber(Everything));
    let telemetry = Telemetry::start().await;
    let greet = Flow::builder("greet").handler(|who: String, _: Ctx| async move {
        tracing::warn!(who, times = 2, sure = true, "greeting someone");
        Ok::<_, Error>(())
    });
    let ai = Genkit::builder().without_discovery().action(greet).build().await.unwrap();
    let options = DevOptions::new().port(0).runtime_file(false).telemetry_server(&telemetry.url);
    let server = serve(&ai, options).await.unwrap();
    let run = json!({"key": "/flow/greet", "input": "Ada"});
    let (_, answer) = post(server.url(), "/api/runAction", &run).await;
    let answer: Value = serde_json::from_str(&answer).unwrap();

    let records = telemetry.to("/api/otlp").into_iter().flat_map(|request| {
        request["resourceLogs"][0]["scopeLogs"][0]["logRecords"].as_array().unwrap().clone()
    });
    let record = records.into_iter().find(|r| r["body"]["stringValue"] == "greeting someone").unwrap();
    assert_eq!(record["traceId"], answer["telemetry"]["traceId"]);
    assert_eq!(record["spanId"], telemetry.spans()[0]["spanId"]);
    assert_eq!((&record["severityText"], &record["severityNumber"]), (&json!("WARN"), &json!(13)));
    let attribute = |name: &str, value: Value| json!({"key": name, "value": value});
    let expected = [
        attribute("who", json!({"stringValue": "Ada"})),
        attribute("times", json!({"intValue": 2})),
        attribute("sure", json!({"boolValue": true})),
    ];
    assert_eq!(record["attributes"].as_array().unwrap(), &expected);
}

#[test]
fn an_empty_project_has_no_traces() {
    let store = TraceStore::new(std::env::temp_dir().join("genkit-no-such-project"));
    assert!(store.list(&TraceQuery::new()).unwrap().is_empty());
}
