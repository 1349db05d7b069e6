//! What clients do with their connections.

use std::time::Duration;

use tokio::io::AsyncWriteExt;

use super::wire::{Wire, ask, post, request};
use super::{Running, body, endless, flows, runtime, serve};
use genkit::serve::{Flows, Limits, Server};

#[tokio::test]
async fn requests_in_a_pipe_are_answered_in_order() {
    let server = serve().await;
    let mut wire = Wire::to(&server).await;
    let three = request("/double", r#"{"data": 1}"#)
        + &request("/refused", "{}")
        + &request("/double", r#"{"data": 3}"#);
    wire.write(&three).await;
    assert_eq!(wire.answer().await.body, r#"{"result":2}"#);
    assert_eq!(wire.answer().await.status, 404);
    assert_eq!(wire.answer().await.body, r#"{"result":6}"#);
}

#[tokio::test]
async fn a_client_that_closes_its_side_is_still_answered() {
    let (endless, mut told) = endless();
    let server = Running::start(Server::of(Flows::of(&runtime(flows().into_iter().chain([endless]))))).await;
    // Its run is done at once.
    let mut wire = Wire::to(&server).await;
    wire.write(&request("/double", r#"{"data": 4}"#)).await;
    wire.0.shutdown().await.unwrap();
    assert_eq!(wire.answer().await.body, r#"{"result":8}"#);
    assert_eq!(wire.rest().await, "", "and then the connection is closed");
    // Its body is cut off.
    let mut wire = Wire::to(&server).await;
    wire.write(&request("/double", r#"{"data": 4}"#).replace("content-length: 11", "content-length: 50"))
        .await;
    wire.0.shutdown().await.unwrap();
    let answer = wire.answer().await;
    assert_eq!((answer.status, body(&answer.body)["status"].as_str()), (400, Some("INVALID_ARGUMENT")));
    // Its run takes time: nobody may be there to hear of it.
    let mut wire = Wire::to(&server).await;
    wire.write(&request("/endless", "{}")).await;
    wire.0.shutdown().await.unwrap();
    let answer = wire.answer().await;
    assert_eq!((answer.status, body(&answer.body)["status"].as_str()), (499, Some("CANCELLED")));
    assert_eq!(told.recv().await, Some("begun"));
    assert_eq!(told.recv().await, Some("dropped"));
}

#[tokio::test]
async fn a_run_ends_with_its_client() {
    let (endless, mut told) = endless();
    let server = Running::start(Server::of(Flows::of(&runtime([endless])))).await;
    for path in ["/endless", "/endless?stream=true"] {
        let mut wire = Wire::to(&server).await;
        wire.write(&request(path, "{}")).await;
        assert_eq!(told.recv().await, Some("begun"));
        drop(wire);
        assert_eq!(told.recv().await, Some("dropped"), "{path}");
    }
}

#[tokio::test]
async fn a_run_ends_with_its_client_in_an_application_of_ones_own() {
    let (endless, mut told) = endless();
    let app = axum::Router::new().merge(genkit::serve::router(&runtime([endless])));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request("/endless", "{}").as_bytes()).await.unwrap();
    assert_eq!(told.recv().await, Some("begun"));
    drop(stream);
    assert_eq!(told.recv().await, Some("dropped"));
    server.abort();
}

#[tokio::test]
async fn many_idle_connections_are_nothing_to_a_server() {
    let server = serve().await;
    let mut idle = Vec::new();
    // Files are counted: each connection here is two of this process.
    for _ in 0..200 {
        idle.push(Wire::to(&server).await);
    }
    assert_eq!(post(&server, "/double", r#"{"data": 1}"#).await.status, 200);
    let last = idle.last_mut().unwrap();
    last.write(&request("/double", r#"{"data": 2}"#)).await;
    assert_eq!(last.answer().await.body, r#"{"result":4}"#);
}

/// Long beside what a busy machine takes to write a request, short for whoever waits.
const SHORT: Duration = Duration::from_secs(1);

fn limited(limits: Limits) -> Server {
    Server::of(Flows::of(&runtime(flows())).limits(limits))
}

#[tokio::test]
async fn a_head_that_trickles_is_not_waited_for() {
    let limits = Limits::default().head_time(Duration::from_millis(20));
    let server = Running::start(limited(limits)).await;
    let answer = ask(&server, "POST /double HTTP/1.1\r\nhost: ").await;
    assert_eq!(answer.status, 408);
    assert_eq!(body(&answer.body)["status"], "DEADLINE_EXCEEDED");
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let server = Running::start(limited(Limits::default().head_time(SHORT).idle_time(SHORT))).await;
    let mut wire = Wire::to(&server).await;
    wire.write(&request("/double", r#"{"data": 2}"#)).await;
    assert_eq!(wire.answer().await.status, 200);
    assert_eq!(wire.rest().await, "");
    assert_eq!(Wire::to(&server).await.rest().await, "", "also one that never asked");
}

#[tokio::test]
async fn a_client_that_does_not_read_loses_its_run() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel::<()>();
    let tell = std::sync::Mutex::new(Some(tell));
    let flood = genkit::Flow::builder("flood").streaming(move |(): (), _, out: genkit::Chunks<String>| {
        let until_dropped = tell.lock().unwrap().take();
        async move {
            while until_dropped.is_some() {
                out.send("x".repeat(10_000)).await?;
            }
            Ok(())
        }
    });
    let limits = Limits::default().idle_time(SHORT);
    let server = Running::start(Server::of(Flows::of(&runtime([flood])).limits(limits))).await;
    let mut wire = Wire::to(&server).await;
    wire.write(&request("/flood?stream=true", "{}")).await;
    wire.until("data: ").await;
    // Nothing more is read: the run is dropped, and what it held with it.
    assert_eq!(told.recv().await, None);
}
