//! One connection to a tool: what it asks, and the runs that it started. They end with the connection.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::super::runs::{Event, RunRequest};
use super::super::serve::Dev;
use super::super::{SPEC_VERSION, VERSION, listing};
use super::message::{self, INVALID_PARAMS, Incoming, METHOD_NOT_FOUND};
use crate::core::env::Task;
use crate::core::error::{Error, Status};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How many messages wait to be sent before a run waits.
const CAPACITY: usize = 256;

/// Talks to the tool until the connection ends.
pub(super) async fn run(dev: &Arc<Dev>, socket: Socket, id: &str) {
    let (sink, mut incoming) = socket.split();
    let (out, outgoing) = mpsc::channel(CAPACITY);
    let name = dev.ai.name().unwrap_or(id);
    let us = json!({
        "id": id, "pid": std::process::id(), "name": name, "genkitVersion": VERSION,
        "reflectionApiSpecVersion": SPEC_VERSION, "envs": ["dev"],
    });
    let _ = out.send(message::request("1", "register", &us)).await;
    let mut session = Session { dev: dev.clone(), out, runs: HashMap::new() };
    let read = async {
        while let Some(Ok(message)) = incoming.next().await {
            match message {
                Message::Text(text) => match serde_json::from_str(&text) {
                    Ok(message) => session.take(message).await,
                    Err(error) => {
                        tracing::warn!(target: "genkit::dev", %error, "the tool sent what is no message");
                    }
                },
                Message::Close(_) => return,
                _ => {}
            }
        }
    };
    tokio::select! { () = read => {}, () = write(sink, outgoing) => {} }
}

/// Sends what waits; several messages at once where they are there already.
async fn write(mut sink: SplitSink<Socket, Message>, mut outgoing: mpsc::Receiver<String>) {
    while let Some(mut text) = outgoing.recv().await {
        loop {
            if sink.feed(Message::text(text)).await.is_err() {
                return;
            }
            match outgoing.try_recv() {
                Ok(next) => text = next,
                Err(_) => break,
            }
        }
        if sink.flush().await.is_err() {
            return;
        }
    }
}

struct Session {
    dev: Arc<Dev>,
    out: mpsc::Sender<String>,
    /// The runs that go on, by the id of the request; with the way in for their inputs.
    runs: HashMap<String, (Task<()>, Option<mpsc::UnboundedSender<Value>>)>,
}

impl Session {
    async fn take(&mut self, message: Incoming) {
        let Incoming { id, method, params, result } = message;
        match (method.as_deref(), id) {
            // The answer to our only request, to be registered; and what is told without being asked.
            (None, _) => self.configure(&result.unwrap_or_default()),
            (Some("configure"), _) => self.configure(&params),
            (Some("sendInputStreamChunk"), _) => self.input(&params),
            (Some("endInputStream"), _) => self.end_input(&params),
            (Some(_), None) => {}
            (Some("runAction"), Some(id)) => self.run_action(id, params),
            (Some(method), Some(id)) => {
                let answer = self.answer(method, &id, &params).await;
                let _ = self.out.send(answer).await;
            }
        }
    }

    async fn answer(&self, method: &str, id: &Value, params: &Value) -> String {
        let text = |name: &str| params.get(name).and_then(Value::as_str).unwrap_or_default();
        match method {
            "listActions" => match listing::actions(&self.dev.ai).await {
                Ok(actions) => message::result(id, &json!({"actions": actions})),
                Err(error) => message::failed_with(id, &error),
            },
            "listValues" => match listing::values(&self.dev.ai, text("type")) {
                Ok(values) => message::result(id, &json!({"values": values})),
                Err(error) => message::error(id, INVALID_PARAMS, error.message()),
            },
            "cancelAction" if self.dev.runs.cancel(text("traceId")) => {
                message::result(id, &json!({"message": "Action cancelled"}))
            }
            "cancelAction" => message::error(id, INVALID_PARAMS, "Action not found or already completed"),
            other => message::error(id, METHOD_NOT_FOUND, &format!("Method not found: {other}")),
        }
    }

    fn configure(&self, told: &Value) {
        if let Some(url) = told.get("telemetryServerUrl").and_then(Value::as_str) {
            self.dev.telemetry_server(url);
        }
    }

    fn input(&mut self, params: &Value) {
        let id = params.get("requestId").map(key).unwrap_or_default();
        match self.runs.get(&id) {
            Some((_, Some(inputs))) => {
                let chunk = params.get("chunk").cloned().unwrap_or_default();
                // A run that takes no more inputs still has its output to give.
                let _ = inputs.send(chunk);
            }
            _ => {
                tracing::warn!(target: "genkit::dev", request = %id, "an input came for a run that takes none")
            }
        }
    }

    fn end_input(&mut self, params: &Value) {
        let id = params.get("requestId").map(key).unwrap_or_default();
        if let Some((_, inputs)) = self.runs.get_mut(&id) {
            *inputs = None;
        }
    }

    fn run_action(&mut self, id: Value, params: Value) {
        self.runs.retain(|_, (task, _)| !task.is_done());
        let key = key(&id);
        let request = match RunRequest::deserialize(params) {
            Ok(request) => request,
            Err(e) => {
                let error = Error::invalid_argument(format!("the request is not what is asked for: {e}"));
                let answer = message::failed_with(&id, &error);
                let out = self.out.clone();
                let task = Task::spawn(async move { drop(out.send(answer).await) });
                self.runs.insert(key, (task, None));
                return;
            }
        };
        let (inputs, rest) = request.stream_input.then(mpsc::unbounded_channel).unzip();
        let task = Task::spawn(run_to_its_end(self.dev.clone(), self.out.clone(), id, request, rest));
        self.runs.insert(key, (task, inputs));
    }
}

async fn run_to_its_end(
    dev: Arc<Dev>,
    out: mpsc::Sender<String>,
    id: Value,
    request: RunRequest,
    inputs: Option<mpsc::UnboundedReceiver<Value>>,
) {
    let answer = match dev.ai.action(&request.key).await {
        Err(error) if error.status() == Status::NotFound => {
            message::error(&id, INVALID_PARAMS, error.message())
        }
        Err(error) => message::failed_with(&id, &error),
        Ok(action) => match dev.runs.start(&dev.ai, action, request, inputs).await {
            Err(error) => message::failed_with(&id, &error),
            Ok(mut started) => {
                let state = json!({"requestId": id, "state": {"traceId": started.trace_id.to_string()}});
                let _ = out.send(message::notification("runActionState", &state)).await;
                loop {
                    match started.next().await {
                        Some(Event::Chunk(chunk)) => {
                            let _ = out.send(message::chunk(&id, &chunk)).await;
                        }
                        Some(Event::End(end)) => {
                            // A tool that reads the outcome finds the trace.
                            dev.ai.flush_tracing().await;
                            break match started.outcome(end) {
                                Ok(outcome) => message::result(&id, &outcome),
                                Err(told) => message::failed(&id, &told),
                            };
                        }
                        None => return,
                    }
                }
            }
        },
    };
    let _ = out.send(answer).await;
}

/// An id as text; tools send strings.
fn key(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}
