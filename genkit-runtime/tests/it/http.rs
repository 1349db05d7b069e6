//! HTTP as plugins speak it.

use std::sync::Arc;
use std::time::Duration;

use genkit::http::{
    ApiKey, Body, Bytes, Endpoint, HttpClient, HttpRequest, HttpResponse, LineDecoder, Redact, Retries,
    SseDecoder, SseEvent, Transport,
};
use genkit::testing::{Cassette, HttpFaults, HttpReply, HttpScript};
use genkit::{Genkit, Result, Secret, Status};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn runtime(transport: impl Transport) -> Genkit {
    Genkit::builder().transport(transport).build().await.unwrap()
}

fn client() -> HttpClient {
    HttpClient::new("acme").retries(Retries::times(2).pause(Duration::ZERO))
}

fn key() -> Secret<String> {
    Secret::new("sk-very-secret".to_owned())
}

fn ask() -> HttpRequest {
    HttpRequest::post("https://acme.example/v1?key=sk-in-the-address")
        .bearer(&key())
        .unwrap()
        .json(&json!({"n": 1}))
        .unwrap()
}

fn events_of(pieces: &[&[u8]]) -> Result<Vec<SseEvent>> {
    let (mut decoder, mut events) = (SseDecoder::new(), Vec::new());
    for piece in pieces {
        decoder.push(piece);
        while let Some(event) = decoder.next()? {
            events.push(event);
        }
    }
    events.extend(decoder.rest()?);
    Ok(events)
}

#[test]
fn events_are_the_same_however_they_are_cut_up() {
    let text = "\u{feff}: hi\nevent: a\ndata: é1\ndata:2\nid: 7\n\nretry: 3\nunknown: x\n\ndata\n\nevent: gone\n\ndata: {\"x\":\"😀\"}\n\n";
    let whole = events_of(&[text.as_bytes()]).unwrap();
    let event = |event: Option<&str>, data: &str, id: Option<&str>| SseEvent {
        event: event.map(Into::into),
        data: data.into(),
        id: id.map(Into::into),
    };
    assert_eq!(
        whole,
        [event(Some("a"), "é1\n2", Some("7")), event(None, "", None), event(None, "{\"x\":\"😀\"}", None),]
    );
    for ends in ["\n", "\r\n", "\r"] {
        let text = text.replace('\n', ends);
        let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        assert_eq!(events_of(&bytes).unwrap(), whole, "{ends:?}");
        for at in 0..text.len() {
            let (a, b) = text.as_bytes().split_at(at);
            assert_eq!(events_of(&[a, b]).unwrap(), whole, "{ends:?} at {at}");
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_alike_in_any_pieces(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 1usize..9) {
        let whole = events_of(&[&bytes]).map_err(|e| e.status());
        let pieces: Vec<&[u8]> = bytes.chunks(size).collect();
        prop_assert_eq!(events_of(&pieces).map_err(|e| e.status()), whole);
    }
}

#[test]
fn lines_and_events_have_bounds_and_must_be_text() {
    let mut lines = LineDecoder::new().longest(4);
    lines.push(b"12345");
    assert_eq!(lines.next().unwrap_err().status(), Status::ResourceExhausted);

    let mut events = SseDecoder::new().longest(8);
    events.push(b"data: 1\ndata: 2\ndata: 3\ndata: 4\ndata: 5\ndata: 6\n\n");
    assert_eq!(events.next().unwrap_err().status(), Status::ResourceExhausted);

    assert_eq!(events_of(&[b"data: \xff\n\n"]).unwrap_err().status(), Status::DataLoss);
}

#[tokio::test]
async fn an_answer_to_try_again_is_tried_again() {
    let script = HttpScript::new([
        HttpReply::refused(),
        HttpReply::new("busy").status(503),
        HttpReply::json(&json!({"ok": true})),
    ]);
    let ai = runtime(script.clone()).await;
    assert_eq!(client().json(&ai, ask()).await.unwrap()["ok"], true);
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test]
async fn what_does_not_help_is_not_tried_again() {
    let long = HttpReply::new("").status(429).header("retry-after", "3600");
    let refused =
        HttpReply::json(&json!({"error": {"message": "no", "type": "invalid_request_error"}})).status(400);
    let told_not_to = HttpReply::new("").status(500).header("x-should-retry", "false");
    for reply in [long, refused, told_not_to] {
        let script = HttpScript::new([reply]);
        let ai = runtime(script.clone()).await;
        client().json(&ai, ask()).await.unwrap_err();
        assert_eq!(script.requests().len(), 1);
    }
    // What begins something that costs is not sent twice when nobody knows whether it arrived.
    let script = HttpScript::new([HttpReply::refused(), HttpReply::new("{}")]);
    let ai = runtime(script.clone()).await;
    assert_eq!(client().json(&ai, ask().once()).await.unwrap_err().status(), Status::Unavailable);
}

#[tokio::test]
async fn a_stream_that_began_is_not_asked_for_again() {
    let script = HttpScript::new([HttpReply::sse("data: 1\n\n").breaks(), HttpReply::sse("data: 1\n\n")]);
    let ai = runtime(script.clone()).await;
    let mut events = client().events(&ai, ask()).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "1");
    let error = events.next().await.unwrap_err();
    assert_eq!(error.to_string(), "acme: UNAVAILABLE: the connection broke");
    assert_eq!(script.requests().len(), 1);
}

#[genkit::test]
async fn the_other_side_says_how_long_to_wait(ai: genkit::testing::TestGenkit) {
    let retry_info = json!({"error": {"code": 429, "message": "slow down", "status": "RESOURCE_EXHAUSTED",
        "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3.5s"}]}});
    let replies = [
        (HttpReply::new("").status(429).header("retry-after", "7"), 7.0),
        (HttpReply::new("").status(503).header("retry-after", "0.25"), 0.25),
        (HttpReply::new("").status(503).header("retry-after-ms", "1500"), 1.5),
        (HttpReply::json(&retry_info).status(429), 3.5),
    ];
    for (reply, seconds) in replies {
        let script = HttpScript::new([reply, HttpReply::new("{}")]);
        let before = ai.env().elapsed();
        HttpClient::new("acme").transport(script).json(&ai, ask()).await.unwrap();
        let waited = ai.env().elapsed() - before;
        assert_eq!(waited, Duration::from_secs_f64(seconds));
    }
}

