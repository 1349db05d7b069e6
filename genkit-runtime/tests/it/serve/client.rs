//! The typed client against the server.

use genkit::client::{self, Flow};
use genkit::http::{HttpRequest, HttpResponse, Transport};
use genkit::prelude::*;
use genkit::{BoxFuture, NoChunk};

use super::{Running, runtime, serve};
use genkit::serve::{Flows, Server};

/// Says something letter by letter.
#[flow]
async fn spell(word: String, out: Chunks<char>) -> Result<usize> {
    for letter in word.chars() {
        out.send(letter).await?;
    }
    Ok(word.chars().count())
}

#[tokio::test]
async fn a_handle_gives_the_client_its_types() {
    let ai = runtime([genkit::Action::of::<spell>()]);
    let server = Running::start(Server::of(Flows::of(&ai))).await;
    let flow = client::flow::<spell>(server.at("/spell"));
    assert_eq!(flow.run("né".to_owned()).await.unwrap(), 2);
    let mut run = flow.stream("日本語".to_owned()).await.unwrap();
    let mut letters = String::new();
    while let Some(letter) = run.next().await {
        letters.push(letter.unwrap());
    }
    assert_eq!(letters, "日本語");
    assert_eq!(run.output().await.unwrap(), 3);
}

#[tokio::test]
async fn errors_arrive_as_they_were_told() {
    let server = serve().await;
    let flow = |path: &str| Flow::<(), (), NoChunk>::at(server.at(path));
    let refused = flow("/refused").run(()).await.unwrap_err();
    assert_eq!((refused.status(), refused.message()), (Status::NotFound, "no such dish"));
    assert_eq!(refused.details().unwrap()["dish"], "soup");
    let broken = flow("/broken").run(()).await.unwrap_err();
    assert_eq!((broken.status(), broken.message()), (Status::Internal, "Internal Error"));
    assert!(broken.trace_id().is_some());
    let streamed = flow("/refused").stream(()).await.unwrap().output().await.unwrap_err();
    assert_eq!((streamed.status(), streamed.message()), (Status::NotFound, "no such dish"));
    let lost = flow("/lost").run(()).await.unwrap_err();
    assert_eq!(lost.status(), Status::NotFound);
    let wrong = Flow::<i64, String>::at(server.at("/double")).run(1).await.unwrap_err();
    assert!(wrong.message().starts_with("what the flow sent is of another type"), "{wrong}");
    let nobody = Flow::<(), ()>::at("http://127.0.0.1:1/x").run(()).await.unwrap_err();
    assert_eq!(nobody.status(), Status::Unavailable);
}

#[tokio::test]
async fn a_panic_is_the_end_of_its_stream_only() {
    let server = serve().await;
    let flow = Flow::<u32, (), u32>::at(server.at("/panics"));
    let mut run = flow.stream(7).await.unwrap();
    assert_eq!(run.next().await.unwrap().unwrap(), 7);
    let error = run.next().await.unwrap().unwrap_err();
    assert_eq!((error.status(), error.message()), (Status::Internal, "Internal Error"));
    assert_eq!(flow.run(7).await.unwrap_err().status(), Status::Internal);
    flow.run(0).await.unwrap();
}

/// Answers with these bytes, piece by piece.
struct Pieces(&'static [&'static [u8]]);

impl Transport for Pieces {
    fn send(&self, _: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
        let pieces = self.0.iter().map(|piece| Ok(genkit::http::Bytes::from_static(piece)));
        let body = genkit::http::Body::new(futures_util::stream::iter(pieces));
        Box::pin(async { Ok(HttpResponse::new(200, body)) })
    }
}

#[tokio::test]
async fn a_stream_that_ends_early_is_an_error() {
    let flow = Flow::<(), u32, String>::at("http://x").transport(Pieces(&[b"data: {\"message\":\"a\"}\n\n"]));
    let mut run = flow.stream(()).await.unwrap();
    assert_eq!(run.next().await.unwrap().unwrap(), "a");
    let error = run.next().await.unwrap().unwrap_err();
    assert_eq!(
        (error.status(), error.message()),
        (Status::Unavailable, "the stream ended before its result")
    );
    assert!(run.next().await.is_none());
    assert!(run.output().await.is_err());
}

#[tokio::test]
async fn characters_may_be_cut_between_pieces() {
    let flow = Flow::<(), u32, String>::at("http://x").transport(Pieces(&[
        b"data: {\"message\":\"\xc3",
        b"\xa9\"}\n",
        b"\ndata: {\"result\":1}\n\nEND",
    ]));
    let mut run = flow.stream(()).await.unwrap();
    assert_eq!(run.next().await.unwrap().unwrap(), "é");
    assert_eq!(run.output().await.unwrap(), 1);
}
