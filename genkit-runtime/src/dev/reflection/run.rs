//! Running an action: the answer begins when the run does, and goes on as its chunks come.

use std::convert::Infallible;

use futures_core::Stream;
use futures_util::stream::unfold;
use hyper::StatusCode;
use hyper::body::{Bytes, Frame};
use hyper::header::HeaderValue;
use serde_json::{Map, Value, json};

use super::super::runs::{Event, RunRequest, Started};
use super::super::serve::Dev;
use super::reply::{self, Reply};
use crate::core::app::Genkit;
use crate::core::error::Status;

/// Answers with headers as soon as the run has a trace, then chunks as lines, then the outcome without a line end.
pub(super) async fn run_action(dev: &Dev, mut request: RunRequest, stream: bool) -> Reply {
    request.stream = stream;
    request.context.get_or_insert_with(Map::new);
    let action = match dev.ai.action(&request.key).await {
        Ok(action) => action,
        // Only the key itself being unknown is the tool's mistake; a plugin that cannot be asked is a failure.
        Err(error) if error.status() == Status::NotFound => {
            return reply::text(StatusCode::NOT_FOUND, error.message().to_owned());
        }
        Err(error) => return reply::failed(StatusCode::OK, &error),
    };
    let started = match dev.runs.start(&dev.ai, action, request, None).await {
        Ok(started) => started,
        Err(error) => return reply::failed(StatusCode::OK, &error),
    };
    let ids = [
        ("x-genkit-trace-id", started.trace_id.to_string()),
        ("x-genkit-span-id", started.span_id.to_string()),
    ];
    let content_type = if stream { reply::TEXT } else { reply::JSON };
    let mut reply = reply::stream(content_type, pieces(dev.ai.clone(), started));
    for (name, id) in ids {
        if let Ok(id) = HeaderValue::from_str(&id) {
            reply.headers_mut().insert(name, id);
        }
    }
    reply
}

/// The body: lines of chunks, several at once where they are there already, and the outcome.
fn pieces(ai: Genkit, started: Started) -> impl Stream<Item = Result<Frame<Bytes>, Infallible>> + Send {
    unfold(Some((ai, started)), |state| async {
        let (ai, mut started) = state?;
        let mut lines = Vec::new();
        let mut event = started.next().await;
        loop {
            match event {
                Some(Event::Chunk(chunk)) => {
                    lines.extend_from_slice(chunk.get().as_bytes());
                    lines.push(b'\n');
                    event = started.ready();
                    if event.is_none() {
                        return Some((Ok(Frame::data(lines.into())), Some((ai, started))));
                    }
                }
                Some(Event::End(end)) => {
                    // A tool that reads the outcome finds the trace.
                    ai.flush_tracing().await;
                    let last: Value = match started.outcome(end) {
                        Ok(outcome) => outcome,
                        Err(error) => json!({"error": error}),
                    };
                    lines.extend_from_slice(last.to_string().as_bytes());
                    return Some((Ok(Frame::data(lines.into())), None));
                }
                None => return None,
            }
        }
    })
}
