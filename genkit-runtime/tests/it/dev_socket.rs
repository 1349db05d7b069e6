//! The reflection API over a WebSocket: the test is the tool that the runtime connects to.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use genkit::dev::{DevOptions, DevServer, serve};
use genkit::{Action, BidiHandle, Chunks, Ctx, Error, Flow, Genkit, Inputs};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};

/// Answers every line, louder.
#[genkit::flow]
async fn shout(mut lines: Inputs<String>, out: Chunks<String>) -> genkit::Result<usize> {
    let mut count = 0;
    while let Some(line) = lines.next().await {
        out.send(line?.to_uppercase()).await?;
        count += 1;
    }
    Ok(count)
}

struct Tool {
    listener: TcpListener,
    socket: WebSocketStream<TcpStream>,
    _runtime: DevServer,
}

/// A tool with a runtime that has connected and registered.
async fn connected() -> Tool {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let countdown = Flow::builder("countdown").streaming(|n: u32, _: Ctx, out: Chunks<Value>| async move {
        for n in (1..=n).rev() {
            out.send(json!({"n": n})).await?;
        }
        Ok::<_, Error>("liftoff")
    });
    let forever = Flow::builder("forever").handler(|(): (), _| std::future::pending::<Result<(), Error>>());
    let missing =
        Flow::builder("missing").handler(|(): (), _| async { Err::<(), _>(Error::not_found("no dish")) });
    let ai = Genkit::builder()
        .without_discovery()
        .name("demo")
        .register_all([countdown, forever, missing, Action::of_bidi::<shout>()])
        .build()
        .await
        .unwrap();
    let options = DevOptions::new().manager(url).runtime_id("r1");
    let runtime = serve(&ai, options).await.unwrap();
    let socket = accept(&listener).await;
    let mut tool = Tool { listener, socket, _runtime: runtime };
    tool.registered().await;
    tool
}

async fn accept(listener: &TcpListener) -> WebSocketStream<TcpStream> {
    accept_async(listener.accept().await.unwrap().0).await.unwrap()
}

