//! A run that takes inputs while it streams.

use std::fmt;

use serde_json::Value;
use tokio::sync::mpsc;

use super::running::{What, open};
use super::{Action, ActionInput, BidiHandle, RunOptions, Running};
use crate::core::BoxFuture;
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::env::Task;
use crate::core::error::{Error, Result};
use crate::core::stream::{Chunks, Inputs, RawChunk};

/// How many inputs wait untaken before the sender does.
const CAPACITY: usize = 64;

/// A bidirectional run: send inputs, read chunks, then take the output. Dropping it stops the run.
///
/// See [`Inputs`](crate::Inputs) for an example.
#[must_use = "dropping a run stops it"]
pub struct BidiRun<I, C, O> {
    inputs: Option<mpsc::Sender<I>>,
    chunks: mpsc::Receiver<C>,
    task: Task<Result<O>>,
    failed: Option<Error>,
    done: Option<Result<O>>,
}

/// A bidirectional run by key: JSON in, JSON text out.
pub type JsonBidiRun = BidiRun<Value, RawChunk, Value>;

impl<I: Send + 'static, C, O: Send + 'static> BidiRun<I, C, O> {
    fn spawn(inputs: mpsc::Sender<I>, chunks: mpsc::Receiver<C>, running: Running<'static, O>) -> Self {
        Self { inputs: Some(inputs), chunks, task: Task::spawn(running), failed: None, done: None }
    }

    /// Sends an input; waits while the run is some dozens behind.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` after [`close`](Self::close), or if the run takes no more inputs.
    pub async fn send(&self, input: I) -> Result<()> {
        match &self.inputs {
            Some(inputs) => inputs
                .send(input)
                .await
                .map_err(|_| Error::failed_precondition("the run takes no more inputs")),
            None => Err(Error::failed_precondition("the inputs of this run are closed")),
        }
    }

    /// Says that no more inputs come.
    pub fn close(&mut self) {
        self.inputs = None;
    }

    /// The way in for inputs, taken out so that they can be sent while chunks are read; dropping it closes them.
    #[cfg_attr(not(feature = "dev"), allow(dead_code))]
    pub(crate) fn take_inputs(&mut self) -> Option<mpsc::Sender<I>> {
        self.inputs.take()
    }

    /// The next chunk; `None` at the end. An error is the last item.
    pub async fn next(&mut self) -> Option<Result<C>> {
        if let Some(chunk) = self.chunks.recv().await {
            return Some(Ok(chunk));
        }
        if self.done.is_some() || self.failed.is_some() {
            return None;
        }
        match (&mut self.task).await.and_then(|result| result) {
            Ok(output) => {
                self.done = Some(Ok(output));
                None
            }
            Err(error) => {
                self.failed = Some(error.clone());
                Some(Err(error))
            }
        }
    }

    /// The output. Closes the inputs; chunks that were not read are dropped.
    ///
    /// # Errors
    /// What the run failed with.
    pub async fn output(mut self) -> Result<O> {
        self.close();
        while let Some(chunk) = self.next().await {
            drop(chunk?);
        }
        match (self.done, self.failed) {
            (Some(result), _) => result,
            (None, Some(error)) => Err(error),
            (None, None) => Err(Error::internal("the run ended without an output")),
        }
    }
}

impl<I, C, O> fmt::Debug for BidiRun<I, C, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BidiRun").field("open", &self.inputs.is_some()).finish()
    }
}

/// The function of a bidirectional handle, or what stands in for it.
pub(super) fn invoke<H: BidiHandle>(
    init: H::Init,
    inputs: Inputs<H::Input>,
    ctx: Ctx,
    out: Chunks<H::Chunk>,
) -> BoxFuture<'static, Result<H::Output>> {
    match ctx.ai().bidi_replacement::<H>() {
        Some(other) => other(init, inputs, ctx, out),
        None => H::call(init, inputs, ctx, out),
    }
}

impl Genkit {
    /// Starts a bidirectional action. Needs a tokio runtime: the run is a task of its own.
    pub fn bidi<H: BidiHandle>(&self, init: H::Init) -> BidiRun<H::Input, H::Chunk, H::Output> {
        let shown = if self.tracer().listening() { serde_json::to_string(init.data()).ok() } else { None };
        let ctx = open(self, None, What::Def(H::DEF), &mut RunOptions::default(), None);
        if let Some(shown) = shown {
            ctx.span().set("genkit:init", shown);
        }
        let (sender, inputs) = mpsc::channel(CAPACITY);
        let (out, chunks) = Chunks::channel();
        let body = invoke::<H>(init, Inputs::typed(inputs), ctx.clone(), out);
        BidiRun::spawn(sender, chunks, Running::typed(ctx, H::DEF.name(), body))
    }
}

impl Action {
    /// Starts a bidirectional action with JSON. Inputs are checked as they are taken.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if it is not bidirectional.
    pub fn bidi_json(&self, ai: &Genkit, init: Value, mut options: RunOptions) -> Result<JsonBidiRun> {
        let (sender, inputs) = mpsc::channel(CAPACITY);
        let (out, chunks) = Chunks::channel();
        let ctx = open(ai, None, What::Action(self), &mut options, None);
        if ctx.span().is_recording() {
            ctx.span().set("genkit:init", init.to_string());
        }
        let body = self
            .body()
            .call_bidi(init, inputs, ctx.clone(), out)
            .ok_or_else(|| Error::invalid_argument(format!("{} takes no stream of inputs", self.key())))?;
        let running = Running::new(ctx, self.name(), body).cancelled_by(options.cancel);
        Ok(BidiRun::spawn(sender, chunks, running))
    }
}