#[tokio::test]
async fn errors_say_what_the_provider_said() {
    let of = async |status: u16, body: &str| {
        let ai = runtime(HttpScript::new([HttpReply::new(body.to_owned()).status(status)])).await;
        HttpClient::new("acme").retries(Retries::none()).json(&ai, ask()).await.unwrap_err()
    };
    let cases = [
        (429, r#"{"error":{"message":"m","type":"rate_limit_error"}}"#, "RESOURCE_EXHAUSTED: m (HTTP 429)"),
        (
            400,
            r#"{"error":{"code":400,"message":"m","status":"FAILED_PRECONDITION"}}"#,
            "FAILED_PRECONDITION: m (HTTP 400)",
        ),
        (
            403,
            r#"[{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED"}}]"#,
            "PERMISSION_DENIED: m (HTTP 403)",
        ),
        (
            529,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#,
            "UNAVAILABLE: m (HTTP 529)",
        ),
        (404, r#"{"error":{"message":"m","type":"invalid_request_error"}}"#, "NOT_FOUND: m (HTTP 404)"),
        (404, r#"{"error":"model 'x' not found"}"#, "NOT_FOUND: model 'x' not found (HTTP 404)"),
        (413, "too much", "INVALID_ARGUMENT: HTTP 413: too much"),
        (502, "<html><h1>Bad Gateway</h1><p>nginx</p></html>", "UNAVAILABLE: HTTP 502: Bad Gateway nginx"),
        (
            502,
            "<head><STYLE type=a>a{b:c}</STYLE><script>x()</script><title>Bad Gateway</title></head>",
            "UNAVAILABLE: HTTP 502: Bad Gateway",
        ),
        (418, "", "UNKNOWN: HTTP 418"),
        (302, "", "FAILED_PRECONDITION: HTTP 302: sent on to nowhere, which is not followed"),
    ];
    for (status, body, told) in cases {
        assert_eq!(of(status, body).await.to_string(), format!("acme: {told}"));
    }
}

#[tokio::test]
async fn a_page_in_place_of_a_stream_is_an_error() {
    let page = HttpReply::new("<html>Log in</html>").header("content-type", "text/html; charset=utf-8");
    let ai = runtime(HttpScript::new([page])).await;
    let error = client().events(&ai, ask()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "acme: INTERNAL: the answer is text/html where a stream was asked for: Log in"
    );
}

#[tokio::test]
async fn secrets_are_shown_nowhere() {
    let told =
        json!({"error": {"message": "the key sk-very-secret is wrong", "type": "authentication_error"}});
    let ai = runtime(HttpScript::new([HttpReply::json(&told).status(401)])).await;
    let error = client().json(&ai, ask()).await.unwrap_err();
    assert_eq!(error.status(), Status::Unauthenticated);
    let mut endpoint = Endpoint::new("acme", "https://acme.example", "sk-plugin".into());
    endpoint.set_header("x-gateway-token", "sk-gateway");
    let signed = endpoint.get("/models", None).unwrap();
    assert_eq!(signed.headers["x-gateway-token"], "sk-gateway");
    for shown in [format!("{error} {error:?}"), format!("{:?}", ask()), format!("{endpoint:?} {signed:?}")] {
        assert!(!shown.contains("sk-"), "{shown}");
    }
    let addresses = "from https://me:sk-1@acme.example/?key=sk-2 to ws://acme.example/a@b?x=1&token=sk-3";
    assert_eq!(
        Redact::default().text(addresses),
        "from https://<redacted>@acme.example/?key=<redacted> to ws://acme.example/a@b?x=1&token=<redacted>"
    );
}

#[tokio::test]
async fn an_endpoint_is_asked_as_it_is_set() {
    let mut endpoint =
        Endpoint::new("acme", "https://acme.example/v1", ApiKey::from_env(&["GENKIT_NO_SUCH_KEY"]))
            .key_header("x-key")
            .base_variable("GENKIT_NO_SUCH_ADDRESS");
    assert_eq!(endpoint.base_url(), "https://acme.example/v1");
    let error = endpoint.get("/models", None).unwrap_err().to_string();
    assert!(error.contains("set the environment variable GENKIT_NO_SUCH_KEY"), "{error}");
    endpoint.set_base_url("http://127.0.0.1:9/v2/");
    endpoint.set_header("X-Team", "red");
    endpoint.set_header("x-team", "blue");
    endpoint.set_key("sk-plugin");
    let request = endpoint.post("/chat", &json!({}), None, None).unwrap();
    assert_eq!(request.url, "http://127.0.0.1:9/v2/chat");
    assert_eq!(
        (&request.headers["x-team"], &request.headers["x-key"]),
        (&"blue".parse().unwrap(), &"sk-plugin".parse().unwrap())
    );
    let own = endpoint.post("/chat", &json!({}), None, Some("sk-own")).unwrap();
    assert_eq!(own.headers["x-key"], "sk-own");
    endpoint.set_key(ApiKey::Optional(&[]));
    assert!(!endpoint.get("/models", None).unwrap().headers.contains_key("x-key"));
}

#[genkit::test]
async fn what_is_silent_too_long_is_left(ai: genkit::testing::TestGenkit) {
    /// Never answers.
    struct Silent;
    impl Transport for Silent {
        fn send(&self, _: HttpRequest) -> genkit::BoxFuture<'static, Result<HttpResponse>> {
            Box::pin(std::future::pending())
        }
    }
    let waits = async |http: HttpClient| {
        let (app, http) = (ai.clone(), http.clone());
        let asked = tokio::spawn(async move {
            let mut events = http.events(&app, ask()).await?;
            while events.next().await?.is_some() {}
            Ok::<_, genkit::Error>(())
        });
        ai.clock().advance(Duration::from_secs(3600)).await;
        asked.await.unwrap().unwrap_err().to_string()
    };
    let silent = HttpClient::new("acme").transport(Silent);
    assert_eq!(waits(silent).await, "acme: DEADLINE_EXCEEDED: the other side sent nothing for 300s");
    let stalled = HttpScript::new([HttpReply::sse("data: 1\n\n").stalls()]);
    let stalled = HttpClient::new("acme").transport(stalled);
    assert_eq!(waits(stalled).await, "acme: DEADLINE_EXCEEDED: the other side stopped sending for 120s");
}

#[tokio::test]
async fn a_recording_replays_and_tells_what_differs() {
    let folder = tempdir();
    let path = folder.join("tape.json");
    let said = json!({"text": "hi", "echo": "your key is sk-very-secret"});
    let server = HttpScript::new([
        HttpReply::json(&said).header("set-cookie", "id=sk-cookie"),
        HttpReply::sse("data: one\n\ndata: two\n\n"),
    ]);
    let ai = runtime(Cassette::record(&path, server)).await;
    client().json(&ai, ask()).await.unwrap();
    let stream = HttpRequest::post("https://acme.example/v1/stream")
        .json(&json!({"messages": [{"text": "a"}]}))
        .unwrap();
    let mut events = client().events(&ai, stream.clone()).await.unwrap();
    while events.next().await.unwrap().is_some() {}

    let tape = std::fs::read_to_string(&path).unwrap();
    assert!(!tape.contains("sk-"), "{tape}");

    let ai = runtime(Cassette::replay(&path).unwrap()).await;
    assert_eq!(client().json(&ai, ask()).await.unwrap()["text"], "hi");
    let other = HttpRequest::post("https://acme.example/v1/stream")
        .json(&json!({"messages": [{"text": "b"}]}))
        .unwrap();
    let error = client().json(&ai, other).await.unwrap_err().to_string();
    assert!(error.contains("/messages/0/text: recorded \"a\", asked \"b\""), "{error}");
    let mut events = client().events(&ai, stream).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "one");
    assert!(
        client()
            .json(&ai, ask())
            .await
            .unwrap_err()
            .to_string()
            .contains("every recorded answer has been given")
    );
    std::fs::remove_dir_all(folder).unwrap();
}

fn tempdir() -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("genkit-http-{}", genkit::Env::system().id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A server that reads one request, answers with these bytes and closes.
async fn serve(answer: &'static [u8]) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut buffer = vec![0; 4096];
        let _ = socket.read(&mut buffer).await.unwrap();
        socket.write_all(answer).await.unwrap();
    });
    address
}

