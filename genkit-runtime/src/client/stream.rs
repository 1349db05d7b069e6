//! A run far away, read chunk by chunk.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::events::{Event, event, read};
use super::refusal;
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};
use crate::core::trace::TraceId;
use crate::http::{Body, HttpRequest, HttpResponse, LineDecoder, Transport};

pub(super) const STREAM: &str = "x-genkit-stream-id";

/// How often, and after how long, a durable stream is asked for again before a chunk came.
const AGAIN: u32 = 5;
const PAUSE: Duration = Duration::from_millis(200);

/// A run far away, read chunk by chunk. Dropping it closes the connection, and stops the run unless it is durable.
///
/// Of a durable stream a broken connection is made anew, and no chunk comes twice.
#[must_use = "a stream goes on only while it is read"]
pub struct FlowStream<O, C> {
    transport: Arc<dyn Transport>,
    request: HttpRequest,
    connection: Connection,
    stream_id: Option<String>,
    trace_id: Option<TraceId>,
    /// How many chunks were handed out.
    seen: usize,
    end: Option<Result<O>>,
    chunks: PhantomData<fn() -> C>,
}

/// One answer, taken apart.
struct Connection {
    body: Body,
    lines: LineDecoder,
    /// How many chunks come that were seen.
    skip: usize,
}

impl Connection {
    fn new(body: Body, skip: usize) -> Self {
        Self { body, lines: LineDecoder::new(), skip }
    }

    async fn next(&mut self) -> Result<Event> {
        loop {
            while let Some(line) = self.lines.next()? {
                match event(&line)? {
                    Some(Event::Message(_)) if self.skip > 0 => self.skip -= 1,
                    Some(event) => return Ok(event),
                    None => {}
                }
            }
            match self.body.next().await {
                Some(piece) => self.lines.push(&piece?),
                None => return Err(Error::unavailable("the stream ended before its result")),
            }
        }
    }
}

impl<O: DeserializeOwned, C: DeserializeOwned> FlowStream<O, C> {
    pub(super) fn new(transport: Arc<dyn Transport>, request: HttpRequest, response: HttpResponse) -> Self {
        Self {
            transport,
            request,
            stream_id: response.header(STREAM).map(str::to_owned),
            trace_id: response.header("x-genkit-trace-id").and_then(|id| id.parse().ok()),
            connection: Connection::new(response.body, 0),
            seen: 0,
            end: None,
            chunks: PhantomData,
        }
    }

    /// The next chunk; `None` at the end. An error is the last item.
    pub async fn next(&mut self) -> Option<Result<C>> {
        if self.end.is_some() {
            return None;
        }
        match self.event().await {
            Ok(Event::Message(chunk)) => {
                self.seen += 1;
                match read(&chunk) {
                    Ok(chunk) => Some(Ok(chunk)),
                    Err(error) => self.fail(error),
                }
            }
            Ok(Event::Result(output)) => match read(&output) {
                Ok(output) => {
                    self.end = Some(Ok(output));
                    None
                }
                Err(error) => self.fail(error),
            },
            Ok(Event::Failed(error)) | Err(error) => self.fail(error),
        }
    }

    /// The output. Chunks that were not read are dropped.
    ///
    /// # Errors
    /// What the run failed with; `UNAVAILABLE` if the stream ended before its result.
    pub async fn output(mut self) -> Result<O> {
        while let Some(chunk) = self.next().await {
            drop(chunk?);
        }
        self.end.unwrap_or_else(|| Err(Error::internal("a stream without an end")))
    }

    fn fail(&mut self, error: Error) -> Option<Result<C>> {
        let error = refusal::at(error, &self.request.url);
        if let Some(trace) = self.trace_id {
            error.attach_trace(trace);
        }
        self.end = Some(Err(error.clone()));
        Some(Err(error))
    }

    /// The next event; a durable stream is asked for again where the connection broke.
    async fn event(&mut self) -> Result<Event> {
        let mut broken = match self.connection.next().await {
            Err(error) if error.status() == Status::Unavailable => error,
            event => return event,
        };
        let Some(id) = self.stream_id.clone() else { return Err(broken) };
        for again in 0..AGAIN {
            Env::system().sleep(PAUSE * 2_u32.pow(again)).await;
            let request = self.request.clone().header(STREAM, &id)?;
            let answer = match self.transport.send(request).await {
                Ok(response) => refusal::accepted(&self.request.url, response).await,
                Err(error) => Err(error),
            };
            let event = match answer {
                Ok(response) => {
                    self.connection = Connection::new(response.body, self.seen);
                    self.connection.next().await
                }
                Err(error) => Err(error),
            };
            match event {
                Err(error) if error.status() == Status::Unavailable => broken = error,
                event => return event,
            }
        }
        Err(broken)
    }
}

impl<O, C> FlowStream<O, C> {
    /// The id of a durable stream, to come back to it with [`Flow::resume`](super::Flow::resume).
    #[must_use]
    pub fn stream_id(&self) -> Option<&str> {
        self.stream_id.as_deref()
    }

    /// The trace of the run, if the server tells it.
    #[must_use]
    pub fn trace_id(&self) -> Option<TraceId> {
        self.trace_id
    }
}

impl<O, C> fmt::Debug for FlowStream<O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowStream").field("url", &self.request.url).field("seen", &self.seen).finish()
    }
}
