//! Runs that a tool asked for: started from a request, followed by their events, stopped by their trace.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::{mpsc, oneshot, watch};

use super::telemetry::install_console;
use crate::core::action::{Action, RunOptions};
use crate::core::app::Genkit;
use crate::core::context::Context;
use crate::core::env::{Env, Task};
use crate::core::error::{Error, Result};
use crate::core::stream::RawChunk;
use crate::core::trace::{SpanId, TraceId};
use tokio_util::sync::CancellationToken;

/// How long runs may take to end when they are stopped.
const GRACE: Duration = Duration::from_millis(500);

/// What a tool asks for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunRequest {
    pub(super) key: String,
    #[serde(default)]
    pub(super) input: Value,
    #[serde(default)]
    pub(super) init: Value,
    pub(super) context: Option<Map<String, Value>>,
    #[serde(default)]
    pub(super) telemetry_labels: Option<Map<String, Value>>,
    #[serde(default)]
    pub(super) stream: bool,
    #[serde(default)]
    pub(super) stream_input: bool,
}

/// What a run tells while it goes on.
pub(super) enum Event {
    Chunk(RawChunk),
    /// The last one.
    End(Result<Value>),
}

/// A run under way. Dropping it stops the run.
pub(super) struct Started {
    pub(super) trace_id: TraceId,
    pub(super) span_id: SpanId,
    /// True if the action returns nothing.
    silent: bool,
    events: mpsc::Receiver<Event>,
    task: Option<Task<()>>,
    listed: Listed,
}

impl Started {
    /// What comes next; after the end, nothing. A run that panics ends with an error.
    pub(super) async fn next(&mut self) -> Option<Event> {
        if let Some(event) = self.events.recv().await {
            if matches!(event, Event::End(_)) {
                self.task = None;
            }
            return Some(event);
        }
        let panicked = self.task.take()?.await.err();
        Some(Event::End(Err(panicked.unwrap_or_else(|| Error::internal("the run ended without an outcome")))))
    }

    /// What is there already.
    pub(super) fn ready(&mut self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    /// The last message that a tool is sent.
    pub(super) fn outcome(&self, end: Result<Value>) -> Result<Value, Value> {
        match end {
            Ok(result) => {
                let result = (!self.silent).then_some(("result", result));
                let telemetry = ("telemetry", json!({"traceId": self.trace_id.to_string()}));
                Ok(result.into_iter().chain([telemetry]).collect())
            }
            Err(error) => {
                error.attach_trace(self.trace_id);
                let cancelled =
                    self.listed.token.is_cancelled() && error.status() == crate::Status::Cancelled;
                let mut told = failure(&error);
                if let Some(told) = told.as_object_mut().filter(|_| cancelled) {
                    told.insert("message".to_owned(), "Action was cancelled".into());
                }
                Err(told)
            }
        }
    }
}

/// An error as tools are told of it: `{code, message, details: {stack, traceId?, ..}}`.
pub(super) fn failure(error: &Error) -> Value {
    let mut told = error.to_reflection();
    if let Some(details) = told.get_mut("details").and_then(Value::as_object_mut) {
        details.entry("stack").or_insert_with(|| format!("{error:?}").into());
    }
    told
}

/// The runs that can be stopped, by their trace.
pub(super) struct Runs {
    tokens: Tokens,
    /// Whether what runs log is printed where the program has not said what becomes of it.
    console: bool,
}

type Tokens = Arc<watch::Sender<HashMap<String, CancellationToken>>>;

impl Runs {
    pub(super) fn new(console: bool) -> Self {
        Self { tokens: Arc::new(watch::Sender::new(HashMap::new())), console }
    }

    /// Stops a run; false if there is none of this trace, or no more.
    pub(super) fn cancel(&self, trace_id: &str) -> bool {
        self.tokens.borrow().get(trace_id).map(CancellationToken::cancel).is_some()
    }