#[tokio::test]
async fn the_network_itself() {
    let ai = Genkit::builder().build().await.unwrap();
    let once = || HttpClient::new("acme").retries(Retries::none());

    let address = serve(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"a\": 1}\n").await;
    assert_eq!(once().json(&ai, HttpRequest::get(address)).await.unwrap(), json!({"a": 1}));

    let address =
        serve(b"HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/\r\ncontent-length: 0\r\n\r\n")
            .await;
    let error = once().json(&ai, HttpRequest::get(address)).await.unwrap_err().to_string();
    assert!(error.contains("elsewhere.example"), "{error}");

    let address =
        serve(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n").await;
    let mut events = once().events(&ai, HttpRequest::get(address)).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "1");
    assert_eq!(events.next().await.unwrap_err().status(), Status::Unavailable);

    let error = once().json(&ai, HttpRequest::get("http://127.0.0.1:1/x?key=sk-1")).await.unwrap_err();
    let told = error.to_string();
    assert!(told.starts_with("acme: UNAVAILABLE: no connection to http://127.0.0.1:1/x: "), "{told}");
    assert!(!format!("{error:?}").contains("sk-1"), "{error:?}");
}

#[tokio::test]
async fn faults_stand_before_any_transport() {
    let server = Arc::new(HttpScript::new([HttpReply::new("{}")]));
    let ai = runtime(HttpFaults::before(server, [HttpReply::refused()])).await;
    assert_eq!(client().json(&ai, ask()).await.unwrap(), Value::Object(Default::default()));
}

#[tokio::test]
async fn bodies_are_joined() {
    let pieces = futures_util::stream::iter(["a", "b", "c"].map(|p| Ok(Bytes::from(p))));
    assert_eq!(Body::new(pieces).bytes().await.unwrap(), "abc");
}
