//! More requests than there are turns.

use std::time::Duration;

use genkit::prelude::*;
use genkit::serve::{Flows, Limits, Server};

use super::wire::{Wire, post, request};
use super::{Running, body, endless, flows, impatient, runtime};

#[tokio::test]
async fn beyond_the_queue_requests_are_refused_and_told_when_to_come_again() {
    let (endless, mut told) = endless();
    let limits = Limits::default().runs(1).queue(1, Duration::from_secs(3600));
    let ai = runtime(flows().into_iter().chain([endless]));
    let server = Running::start(Server::of(Flows::of(&ai).limits(limits))).await;
    let mut first = Wire::to(&server).await;
    first.write(&request("/endless", "{}")).await;
    assert_eq!(told.recv().await, Some("begun"));
    let mut second = Wire::to(&server).await;
    second.write(&request("/double", r#"{"data": 1}"#)).await;
    // One of two is refused, whichever comes second: the other waits.
    let mut third = Wire::to(&server).await;
    third.write(&request("/double", r#"{"data": 1}"#)).await;
    let (refused, mut waits) = tokio::select! {
        answer = second.answer() => (answer, third),
        answer = third.answer() => (answer, second),
    };
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    assert_eq!(body(&refused.body)["status"], "UNAVAILABLE");
    drop(first);
    assert_eq!(waits.answer().await.status, 200);
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let (endless, mut told) = endless();
    let ai = impatient(flows().into_iter().chain([endless]));
    // Bodies that are there at once have no limit to run into.
    let server = Running::start(Server::of(Flows::of(&ai).limits(Limits::default().runs(1)))).await;
    let mut first = Wire::to(&server).await;
    first.write(&request("/endless", "{}")).await;
    assert_eq!(told.recv().await, Some("begun"));
    assert_eq!(post(&server, "/double", r#"{"data": 1}"#).await.status, 503);
}

#[tokio::test]
async fn a_slow_reader_holds_its_run_back() {
    let sent = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = sent.clone();
    let flood = Flow::builder("flood").streaming(move |(): (), _, out: Chunks<String>| {
        let counted = counted.clone();
        async move {
            loop {
                out.send("x".repeat(1000)).await?;
                if counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 100_000 {
                    return Ok(());
                }
            }
        }
    });
    let server = Running::start(Server::of(Flows::of(&runtime([flood])))).await;
    let mut wire = Wire::to(&server).await;
    wire.write(&request("/flood?stream=true", "{}")).await;
    wire.until("data: ").await;
    // What the machine's sockets hold, and no more; it does not grow.
    let mut before = usize::MAX;
    loop {
        let now = sent.load(std::sync::atomic::Ordering::Relaxed);
        if now == before {
            break;
        }
        before = now;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(before < 50_000, "{before} chunks of 1 kB went out unread");
}
