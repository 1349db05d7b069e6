//! Stopping in good order.

use std::time::Duration;

use genkit::prelude::*;
use genkit::serve::{Flows, Limits, Server};
use tokio::sync::oneshot;

use super::wire::{Wire, request};
use super::{Running, endless, flows, runtime};

#[tokio::test]
async fn runs_at_hand_are_done_first() {
    let (go, gone) = oneshot::channel::<()>();
    let gone = std::sync::Mutex::new(Some(gone));
    let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
    let waits = Flow::builder("waits").handler(move |(): (), _| {
        let gone = gone.lock().unwrap().take();
        begun.send(()).unwrap();
        async move {
            gone.unwrap().await?;
            Ok("done")
        }
    });
    let mut server = Running::start(Server::of(Flows::of(&runtime([waits])))).await;
    let mut idle = Wire::to(&server).await;
    let mut wire = Wire::to(&server).await;
    wire.write(&request("/waits", "{}")).await;
    begins.recv().await.unwrap();
    server.ask_to_stop();
    // The one without a request is closed, the other is not.
    idle.until_closed().await;
    go.send(()).unwrap();
    assert_eq!(wire.answer().await.body, r#"{"result":"done"}"#);
    server.stopped().await;
}

#[tokio::test]
async fn a_run_that_takes_too_long_ends_with_a_word() {
    let (endless, mut told) = endless();
    let limits = Limits::default().drain_time(Duration::from_millis(10));
    let ai = runtime(flows().into_iter().chain([endless]));
    let server = Running::start(Server::of(Flows::of(&ai).limits(limits))).await;
    let mut wire = Wire::to(&server).await;
    wire.write(&request("/endless?stream=true", "{}")).await;
    assert_eq!(told.recv().await, Some("begun"));
    wire.until("data: {\"message\":1}").await;
    let (rest, ()) = tokio::join!(wire.rest(), server.stopped());
    assert!(
        rest.contains(r#"data: {"error":{"message":"the server is stopping","status":"UNAVAILABLE"}}"#),
        "{rest}"
    );
    assert_eq!(told.recv().await, Some("dropped"));
}

#[tokio::test]
async fn health_and_readiness_are_told() {
    let server = super::serve().await;
    for path in ["/healthz", "/readyz"] {
        let answer = super::wire::ask(&server, &format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n")).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"status":"OK"}"#), "{path}");
    }
}

#[tokio::test]
async fn pages_of_named_origins_may_ask() {
    let ai = runtime(flows());
    let server = Server::of(Flows::of(&ai)).allow_origins(["http://localhost:4200"]);
    let server = Running::start(server).await;
    let preflight = "OPTIONS /double HTTP/1.1\r\nhost: x\r\norigin: http://localhost:4200\r\n\
                     access-control-request-method: POST\r\naccess-control-request-headers: content-type\r\n\r\n";
    let answer = super::wire::ask(&server, preflight).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://localhost:4200"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("content-type"));
    let other = preflight.replace("localhost:4200", "evil.example");
    let answer = super::wire::ask(&server, &other).await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
}
