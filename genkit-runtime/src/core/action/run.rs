//! Running an action: typed by its handle, or by its key with JSON in and out.

use std::fmt;
use std::future::{Future, IntoFuture, ready};
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use serde_json::{Value, json};

use super::running::{What, open};
use super::{
    Action, ActionChunk, ActionDef, ActionInput, ActionOutput, Handle, JsonRun, RunOptions, Running,
    StreamRun,
};
use crate::core::BoxFuture;
use crate::core::app::Genkit;
use crate::core::context::Context;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::stream::{Chunks, RawChunk};
use crate::core::text::TextChunks;
use crate::core::trace::{SpanId, TraceId};

/// The function of a handle, or what stands in for it.
pub(crate) fn invoke<H: Handle>(
    input: H::Input,
    ctx: Ctx,
    out: Chunks<H::Chunk>,
) -> BoxFuture<'static, Result<H::Output>> {
    match ctx.ai().replacement::<H>() {
        Some(other) => other(input, ctx, out),
        None => H::call(input, ctx, out),
    }
}

/// A run that is about to start: options may be set, `.await` starts it and gives the output, [`Run::stream`] starts
/// it and gives its chunks too.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Doubles a number.
/// #[flow]
/// async fn double(n: u32) -> Result<u32> {
///     Ok(n * 2)
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().build().await?;
/// assert_eq!(ai.run::<double>(21).label("batch", "7").await?, 42);
/// # Ok(()) }
/// ```
///
/// Its types are those of the input, the output and the chunks: with the handle itself as the only one, the compiler
/// would tell of what is no handle three times.
#[must_use = "a run starts when it is awaited"]
pub struct Run<I, O, C> {
    ai: Genkit,
    parent: Option<Ctx>,
    input: I,
    options: RunOptions,
    def: &'static ActionDef,
    invoke: fn(I, Ctx, Chunks<C>) -> BoxFuture<'static, Result<O>>,
}

impl<I: ActionInput, O: ActionOutput, C: ActionChunk> Run<I, O, C> {
    pub(crate) fn new<H: Handle<Input = I, Output = O, Chunk = C>>(
        ai: Genkit,
        parent: Option<Ctx>,
        input: I,
    ) -> Self {
        Self { ai, parent, input, options: RunOptions::default(), def: H::DEF, invoke: invoke::<H> }
    }

    /// Sets all options at once.
    pub fn options(mut self, options: RunOptions) -> Self {
        self.options = options;
        self
    }

    /// The values that the run and everything below it carry.
    pub fn context(mut self, context: Context) -> Self {
        self.options = self.options.context(context);
        self
    }

    /// A label on the span of the run.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options = self.options.label(name, value);
        self
    }

    /// A token that stops the run.
    pub fn cancel(mut self, token: crate::CancellationToken) -> Self {
        self.options = self.options.cancel(token);
        self
    }

    /// Starts the run and gives its chunks as they come.
    pub fn stream(self) -> StreamRun<C, O> {
        let (out, chunks) = Chunks::channel();
        StreamRun::new(self.start(out), chunks)
    }

    fn start(mut self, out: Chunks<C>) -> Running<'static, O> {
        let listening = self.ai.tracer().listening();
        let input = if listening { serde_json::to_string(self.input.data()).ok() } else { None };
        let ctx = open(&self.ai, self.parent.as_ref(), What::Def(self.def), &mut self.options, input);
        let body = (self.invoke)(self.input, ctx.clone(), out);
        Running::typed(ctx, self.def.name(), body).cancelled_by(self.options.cancel)
    }
}

impl<I: ActionInput, O: ActionOutput, C: ActionChunk> IntoFuture for Run<I, O, C> {
    type Output = Result<O>;
    type IntoFuture = RunFuture<O>;

    fn into_future(self) -> Self::IntoFuture {
        RunFuture(self.start(Chunks::none()))
    }
}

impl<I, O, C> fmt::Debug for Run<I, O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("action", &self.def.name()).finish()
    }
}

/// The future of a [`Run`].
#[allow(missing_debug_implementations)]
pub struct RunFuture<O>(Running<'static, O>);

impl<O> Future for RunFuture<O> {
    type Output = Result<O>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx)
    }
}

