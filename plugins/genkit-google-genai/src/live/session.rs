//! A session: what is said goes in as it comes, what is answered goes out.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::task::Poll;

use genkit::http::{HttpRequest, Method};
use genkit::{
    Chunks, Ctx, Deadlines, Error, FinishReason, Inputs, Message, ModelRequest, ModelResponse,
    ModelResponseChunk, Part, PartKind, Result, ToolNames, Usage,
};
use serde_json::{Value, json};

use super::frame::{self, Said};
use super::setup::setup;
use super::socket::Socket;
use crate::LiveConfig;
use crate::backend::{Backend, Call, Place, Service};
use crate::config::checked;

/// Holds a session until no more is said and what was said is answered.
///
/// # Errors
/// With what was said so far: `UNAVAILABLE` if the other side ends it, `DEADLINE_EXCEEDED` if it falls silent.
pub(super) async fn hold(
    backend: &Backend,
    model: &str,
    init: ModelRequest,
    inputs: Inputs<Message>,
    ctx: &Ctx,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let names = ToolNames::of(&init);
    let mut config = checked::<LiveConfig>(init.config.clone())?;
    let call = Call::take(&mut config, ctx);
    let (url, signed) = address(backend, &call, ctx).await?;
    let model = backend.model_path(ctx.ai(), call.model(model), &call).await?;
    let (setup, said) = setup(&model, init.with_config(config), backend.is_vertex())?;
    let mut session = Session { backend, ctx, names, text: String::new(), calls: Vec::new(), usage: None };
    let mut socket = session.in_time(Socket::connect(&url, &signed)).await?;
    socket.send(&setup).await?;
    while !frame::read(session.in_time(socket.next()).await?, &session.names).ready {}
    if !said.is_empty() {
        socket.send(&json!({"clientContent": {"turns": said, "turnComplete": false}})).await?;
    }
    match session.talk(&mut socket, inputs, out).await {
        Ok(()) => {
            socket.close().await;
            Ok(session.answer(FinishReason::Stop))
        }
        Err(error) => Err(error.with_partial(&session.answer(FinishReason::Unknown))),
    }
}

struct Session<'a> {
    backend: &'a Backend,
    ctx: &'a Ctx,
    names: ToolNames,
    text: String,
    calls: Vec<Part>,
    usage: Option<Usage>,
}

/// What comes next.
enum Next {
    Input(Option<Result<Message>>),
    Frame(Result<Value>),
    Silence,
}

impl Session<'_> {
    /// Waits for what begins a session.
    async fn in_time<T>(&self, future: impl Future<Output = Result<T>>) -> Result<T> {
        let mut future = pin!(future);
        let mut limit = self.ctx.ai().env().limit(Deadlines::default().idle.unwrap_or_default());
        let done = poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => limit.as_mut().poll(cx).map(|()| None),
        });
        done.await.unwrap_or_else(|| Err(silence()))
    }

    async fn talk(
        &mut self,
        socket: &mut Socket,
        mut inputs: Inputs<Message>,
        out: &Chunks<ModelResponseChunk>,
    ) -> Result<()> {
        // More may be said; something that was said is not answered yet.
        let (mut open, mut waits) = (true, false);
        // What is interrupted is completed, too: the answer to what interrupted it is yet to come.
        let mut interrupted = false;
        while open || waits {
            match self.next(socket, &mut inputs, open, waits).await {
                Next::Input(None) => open = false,
                Next::Input(Some(message)) => {
                    let message = message?;
                    for frame in frame::frames(&message, self.backend.is_vertex())? {
                        waits |= frame.pointer("/clientContent/turnComplete") != Some(&Value::Bool(false));
                        socket.send(&frame).await?;
                    }
                }
                Next::Frame(frame) => {
                    let said = frame::read(frame?, &self.names);
                    interrupted |= said.notes.get("interrupted") == Some(&Value::Bool(true));
                    let answered = said.complete && !interrupted;
                    interrupted &= !said.complete;
                    // A call waits for whoever holds the session; nobody does once the inputs are closed.
                    waits &= !(answered || (said.calls && !open));
                    self.note(&said);
                    if let Some(chunk) = said.chunk() {
                        out.send(chunk).await?;
                    }
                }
                Next::Silence => return Err(silence()),
            }
        }
        Ok(())
    }

    async fn next(&self, socket: &mut Socket, inputs: &mut Inputs<Message>, open: bool, waits: bool) -> Next {
        let mut input = pin!(async { if open { inputs.next().await } else { pending().await } });
        let mut frame = pin!(socket.next());
        // Whoever is silent on this side may be so for as long as they like.
        let bound = Deadlines::default().idle.filter(|_| waits && !open);
        let mut limit = bound.map(|bound| self.ctx.ai().env().limit(bound));
        poll_fn(|cx| {
            if let Poll::Ready(frame) = frame.as_mut().poll(cx) {
                return Poll::Ready(Next::Frame(frame));
            }
            if let Poll::Ready(input) = input.as_mut().poll(cx) {
                return Poll::Ready(Next::Input(input));
            }
            match &mut limit {
                Some(limit) => limit.as_mut().poll(cx).map(|()| Next::Silence),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// Keeps words and calls; sound is for whoever hears it.
    fn note(&mut self, said: &Said) {
        for part in &said.content {
            match &part.kind {
                PartKind::Text(text) => self.text.push_str(text),
                PartKind::ToolRequest(_) => self.calls.push(part.clone()),
                _ => {}
            }
        }
        if let Some(text) = said.notes.get("outputTranscription").and_then(|t| t.get("text")?.as_str()) {
            self.text.push_str(text);
        }
        if said.usage.is_some() {
            self.usage.clone_from(&said.usage);
        }
    }

    fn answer(self, finish: FinishReason) -> ModelResponse {
        let mut content = Vec::new();
        if !self.text.is_empty() {
            content.push(Part::text(self.text));
        }
        content.extend(self.calls);
        let mut response = ModelResponse::new(content).with_finish_reason(finish);
        response.usage = self.usage;
        response
    }
}

#[cold]
fn silence() -> Error {
    Error::deadline_exceeded("the other side of the session fell silent")
}

/// The address of sessions, and a request that bears the headers.
async fn address(backend: &Backend, call: &Call, ctx: &Ctx) -> Result<(String, HttpRequest)> {
    // Whatever is asked of nobody's project: what counts is the host, the version and who asks.
    let path = Place::Path("publishers/google/models");
    let signed = backend.request(ctx.ai(), Method::GET, path, call).await?;
    let base = signed.url.strip_suffix("/publishers/google/models").unwrap_or(&signed.url);
    let (host, version) = base.rsplit_once('/').unwrap_or((base, "v1beta"));
    let host = match host.strip_prefix("http") {
        Some(rest) => format!("ws{rest}"),
        None => host.to_owned(),
    };
    let url = match &backend.service {
        Service::GoogleAi => {
            format!("{host}/ws/google.ai.generativelanguage.{version}.GenerativeService.BidiGenerateContent")
        }
        Service::VertexAi(_) => {
            format!("{host}/ws/google.cloud.aiplatform.{version}.LlmBidiService/BidiGenerateContent")
        }
    };
    Ok((url, signed))
}
