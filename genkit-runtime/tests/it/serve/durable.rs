//! Streams that outlive their connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use genkit::client::Flow;
use genkit::durable::{InMemoryStreams, StreamEvent, StreamManager};
use genkit::http::{Connect, HttpRequest, HttpResponse, Transport};
use genkit::prelude::*;
use genkit::serve::{self, FlowHandler, Flows, Server};
use genkit::{BoxFuture, Flow as NewFlow};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::{Running, runtime};

/// A durable flow that sends a number whenever it is allowed to.
async fn serve() -> (Running, Arc<Semaphore>) {
    let steps = Arc::new(Semaphore::new(0));
    let allowed = steps.clone();
    let count = NewFlow::builder("count").streaming(move |n: u32, _, out: Chunks<u32>| {
        let allowed = allowed.clone();
        async move {
            for i in 0..n {
                allowed.acquire().await?.forget();
                out.send(i).await?;
            }
            Ok("done".to_owned())
        }
    });
    let ai = runtime([count.clone()]);
    let durable = FlowHandler::of(&count).durable(InMemoryStreams::new(&ai));
    (Running::start(Server::of(Flows::of(&ai).route("/count", durable))).await, steps)
}

fn flow(server: &Running) -> Flow<u32, String, u32> {
    Flow::at(server.at("/count"))
}

#[tokio::test]
async fn memory_holds_the_suite() {
    genkit::testing::check_streams(InMemoryStreams::new(&runtime([]))).await;
}

#[tokio::test]
async fn whoever_comes_late_gets_every_chunk_once() {
    let (server, steps) = serve().await;
    let mut first = flow(&server).stream(3).await.unwrap();
    let id = first.stream_id().unwrap().to_owned();
    assert_eq!(id.len(), 36);
    steps.add_permits(2);
    assert_eq!(first.next().await.unwrap().unwrap(), 0);
    // Gone: the run goes on.
    drop(first);
    let mut second = flow(&server).resume(&id).await.unwrap();
    assert_eq!(second.next().await.unwrap().unwrap(), 0);
    assert_eq!(second.next().await.unwrap().unwrap(), 1);
    steps.add_permits(1);
    assert_eq!(second.next().await.unwrap().unwrap(), 2);
    assert!(second.next().await.is_none());
    assert_eq!(second.output().await.unwrap(), "done");
    let mut third = flow(&server).resume(&id).await.unwrap();
    for n in 0..3 {
        assert_eq!(third.next().await.unwrap().unwrap(), n);
    }
    assert_eq!(third.output().await.unwrap(), "done");
    let unknown = flow(&server).resume("nope").await.unwrap_err();
    assert_eq!((unknown.status(), unknown.message()), (Status::NotFound, "Stream not found."));
}

#[tokio::test]
async fn nobody_else_finds_the_stream() {
    let quiet = NewFlow::builder("quiet").streaming(|(): (), _, out: Chunks<u32>| async move {
        out.send(1).await?;
        Ok(2)
    });
    let ai = runtime([quiet.clone()]);
    let kept = FlowHandler::of(&quiet).durable(InMemoryStreams::new(&ai));
    // The first letter is the user; what comes behind is another token of theirs.
    let who = serve::bearer(async |token: genkit::Secret<String>| match token.expose().split_at(1) {
        ("-", _) => Ok(Value::Null),
        (uid, token) => Ok(json!({"uid": uid, "token": {"jti": token}})),
    });
    let flows = Flows::of(&ai).route("/quiet", kept.context(who));
    let server = Running::start(Server::of(flows)).await;
    let of = |token: &str| Flow::<(), u32, u32>::at(server.at("/quiet")).bearer(&token.to_owned().into());
    let run = of("a1").stream(()).await.unwrap();
    let id = run.stream_id().unwrap().to_owned();
    assert_eq!(run.output().await.unwrap(), 2);
    assert_eq!(of("a2").resume(&id).await.unwrap().output().await.unwrap(), 2);
    // The name that it is kept under helps nobody, either.
    let name = format!("{id}-{}", "0".repeat(32));
    for (token, id) in [("b1", &id), ("-", &id), ("b1", &name), ("-", &name)] {
        let refused = of(token).resume(id).await.unwrap_err();
        assert_eq!((refused.status(), refused.message()), (Status::NotFound, "Stream not found."), "{token}");
    }
}

/// The network, whose first answer breaks off after its first piece.
struct Breaks(Connect, Arc<AtomicUsize>);

impl Transport for Breaks {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
        let answer = self.0.send(request);
        let first = self.1.fetch_add(1, Ordering::Relaxed) == 0;
        Box::pin(async move {
            let mut answer = answer.await?;
            if first {
                let piece = answer.body.next().await.unwrap()?;
                let broken = Err(Error::unavailable("the cable was cut"));
                answer.body = genkit::http::Body::new(futures_util::stream::iter([Ok(piece), broken]));
            }
            Ok(answer)
        })
    }
}

#[tokio::test]
async fn a_broken_connection_is_made_anew() {
    let (server, steps) = serve().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let flow = flow(&server).transport(Breaks(Connect::new(), asked.clone()));
    steps.add_permits(1);
    let mut run = flow.stream(3).await.unwrap();
    assert_eq!(run.next().await.unwrap().unwrap(), 0);
    steps.add_permits(2);
    assert_eq!(run.next().await.unwrap().unwrap(), 1);
    assert_eq!(run.next().await.unwrap().unwrap(), 2);
    assert_eq!(run.output().await.unwrap(), "done");
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn streams_make_room_for_others() {
    let ai = runtime([]);
    let streams = InMemoryStreams::with(&ai, std::time::Duration::from_secs(300), 1);
    let mut first = streams.open("a").await.unwrap();
    assert_eq!(streams.open("a").await.err().unwrap().status(), Status::AlreadyExists);
    assert_eq!(streams.open("b").await.err().unwrap().status(), Status::ResourceExhausted);
    first.write(vec![StreamEvent::Done("1".to_owned())]).await.unwrap();
    let second = streams.open("b").await.unwrap();
    assert!(streams.subscribe("a").await.unwrap().is_none());
    // Whoever reads a stream whose run is dropped learns of it.
    let mut reader = streams.subscribe("b").await.unwrap().unwrap();
    drop(second);
    use futures_util::StreamExt;
    assert!(matches!(reader.next().await, Some(Ok(StreamEvent::Failed(_)))));
    assert!(reader.next().await.is_none());
}