impl Action {
    /// Runs the action with JSON: input checked, run in a span of its own, output checked.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` with every violation and its path if the input does not fit the schema; otherwise what the
    /// function fails with.
    pub async fn run_json(&self, ai: &Genkit, input: Value, options: RunOptions) -> Result<JsonRun> {
        let running = self.start_json(ai, None, input, options, Chunks::none());
        let (trace_id, span_id) = ids(&running);
        Ok(JsonRun { result: running.await?, trace_id, span_id })
    }

    /// Runs the action with JSON and gives its chunks as JSON text.
    pub fn stream_json(&self, ai: &Genkit, input: Value, options: RunOptions) -> StreamRun<RawChunk, Value> {
        let (out, chunks) = Chunks::channel();
        StreamRun::new(self.start_json(ai, None, input, options, out), chunks)
    }

    /// Runs the action with JSON in and JSON text out, for those who only pass it on. What is wrong with the input is a
    /// public error: whoever sent it is the one to know.
    #[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "only a server asks for text"))]
    pub(crate) fn start_text(
        &self,
        ai: &Genkit,
        (input, init): (Value, Value),
        mut options: RunOptions,
        out: Option<&TextChunks>,
    ) -> Running<'static, String> {
        let shown = if ai.tracer().listening() { Some(input.to_string()) } else { None };
        options.outside = true;
        let ctx = open(ai, None, What::Action(self), &mut options, shown);
        let body = match self.check_input(&input).and_then(|()| self.check_init(&init)) {
            Ok(()) => self.body().call_text(self, input, init, ctx.clone(), out),
            Err(error) => Box::pin(ready(Err(for_sender(&error)))),
        };
        let running = Running::text(ctx, self.name(), body).cancelled_by(options.cancel);
        if self.checks_output() { running.checked_by(self.clone(), Action::check_text) } else { running }
    }

    /// Runs the action with JSON, traced below another run.
    pub(crate) async fn run_below(&self, parent: &Ctx, input: Value) -> Result<Value> {
        self.start_json(parent.ai(), Some(parent), input, RunOptions::default(), Chunks::none()).await
    }

    pub(crate) fn start_json(
        &self,
        ai: &Genkit,
        parent: Option<&Ctx>,
        input: Value,
        mut options: RunOptions,
        out: Chunks<RawChunk>,
    ) -> Running<'static, Value> {
        let shown = if ai.tracer().listening() { Some(input.to_string()) } else { None };
        let ctx = open(ai, parent, What::Action(self), &mut options, shown);
        let input = self.body().completed(input);
        let body = match self.check_input(&input) {
            Ok(()) => self.body().call_json(self, input, ctx.clone(), out),
            Err(error) => Box::pin(ready(Err(error))),
        };
        let running = Running::new(ctx, self.name(), body).cancelled_by(options.cancel);
        if self.checks_output() { running.checked_by(self.clone(), Action::check_output) } else { running }
    }
}

/// What is wrong with an input, for whoever sent it: the violations, without the input and the schema again.
#[cold]
#[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "only a server tells"))]
fn for_sender(error: &Error) -> Error {
    const LONGEST: usize = 300;
    let violations = error.details().and_then(|details| details.get("errors")?.as_array());
    let Some(violations) = violations else { return error.clone().into_public() };
    let cut = |text: Option<&Value>| -> String {
        text.and_then(Value::as_str).unwrap_or_default().chars().take(LONGEST).collect()
    };
    let told = |violation: &Value| {
        let (path, message) = (cut(violation.get("path")), cut(violation.get("message")));
        (format!("- {path}: {message}\n"), json!({"path": path, "message": message}))
    };
    let (lines, errors): (String, Vec<Value>) = violations.iter().map(told).unzip();
    Error::public(error.status(), format!("Schema validation failed. Parse Errors:\n\n{lines}"))
        .with_details(json!({"errors": errors}))
}

pub(super) fn ids<O>(running: &Running<'_, O>) -> (TraceId, SpanId) {
    let span = running.ctx().span();
    (span.trace_id(), span.span_id())
}