impl Tool {
    async fn hear(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.socket.next().await.unwrap().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    async fn say(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn registered(&mut self) {
        let register = self.hear().await;
        assert_eq!((&register["method"], &register["id"]), (&json!("register"), &json!("1")));
        let us = &register["params"];
        assert_eq!((&us["id"], &us["name"]), (&json!("r1"), &json!("demo")));
        assert_eq!((&us["reflectionApiSpecVersion"], &us["envs"]), (&json!(1), &json!(["dev"])));
        assert!(us["genkitVersion"].as_str().unwrap().starts_with("rust/"));
        self.say(json!({"jsonrpc": "2.0", "id": "1", "result": {}})).await;
    }

    async fn ask(&mut self, id: &str, method: &str, params: Value) {
        self.say(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await;
    }

    async fn tell(&mut self, method: &str, params: Value) {
        self.say(json!({"jsonrpc": "2.0", "method": method, "params": params})).await;
    }

    /// What comes first of a run: its trace.
    async fn trace(&mut self, id: &str) -> String {
        let state = self.hear().await;
        assert_eq!((&state["method"], &state["params"]["requestId"]), (&json!("runActionState"), &json!(id)));
        state["params"]["state"]["traceId"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn what_there_is_and_what_is_not() {
    let mut tool = connected().await;
    tool.ask("7", "listActions", json!({})).await;
    let answer = tool.hear().await;
    assert_eq!(answer["id"], "7");
    assert_eq!(answer["result"]["actions"]["/flow/countdown"]["name"], "countdown");
    for (method, params, code, message) in [
        ("listValues", json!({"type": "prompt"}), -32602, "'type' prompt is not supported"),
        ("cancelAction", json!({"traceId": "x"}), -32602, "Action not found or already completed"),
        ("nope", json!({}), -32601, "Method not found: nope"),
        ("runAction", json!({"key": "/flow/nope"}), -32602, "action /flow/nope not found"),
        ("runAction", json!({}), -32000, "missing field `key`"),
    ] {
        tool.ask("8", method, params).await;
        let error = tool.hear().await["error"].clone();
        assert_eq!(error["code"], code, "{method}: {error}");
        assert!(error["message"].as_str().unwrap().contains(message), "{error}");
    }
}

#[tokio::test]
async fn a_run_with_its_chunks() {
    let mut tool = connected().await;
    tool.ask("1", "runAction", json!({"key": "/flow/countdown", "input": 2, "stream": true})).await;
    let trace = tool.trace("1").await;
    for n in [2, 1] {
        let chunk = tool.hear().await;
        assert_eq!(chunk["method"], "streamChunk");
        assert_eq!(chunk["params"], json!({"requestId": "1", "chunk": {"n": n}}));
    }
    let answer = tool.hear().await;
    assert_eq!(answer["result"], json!({"result": "liftoff", "telemetry": {"traceId": trace}}));
}

#[tokio::test]
async fn a_run_without_its_chunks_and_runs_that_fail() {
    let mut tool = connected().await;
    tool.ask("1", "runAction", json!({"key": "/flow/countdown", "input": 2})).await;
    tool.trace("1").await;
    assert_eq!(tool.hear().await["result"]["result"], "liftoff");
    for (id, key, code) in [("2", "/flow/missing", 5), ("3", "/flow/countdown", 3)] {
        tool.ask(id, "runAction", json!({"key": key, "input": "?"})).await;
        let trace = tool.trace(id).await;
        let error = tool.hear().await["error"].clone();
        assert_eq!((&error["code"], &error["data"]["code"]), (&json!(-32000), &json!(code)));
        assert_eq!(error["message"], error["data"]["message"]);
        assert_eq!(error["data"]["details"]["traceId"], trace);
    }
}

#[tokio::test]
async fn a_run_is_stopped_by_its_trace() {
    let mut tool = connected().await;
    tool.ask("1", "runAction", json!({"key": "/flow/forever"})).await;
    let trace = tool.trace("1").await;
    tool.ask("2", "cancelAction", json!({"traceId": trace})).await;
    let mut answers = [tool.hear().await, tool.hear().await];
    answers.sort_by_key(|answer| answer["id"].to_string());
    assert_eq!(answers[0]["error"]["data"]["code"], 1);
    assert_eq!(answers[1]["result"]["message"], "Action cancelled");
}

#[tokio::test]
async fn inputs_go_in_while_chunks_come_out() {
    let mut tool = connected().await;
    let params = json!({"key": "/flow/shout", "stream": true, "streamInput": true});
    tool.ask("1", "runAction", params).await;
    for line in ["one", "two"] {
        tool.tell("sendInputStreamChunk", json!({"requestId": "1", "chunk": line})).await;
    }
    tool.trace("1").await;
    assert_eq!(tool.hear().await["params"]["chunk"], "ONE");
    assert_eq!(tool.hear().await["params"]["chunk"], "TWO");
    tool.tell("endInputStream", json!({"requestId": "1"})).await;
    assert_eq!(tool.hear().await["result"]["result"], 2);
}

#[tokio::test]
async fn a_lost_connection_is_made_again() {
    let mut tool = connected().await;
    tool.ask("1", "runAction", json!({"key": "/flow/forever"})).await;
    tool.trace("1").await;
    tool.socket = tokio::time::timeout(Duration::from_secs(20), async {
        drop(tool.socket.close(None).await);
        accept(&tool.listener).await
    })
    .await
    .unwrap();
    tool.registered().await;
    tool.ask("2", "runAction", json!({"key": "/flow/countdown", "input": 0})).await;
    tool.trace("2").await;
    assert_eq!(tool.hear().await["result"]["result"], "liftoff");
}

// The bidirectional flow is named by its handle only.
const _: fn() -> &'static str = || <shout as BidiHandle>::DEF.name();
