//! The rest of a chain, as a hook is given it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::hooks::{GenerateTurn, Hook};
use crate::ai::model::{ModelRequest, ModelResponse, ModelResponseChunk};
use crate::ai::part::{Part, ToolRequest};
use crate::core::BoxFuture;
use crate::core::action::Action;
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::stream::Chunks;

/// The rest of the chain around a model.
pub type ModelNext = Next<ModelRequest, ModelResponse>;

/// The rest of the chain around a tool.
pub type ToolNext = Next<ToolRequest, Part>;

/// The rest of the chain around a turn of a generate call, and all turns after it.
pub type GenerateNext = Next<GenerateTurn, ModelResponse>;

/// What stands at the end of a chain: the model, the tool, the turn itself.
pub(crate) trait End<I, O>: Send + Sync {
    fn call(&self, input: I, ctx: &Ctx, out: &Chunks<ModelResponseChunk>) -> BoxFuture<'static, Result<O>>;

    /// The model that is asked, if it is one.
    fn model(&self) -> Option<&Action> {
        None
    }

    /// The same with another model.
    fn call_model(
        &self,
        model: Action,
        input: I,
        ctx: &Ctx,
        out: &Chunks<ModelResponseChunk>,
    ) -> BoxFuture<'static, Result<O>> {
        let _ = model;
        self.call(input, ctx, out)
    }
}

/// The rest of a chain: [`ModelNext`], [`ToolNext`] or [`GenerateNext`]. It can be run more than once; cloning is cheap.
pub struct Next<I: 'static, O: 'static> {
    chain: Arc<Chain<I, O>>,
    at: usize,
}

/// What all hooks of a chain share, in one piece with its end.
struct Chain<I: 'static, O: 'static, E: ?Sized = dyn End<I, O>> {
    hooks: Arc<[Hook<I, O>]>,
    ctx: Ctx,
    out: Chunks<ModelResponseChunk>,
    end: E,
}

impl<I: Send + 'static, O: Send + 'static> Next<I, O> {
    pub(crate) fn new(
        hooks: Arc<[Hook<I, O>]>,
        end: impl End<I, O> + 'static,
        ctx: Ctx,
        out: Chunks<ModelResponseChunk>,
    ) -> Self {
        Self { chain: Arc::new(Chain { hooks, ctx, out, end }), at: 0 }
    }

    /// Runs the rest of the chain.
    #[must_use = "the rest of the chain runs when it is awaited"]
    pub fn run(&self, input: I) -> BoxFuture<'static, Result<O>> {
        let Chain { hooks, ctx, out, end } = &*self.chain;
        match hooks.get(self.at) {
            Some(hook) => hook(input, ctx.clone(), Self { chain: self.chain.clone(), at: self.at + 1 }),
            None => end.call(input, ctx, out),
        }
    }

    /// Where chunks go: a hook may send some of its own.
    #[must_use]
    pub fn chunks(&self) -> &Chunks<ModelResponseChunk> {
        &self.chain.out
    }

    /// The same rest, whose chunks go through this function on their way to the reader; `None` leaves one out.
    #[must_use]
    pub fn map_chunks(
        self,
        change: impl Fn(ModelResponseChunk) -> Option<ModelResponseChunk> + Send + Sync + 'static,
    ) -> Self {
        let out = self.chain.out.map(move |chunk| Ok(change(chunk)));
        self.with(self.chain.ctx.clone(), out)
    }

    /// The same rest in another context.
    pub(crate) fn with_ctx(self, change: impl FnOnce(&Ctx) -> Ctx) -> Self {
        self.with(change(&self.chain.ctx), self.chain.out.clone())
    }

    fn with(&self, ctx: Ctx, out: Chunks<ModelResponseChunk>) -> Self {
        Self { at: self.at, ..Self::new(self.chain.hooks.clone(), self.chain.clone(), ctx, out) }
    }

    /// The same rest, and a flag that is set once a chunk went to a reader.
    pub(crate) fn watched(self) -> (Self, Arc<AtomicBool>) {
        let sent = Arc::new(AtomicBool::new(false));
        let flag = sent.clone();
        let watched = self.map_chunks(move |chunk| {
            flag.store(true, Ordering::Relaxed);
            Some(chunk)
        });
        (watched, sent)
    }
}

impl ModelNext {
    /// The name of the model at the end of the chain.
    #[must_use]
    pub fn model_name(&self) -> &str {
        self.chain.end.model().map(Action::name).unwrap_or_default()
    }

    /// What is known of that model, read from its metadata.
    #[must_use]
    pub fn model_info(&self) -> Option<&crate::ModelInfo> {
        crate::ai::model::info_of(self.chain.end.model()?)
    }

    /// Asks another model in place of the one at the end, past the rest of the chain.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such model; what it fails with.
    pub async fn run_on(&self, model: &str, request: ModelRequest) -> Result<ModelResponse> {
        let Chain { end, ctx, out, .. } = &*self.chain;
        let action = crate::ai::model::find(ctx.ai(), model).await?;
        end.call_model(action, request, ctx, out).await
    }
}

/// A chain whose chunks or whose context were changed ends where the one before does.
impl<I: 'static, O: 'static> End<I, O> for Arc<Chain<I, O>> {
    fn call(&self, input: I, ctx: &Ctx, out: &Chunks<ModelResponseChunk>) -> BoxFuture<'static, Result<O>> {
        self.end.call(input, ctx, out)
    }

    fn model(&self) -> Option<&Action> {
        self.end.model()
    }

    fn call_model(
        &self,
        model: Action,
        input: I,
        ctx: &Ctx,
        out: &Chunks<ModelResponseChunk>,
    ) -> BoxFuture<'static, Result<O>> {
        self.end.call_model(model, input, ctx, out)
    }
}

impl<I, O> Clone for Next<I, O> {
    fn clone(&self) -> Self {
        Self { chain: self.chain.clone(), at: self.at }
    }
}

impl<I, O> fmt::Debug for Next<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("left", &self.chain.hooks.len().saturating_sub(self.at)).finish()
    }
}
