//! What one middleware does in one generate call.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::next::{GenerateNext, ModelNext, Next, ToolNext};
use crate::ai::model::{ModelRequest, ModelResponse};
use crate::ai::part::{Part, ToolRequest};
use crate::core::BoxFuture;
use crate::core::action::Action;
use crate::core::ctx::Ctx;
use crate::core::error::Result;

/// A hook as the runtime calls it.
pub(crate) type Hook<I, O> = Arc<dyn Fn(I, Ctx, Next<I, O>) -> BoxFuture<'static, Result<O>> + Send + Sync>;

/// A turn of a generate call that is about to begin.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GenerateTurn {
    /// What the model will be asked; what is changed here stays in the history.
    pub request: ModelRequest,
    /// How many rounds of tools there were.
    pub turn: u32,
    /// The message that chunks will belong to.
    pub index: u32,
}

impl GenerateTurn {
    pub(crate) fn new(request: ModelRequest, turn: u32, index: u32) -> Self {
        Self { request, turn, index }
    }
}

/// What a middleware does in one generate call: its hooks, and the tools that it brings. Where they may remember
/// something they are made anew for each call, so that it is that call's own.
///
/// ```
/// use genkit::Hooks;
///
/// let hooks = Hooks::new().tool(|call: genkit::ToolRequest, _ctx, next| async move {
///     println!("the model asks for {}", call.name);
///     next.run(call).await
/// });
/// ```
#[derive(Clone, Default)]
pub struct Hooks {
    pub(crate) generate: Option<Arc<[Hook<GenerateTurn, ModelResponse>]>>,
    pub(crate) model: Option<Arc<[Hook<ModelRequest, ModelResponse>]>>,
    pub(crate) tool: Option<Arc<[Hook<ToolRequest, Part>]>>,
    pub(crate) tools: Vec<Action>,
}

impl Hooks {
    /// Does nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Around each turn of a generate call *and all turns after it*: `next` gives the last answer of the call.
    #[must_use]
    pub fn generate<F, Fut>(mut self, hook: F) -> Self
    where
        F: Fn(GenerateTurn, Ctx, GenerateNext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ModelResponse>> + Send + 'static,
    {
        self.generate = alone(move |turn, ctx, next| Box::pin(hook(turn, ctx, next)));
        self
    }

    /// Around each request to a model.
    #[must_use]
    pub fn model<F, Fut>(mut self, hook: F) -> Self
    where
        F: Fn(ModelRequest, Ctx, ModelNext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ModelResponse>> + Send + 'static,
    {
        self.model = alone(move |request, ctx, next| Box::pin(hook(request, ctx, next)));
        self
    }

    /// Around each run of a tool, also one that was interrupted and runs again. The hook's `ctx` tells what the tool's
    /// would: [`Ctx::resumed`], [`Ctx::tool_metadata`]. Returning [`Ctx::interrupt`] as the error interrupts.
    #[must_use]
    pub fn tool<F, Fut, R>(mut self, hook: F) -> Self
    where
        F: Fn(ToolRequest, Ctx, ToolNext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<R>> + Send + 'static,
        R: Into<Part>,
    {
        self.tool = alone(move |request, ctx, next| {
            let answer = hook(request, ctx, next);
            Box::pin(async move { answer.await.map(Into::into) })
        });
        self
    }

    /// Tools that the model may ask for besides those of the call.
    #[must_use]
    pub fn tools(mut self, tools: impl IntoIterator<Item = Action>) -> Self {
        self.tools.extend(tools);
        self
    }
}

/// The chain of one hook.
fn alone<I, O>(
    hook: impl Fn(I, Ctx, Next<I, O>) -> BoxFuture<'static, Result<O>> + Send + Sync + 'static,
) -> Option<Arc<[Hook<I, O>]>> {
    Some(Arc::new([Arc::new(hook)]))
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("generate", &self.generate.is_some())
            .field("model", &self.model.is_some())
            .field("tool", &self.tool.is_some())
            .field("tools", &self.tools)
            .finish()
    }
}