    /// Stops every run, and gives them a moment to end.
    pub(super) async fn stop_all(&self, env: &Env) {
        let none = |tokens: &HashMap<String, CancellationToken>| tokens.is_empty();
        self.tokens.borrow().values().for_each(CancellationToken::cancel);
        let mut left = self.tokens.subscribe();
        tokio::select! { _ = left.wait_for(none) => {}, () = env.sleep(GRACE) => {} }
    }

    /// Starts a run. `inputs` is where a bidirectional action takes its inputs from, if not from the request.
    pub(super) async fn start(
        &self,
        ai: &Genkit,
        action: Action,
        request: RunRequest,
        inputs: Option<mpsc::UnboundedReceiver<Value>>,
    ) -> Result<Started> {
        if self.console {
            install_console();
        }
        let token = CancellationToken::new();
        let (tell_ids, ids) = oneshot::channel();
        let mut options = RunOptions::new().cancel(token.clone()).on_trace_start(move |trace, span| {
            let _ = tell_ids.send((trace, span));
        });
        if let Some(context) = request.context {
            options = options.context(Context::from(context));
        }
        for (label, value) in request.telemetry_labels.unwrap_or_default() {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            options = options.label(label, value);
        }
        let (events, received) = mpsc::channel(64);
        let (stream, input, init) = (request.stream, request.input, request.init);
        let silent = action.is_silent();
        let ai = ai.clone();
        let task = Task::spawn(async move {
            let end = if action.is_bidi() {
                bidi(&ai, &action, init, Inputs { first: input, rest: inputs }, options, &events, stream)
                    .await
            } else if stream {
                streamed(&ai, &action, input, options, &events).await
            } else {
                action.run_json(&ai, input, options).await.map(|run| run.result)
            };
            let _ = events.send(Event::End(end)).await;
        });
        let (trace_id, span_id) = match ids.await {
            Ok(ids) => ids,
            // It failed before there was a span.
            Err(_) => {
                let mut received = received;
                return match received.recv().await {
                    Some(Event::End(Err(error))) => Err(error),
                    _ => Err(Error::internal("the run ended before it began")),
                };
            }
        };
        let listed = Listed { runs: self.tokens.clone(), trace_id: trace_id.to_string(), token };
        listed.add();
        Ok(Started { trace_id, span_id, silent, events: received, task: Some(task), listed })
    }
}

async fn streamed(
    ai: &Genkit,
    action: &Action,
    input: Value,
    options: RunOptions,
    events: &mpsc::Sender<Event>,
) -> Result<Value> {
    let mut run = action.stream_json(ai, input, options);
    while let Some(chunk) = run.next().await {
        let _ = events.send(Event::Chunk(chunk?)).await;
    }
    run.output().await
}

struct Inputs {
    first: Value,
    rest: Option<mpsc::UnboundedReceiver<Value>>,
}

async fn bidi(
    ai: &Genkit,
    action: &Action,
    init: Value,
    inputs: Inputs,
    options: RunOptions,
    events: &mpsc::Sender<Event>,
    stream: bool,
) -> Result<Value> {
    let mut run = action.bidi_json(ai, init, options)?;
    let sender = run.take_inputs();
    let feed = async move {
        let Some(sender) = sender else { return };
        let Some(mut rest) = inputs.rest else {
            let _ = sender.send(inputs.first).await;
            return;
        };
        // A run that takes no more inputs still has its output to give.
        while let Some(input) = rest.recv().await {
            if sender.send(input).await.is_err() {
                return;
            }
        }
    };
    let mut feed = std::pin::pin!(feed);
    let mut fed = false;
    loop {
        tokio::select! {
            () = &mut feed, if !fed => fed = true,
            chunk = run.next() => match chunk {
                Some(chunk) if stream => drop(events.send(Event::Chunk(chunk?)).await),
                Some(chunk) => drop(chunk?),
                None => return run.output().await,
            },
        }
    }
}

/// A run's entry among those that can be stopped.
struct Listed {
    runs: Tokens,
    trace_id: String,
    token: CancellationToken,
}

impl Listed {
    fn add(&self) {
        self.runs.send_modify(|runs| drop(runs.insert(self.trace_id.clone(), self.token.clone())));
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.runs.send_modify(|runs| drop(runs.remove(&self.trace_id)));
    }
}
