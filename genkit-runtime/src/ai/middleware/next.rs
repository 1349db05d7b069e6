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
use crate::core::error::{Error, Result};
use crate::core::stream::Chunks;

/// The rest of the chain around a model.
pub type ModelNext = Next<ModelRequest, ModelResponse>;

/// The rest of the chain around a tool.
pub type ToolNext = Next<ToolRequest, Part>;

/// The rest of the chain around a turn of a generate call, and all turns after it.
pub type GenerateNext = Next<GenerateTurn, ModelResponse>;

/// What stands at the end of a chain: the model, the tool, the turn itself.
pub(crate) trait End<I, O>: Send + Sync {
    fn call(
        self: Arc<Self>,
        input: I,
        ctx: Ctx,
        out: Chunks<ModelResponseChunk>,
    ) -> BoxFuture<'static, Result<O>>;

    /// The model that is asked, if it is one.
    fn model(&self) -> Option<&Action> {
        None
    }

    /// The same end with another model.
    fn with_model(&self, model: Action) -> Option<Arc<dyn End<I, O>>> {
        let _ = model;
        None
    }
}

/// The rest of a chain: [`ModelNext`], [`ToolNext`] or [`GenerateNext`]. It can be run more than once; cloning is cheap.
pub struct Next<I, O> {
    hooks: Arc<[Hook<I, O>]>,
    at: usize,
    end: Arc<dyn End<I, O>>,
    ctx: Ctx,
    out: Chunks<ModelResponseChunk>,
}

impl<I: Send + 'static, O: Send + 'static> Next<I, O> {
    pub(crate) fn new(
        hooks: Arc<[Hook<I, O>]>,
        end: Arc<dyn End<I, O>>,
        ctx: Ctx,
        out: Chunks<ModelResponseChunk>,
    ) -> Self {
        Self { hooks, at: 0, end, ctx, out }
    }

    /// Runs the rest of the chain.
    #[must_use = "the rest of the chain runs when it is awaited"]
    pub fn run(&self, input: I) -> BoxFuture<'static, Result<O>> {
        match self.hooks.get(self.at) {
            Some(hook) => hook(input, self.ctx.clone(), Self { at: self.at + 1, ..self.clone() }),
            None => self.end.clone().call(input, self.ctx.clone(), self.out.clone()),
        }
    }

    /// Where chunks go: a hook may send some of its own.
    #[must_use]
    pub fn chunks(&self) -> &Chunks<ModelResponseChunk> {
        &self.out
    }

    /// The same rest, whose chunks go through this function on their way to the reader; `None` leaves one out.
    #[must_use]
    pub fn map_chunks(
        mut self,
        change: impl Fn(ModelResponseChunk) -> Option<ModelResponseChunk> + Send + Sync + 'static,
    ) -> Self {
        self.out = self.out.map(move |chunk| Ok(change(chunk)));
        self
    }

    /// The same rest in another context.
    pub(crate) fn with_ctx(mut self, change: impl FnOnce(&Ctx) -> Ctx) -> Self {
        self.ctx = change(&self.ctx);
        self
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
        self.end.model().map(Action::name).unwrap_or_default()
    }

    /// What is known of that model, read from its metadata.
    #[must_use]
    pub fn model_info(&self) -> Option<&crate::ModelInfo> {
        crate::ai::model::info_of(self.end.model()?)
    }

    /// Asks another model in place of the one at the end, past the rest of the chain.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such model; what it fails with.
    pub async fn run_on(&self, model: &str, request: ModelRequest) -> Result<ModelResponse> {
        let action = crate::ai::model::find(self.ctx.ai(), model).await?;
        let end = self.end.with_model(action).ok_or_else(|| Error::internal("no model can be asked here"))?;
        end.call(request, self.ctx.clone(), self.out.clone()).await
    }
}

impl<I, O> Clone for Next<I, O> {
    fn clone(&self) -> Self {
        Self {
            hooks: self.hooks.clone(),
            at: self.at,
            end: self.end.clone(),
            ctx: self.ctx.clone(),
            out: self.out.clone(),
        }
    }
}

impl<I, O> fmt::Debug for Next<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("left", &self.hooks.len().saturating_sub(self.at)).finish()
    }
}
