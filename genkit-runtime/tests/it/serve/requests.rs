//! Requests that are as they should be, and those that are not.

use serde_json::json;

use super::wire::{Wire, ask, post, request};
use super::{Running, body, flows, impatient, runtime, serve};
use genkit::serve::{Flows, Limits, Server};

#[tokio::test]
async fn a_run_is_answered_with_its_result_and_its_trace() {
    let server = serve().await;
    let answer = post(&server, "/double", r#"{"data": 21}"#).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"result":42}"#));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("x-genkit-trace-id").unwrap().len(), 32);
    assert_eq!(answer.header("x-genkit-span-id").unwrap().len(), 16);
    assert_eq!(post(&server, "/nothing", "{}").await.body, r#"{"result":null}"#);
}

#[tokio::test]
async fn a_public_error_is_told_and_any_other_hidden() {
    let server = serve().await;
    let refused = post(&server, "/refused", "{}").await;
    assert_eq!(refused.status, 404);
    let told = json!({"message": "no such dish", "status": "NOT_FOUND", "details": {"dish": "soup"}});
    assert_eq!(body(&refused.body), told);
    let broken = post(&server, "/broken", "{}").await;
    assert_eq!(broken.status, 500);
    assert_eq!(broken.body, r#"{"message":"Internal Error","status":"INTERNAL"}"#);
    assert_eq!(broken.header("x-genkit-trace-id").unwrap().len(), 32);
}

#[tokio::test]
async fn every_bad_request_has_a_status_and_a_reason() {
    let server = serve().await;
    let deep = format!("{{\"data\": {}1{}}}", "[".repeat(5000), "]".repeat(5000));
    let cases = [
        ("not JSON", request("/double", "nonsense"), 400, "a request reads {\"data\": ..} as JSON: expected"),
        ("empty", request("/double", ""), 400, "the body is empty"),
        ("no object", request("/double", "7"), 400, "invalid type"),
        ("a list", request("/nothing", "[null, null]"), 400, "expected an object"),
        ("wrong type", request("/double", r#"{"data": "x"}"#), 400, "(root): must be integer"),
        ("missing member", request("/double", "{}"), 400, "(root): must be integer"),
        ("too large a number", request("/double", r#"{"data": 1e30}"#), 400, "(root)"),
        ("deep", request("/double", &deep), 400, "recursion limit exceeded"),
        ("no path", request("/none", "{}"), 404, "nothing is served at /none"),
        ("cut UTF-8", request("/double", "{\"data\": \"\u{e9}\"").replace('}', ""), 400, "EOF"),
        (
            "another type",
            request("/double", "x=1").replace("application/json", "text/plain"),
            415,
            "content-type",
        ),
        ("another method", "GET /double HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(), 405, "POST"),
    ];
    for (name, request, status, reason) in cases {
        let answer = ask(&server, &request).await;
        assert_eq!(answer.status, status, "{name}: {answer:?}");
        let told = body(&answer.body);
        assert!(told["message"].as_str().unwrap().contains(reason), "{name}: {told}");
        assert!(told["status"].is_string(), "{name}: {told}");
    }
    assert_eq!(post(&server, "/double", r#"{"data": 1}"#).await.status, 200);
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_before_and_after_it_came() {
    let flows = Flows::of(&runtime(flows())).limits(Limits::default().body_bytes(1000));
    let server = Running::start(Server::of(flows)).await;
    // Said beforehand: nothing of it is waited for.
    let head = "POST /double HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n";
    let answer = ask(&server, head).await;
    assert_eq!(answer.status, 413);
    assert_eq!(body(&answer.body)["message"], "the body is longer than 1000 bytes");
    // In chunks, and sent whole before anything is read.
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
    let head = head.replace("content-length: 99999999999", "transfer-encoding: chunked");
    let answer = ask(&server, &(head + &chunk.repeat(1000) + "0\r\n\r\n")).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn a_body_that_trickles_is_not_waited_for() {
    let server = Running::start(Server::of(Flows::of(&impatient(flows())))).await;
    let mut wire = Wire::to(&server).await;
    wire.write(&request("/double", r#"{"data": 1}"#).replace("content-length: 11", "content-length: 50"))
        .await;
    let answer = wire.answer().await;
    assert_eq!(answer.status, 408);
    assert_eq!(body(&answer.body)["message"], "the body took too long to arrive");
}

#[tokio::test]
async fn an_input_with_many_faults_is_told_of_some() {
    let flow = genkit::Flow::builder("sum").handler(|n: Vec<i64>, _| async move { Ok(n.len()) });
    let server = Running::start(Server::of(Flows::of(&runtime([flow])))).await;
    let many = format!("{{\"data\": [{}\"x\"]}}", "\"x\",".repeat(10_000));
    let answer = post(&server, "/sum", &many).await;
    assert_eq!(answer.status, 400);
    assert_eq!(body(&answer.body)["details"]["errors"].as_array().unwrap().len(), 100);
}
