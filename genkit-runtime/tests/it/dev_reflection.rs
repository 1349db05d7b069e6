//! The reflection API over HTTP, as tools see it.

use std::sync::Arc;

use genkit::dev::{DevOptions, DevServer, serve};
use genkit::{Action, Chunks, Ctx, Error, Flow, Genkit, Status};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::dev_http::{get, post, send};

fn countdown(go_on: Arc<Notify>) -> Action {
    Flow::builder("countdown").streaming(move |n: u32, _: Ctx, out: Chunks<Value>| {
        let go_on = go_on.clone();
        async move {
            for n in (1..=n).rev() {
                out.send(json!({"n": n})).await?;
                go_on.notified().await;
            }
            Ok::<_, Error>("liftoff")
        }
    })
}

async fn served() -> (DevServer, Arc<Notify>) {
    let go_on = Arc::new(Notify::new());
    let ai = Genkit::builder()
        .without_discovery()
        .value("defaultModel", "defaultModel", "demo/echo")
        .action(countdown(go_on.clone()))
        .action(
            Flow::builder("whoami")
                .handler(|(): (), ctx: Ctx| async move { Ok::<_, Error>(json!(ctx.context())) }),
        )
        .action(Flow::builder("boom").handler(|s: String, _| async move {
            Err::<(), Error>(std::io::Error::other(format!("boom: {s}")).into())
        }))
        .action(
            Flow::builder("missing")
                .handler(|(): (), _| async move { Err::<(), _>(Error::new(Status::NotFound, "no dish")) }),
        )
        .action(Flow::builder("panics").handler(|(): (), _| async move {
            if true {
                panic!("as it does");
            }
            Ok::<(), Error>(())
        }))
        .action(Flow::builder("forever").handler(|(): (), _| std::future::pending::<Result<(), Error>>()))
        .build()
        .await
        .unwrap();
    (serve(&ai, DevOptions::new().port(0).runtime_file(false)).await.unwrap(), go_on)
}

