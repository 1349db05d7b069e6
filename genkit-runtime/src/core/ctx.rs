//! The context of a run: the runtime, the values it carries, its place in the trace, and whether to stop.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use tokio_util::sync::CancellationToken;

use super::action::{ArgsOf, Handle, Run, StreamRun, packed};
use super::app::Genkit;
use super::context::Context;
use super::env::Task;
use super::trace::{Span, TraceId};

/// What a run knows of itself; every function that is an action may take one. Cloning is cheap.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Greets whoever asks.
/// #[flow]
/// async fn greet(ctx: Ctx) -> Result<String> {
///     let name: Option<String> = ctx.context().get("name")?;
///     ctx.step("compose", async { Ok::<_, Error>(format!("Hello, {}!", name.unwrap_or_default())) }).await
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().build().await?;
/// let hello = ai.run::<greet>(()).context(Context::new().with("name", "Ada")).await?;
/// assert_eq!(hello, "Hello, Ada!");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Ctx(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) ai: Genkit,
    pub(crate) context: Context,
    pub(crate) span: Span,
    pub(crate) cancel: Option<CancellationToken>,
    /// What this is a step of, or the same run of.
    pub(crate) step_of: Option<Ctx>,
    /// What the layer above gives to one kind of action, for example a tool its request.
    pub(crate) side: Option<Arc<dyn Any + Send + Sync>>,
    /// What the layer above gives to everything below, for example the session that a run is in.
    pub(crate) carried: Option<Arc<dyn Any + Send + Sync>>,
    /// True if whoever reads the answer may be told of public errors only; of this run, not of those below it.
    pub(crate) outside: bool,
}

thread_local! {
    static CURRENT: RefCell<Option<Ctx>> = const { RefCell::new(None) };
}

impl Ctx {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The runtime.
    #[must_use]
    pub fn ai(&self) -> &Genkit {
        &self.0.ai
    }

    /// The values that the run carries: who asks, and the application's own.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// The place in the trace.
    #[must_use]
    pub fn span(&self) -> &Span {
        &self.0.span
    }

    /// The trace that the run belongs to.
    #[must_use]
    pub fn trace_id(&self) -> TraceId {
        self.0.span.trace_id()
    }

    /// Runs another action, traced below this one; inside a step, below the step. The arguments are the value of its
    /// one parameter, a tuple of several, or `()`.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    ///
    /// /// Adds two numbers.
    /// #[tool]
    /// async fn add(a: i64, b: i64) -> Result<i64> {
    ///     Ok(a + b)
    /// }
    ///
    /// /// Adds three numbers.
    /// #[flow]
    /// async fn sum(numbers: [i64; 3], ctx: Ctx) -> Result<i64> {
    ///     let [a, b, c] = numbers;
    ///     let two = ctx.run::<add>((a, b)).await?;
    ///     ctx.run::<add>((two, c)).await
    /// }
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let ai = Genkit::builder().build().await?;
    /// assert_eq!(ai.run::<sum>([1, 2, 3]).await?, 6);
    /// # Ok(()) }
    /// ```
    pub fn run<H: Handle>(&self, args: ArgsOf<H>) -> Run<H::Input, H::Output, H::Chunk> {
        Run::new::<H>(self.0.ai.clone(), Some(self.clone()), packed::<H>(args))
    }

    /// Runs another action and reads its chunks, traced below this one.
    pub fn stream<H: Handle>(&self, args: ArgsOf<H>) -> StreamRun<H::Chunk, H::Output> {
        self.run::<H>(args).stream()
    }

    /// The step of this run that the task is in, or the run itself.
    pub(crate) fn innermost(&self) -> Self {
        let Some(current) = Self::current() else { return self.clone() };
        let mut outer = Some(&current);
        while let Some(step) = outer {
            if Arc::ptr_eq(&step.0, &self.0) {
                return current;
            }
            outer = step.0.step_of.as_ref();
        }
        self.clone()
    }

    /// Starts a task that carries this context; it stops when the [`Task`] is dropped.
    pub fn spawn<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> Task<T> {
        Task::spawn(self.clone().scope(future))
    }

    /// Waits until the caller asks the run to stop; for ever if it never does. A run need not watch this: it is
    /// dropped at its next await.
    pub async fn cancelled(&self) {
        match &self.0.cancel {
            Some(token) => token.cancelled().await,
            None => std::future::pending().await,
        }
    }

    /// True once the caller has asked the run to stop; for loops that never await.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancel.as_ref().is_some_and(CancellationToken::is_cancelled)
    }

    /// The context of the run that this task is in, if it is in one.
    #[must_use]
    pub fn current() -> Option<Self> {
        CURRENT.with(|current| current.borrow().clone())
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    pub(crate) fn side<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.side.as_ref()?.downcast_ref()
    }

    pub(crate) fn carried<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0.carried.clone()?.downcast().ok()
    }

    /// The same run, with this carried to everything below.
    pub(crate) fn carrying(&self, carried: Arc<dyn Any + Send + Sync>) -> Self {
        self.with(self.0.side.clone(), Some(carried))
    }

    /// The same run, with what the layer above gives to one kind of action.
    pub(crate) fn with_side(&self, side: Arc<dyn Any + Send + Sync>) -> Self {
        self.with(Some(side), self.0.carried.clone())
    }

    fn with(
        &self,
        side: Option<Arc<dyn Any + Send + Sync>>,
        carried: Option<Arc<dyn Any + Send + Sync>>,
    ) -> Self {
        let Inner { ai, context, span, cancel, outside, .. } = &*self.0;
        let (ai, context, span, cancel) = (ai.clone(), context.clone(), span.clone(), cancel.clone());
        let step_of = Some(self.clone());
        Self::new(Inner { ai, context, span, cancel, step_of, side, carried, outside: *outside })
    }

    pub(crate) fn cancel_token(&self) -> Option<&CancellationToken> {
        self.0.cancel.as_ref()
    }

    /// Makes this the current context until the guard is dropped.
    pub(crate) fn enter(&self) -> Entered {
        Entered(CURRENT.with(|current| current.replace(Some(self.clone()))))
    }

    pub(crate) async fn scope<T>(self, future: impl Future<Output = T> + Send) -> T {
        let mut future = std::pin::pin!(future);
        poll_fn(|cx| self.poll_inside(future.as_mut(), cx)).await
    }

    /// Polls a future with this as the current context.
    pub(crate) fn poll_inside<T>(
        &self,
        future: Pin<&mut (impl Future<Output = T> + ?Sized)>,
        cx: &mut TaskContext<'_>,
    ) -> Poll<T> {
        let _inside = self.enter();
        future.poll(cx)
    }
}

pub(crate) struct Entered(Option<Ctx>);

impl Drop for Entered {
    fn drop(&mut self) {
        let outer = self.0.take();
        CURRENT.with(|current| current.replace(outer));
    }
}

/// The values of the run that this task is in, where no [`Ctx`] is at hand; `None` outside of runs and in tasks that
/// were started with a bare `tokio::spawn` (use [`Ctx::spawn`]).
///
/// ```
/// assert!(genkit::current_context().is_none());
/// ```
#[must_use]
pub fn current_context() -> Option<Context> {
    Ctx::current().map(|ctx| ctx.context().clone())
}

impl fmt::Debug for Ctx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ctx").field("span", &self.0.span).field("context", &self.0.context).finish()
    }
}