async fn run(server: &DevServer, body: Value) -> (u16, Value) {
    let (status, body) = post(server.url(), "/api/runAction", &body).await;
    (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
}

#[tokio::test]
async fn the_short_answers() {
    let (server, _) = served().await;
    let url = server.url();
    let health = |id: &str| format!("/api/__health?id={id}");
    assert_eq!(get(url, "/api/__health").await, (200, "OK".to_owned()));
    assert_eq!(get(url, &health(server.id())).await.0, 200);
    assert_eq!(get(url, &health("nope")).await, (503, "Invalid runtime ID".to_owned()));
    assert_eq!(get(url, "/api/envs").await, (200, r#"["dev"]"#.to_owned()));
    let (_, values) = get(url, "/api/values?type=defaultModel").await;
    assert_eq!(values, r#"{"defaultModel":"demo/echo"}"#);
    assert_eq!(get(url, "/api/values?type=zzz").await.0, 400);
    assert_eq!(get(url, "/api/values").await.0, 400);
    assert_eq!(get(url, "/api/nope").await.0, 404);
    let notified = post(url, "/api/notify", &json!({"telemetryServerUrl": "http://localhost:1"})).await;
    assert_eq!(notified, (200, "OK".to_owned()));
}

#[tokio::test]
async fn actions_are_told_by_key() {
    let (server, _) = served().await;
    let (_, actions) = get(server.url(), "/api/actions").await;
    let actions: Value = serde_json::from_str(&actions).unwrap();
    let countdown = &actions["/flow/countdown"];
    assert_eq!((&countdown["key"], &countdown["name"]), (&json!("/flow/countdown"), &json!("countdown")));
    assert_eq!(countdown["inputSchema"]["type"], "integer");
    assert!(countdown.get("description").is_none());
}

#[tokio::test]
async fn a_run_tells_its_trace_before_it_is_done() {
    let (server, go_on) = served().await;
    let body = json!({"key": "/flow/countdown", "input": 2}).to_string();
    let mut answer = send(server.url(), "POST", "/api/runAction?stream=true", "", &body).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.header("x-genkit-trace-id").unwrap().len(), 32);
    assert_eq!(answer.header("x-genkit-span-id").unwrap().len(), 16);
    assert!(answer.header("x-genkit-version").unwrap().starts_with("rust/"));
    answer.until(r#"{"n":2}"#).await;
    go_on.notify_one();
    answer.until(r#"{"n":1}"#).await;
    go_on.notify_one();
    let trace = answer.header("x-genkit-trace-id").unwrap().to_owned();
    let (_, body) = answer.whole().await;
    assert_eq!(
        body,
        format!(
            "{{\"n\":2}}\n{{\"n\":1}}\n{{\"result\":\"liftoff\",\"telemetry\":{{\"traceId\":\"{trace}\"}}}}"
        )
    );
}

#[tokio::test]
async fn a_run_without_chunks_tells_its_trace_early_too_and_can_be_stopped() {
    let (server, _) = served().await;
    let answer = send(server.url(), "POST", "/api/runAction", "", r#"{"key":"/flow/forever"}"#).await;
    let trace = answer.header("x-genkit-trace-id").unwrap().to_owned();
    let cancel = json!({"traceId": trace});
    let cancelled = post(server.url(), "/api/cancelAction", &cancel).await;
    assert_eq!(cancelled, (200, r#"{"message":"Action cancelled"}"#.to_owned()));
    let (status, body) = answer.whole().await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &body["error"]["code"]), (200, &json!(1)));
    assert_eq!(body["error"]["message"], "Action was cancelled");
    assert_eq!(post(server.url(), "/api/cancelAction", &cancel).await.0, 404);
    assert_eq!(post(server.url(), "/api/cancelAction", &json!({})).await.0, 400);
}

#[tokio::test]
async fn failures_keep_their_code_and_their_trace() {
    let (server, _) = served().await;
    for (body, code, message) in [
        (json!({"key": "/flow/boom", "input": "x"}), 13, "boom: x"),
        (json!({"key": "/flow/boom", "input": 7}), 3, "INVALID_ARGUMENT: Schema validation failed."),
        (json!({"key": "/flow/missing"}), 5, "NOT_FOUND: no dish"),
        (json!({"key": "/flow/panics"}), 13, "as it does"),
    ] {
        let (status, answer) = run(&server, body.clone()).await;
        let error = &answer["error"];
        assert_eq!((status, &error["code"]), (200, &json!(code)), "{body}");
        assert!(error["message"].as_str().unwrap().contains(message), "{error}");
        assert_eq!(error["details"]["traceId"].as_str().map(str::len), Some(32), "{error}");
        assert!(error["details"]["stack"].is_string());
    }
}

#[tokio::test]
async fn requests_that_make_no_sense() {
    let (server, _) = served().await;
    let (status, answer) = run(&server, json!({"key": "/flow/nope"})).await;
    assert_eq!((status, answer), (404, json!("action /flow/nope not found")));
    let (status, answer) = run(&server, json!({})).await;
    assert_eq!((status, &answer["error"]["code"]), (200, &json!(3)));
    let (status, answer) = send(server.url(), "POST", "/api/runAction", "", "{").await.whole().await;
    assert_eq!(status, 200);
    assert!(answer.contains(r#""code":3"#), "{answer}");
}

#[tokio::test]
async fn the_context_is_given_on() {
    let (server, _) = served().await;
    let (_, answer) = run(&server, json!({"key": "/flow/whoami", "context": {"auth": {"uid": "u1"}}})).await;
    assert_eq!(answer["result"], json!({"auth": {"uid": "u1"}}));
    let (_, answer) = run(&server, json!({"key": "/flow/whoami"})).await;
    assert_eq!(answer["result"], json!({}));
}

#[tokio::test]
async fn web_pages_may_not_ask() {
    let (server, _) = served().await;
    for headers in ["host: evil.example\r\n", "origin: https://evil.example\r\n"] {
        let answer = send(server.url(), "GET", "/api/actions", headers, "").await;
        assert_eq!(answer.status(), 403, "{headers}");
    }
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let (server, _) = served().await;
    let long = "x".repeat(31 * 1024 * 1024);
    let body = json!({"key": "/flow/boom", "input": long}).to_string();
    assert_eq!(send(server.url(), "POST", "/api/runAction", "", &body).await.status(), 413);
}

#[tokio::test]
async fn a_tool_may_end_the_server() {
    let (server, _) = served().await;
    assert_eq!(get(server.url(), "/api/__quitquitquit").await, (200, "OK".to_owned()));
    let url = server.url().trim_start_matches("http://").to_owned();
    server.stopped().await;
    assert!(tokio::net::TcpStream::connect(url).await.is_err());
}
