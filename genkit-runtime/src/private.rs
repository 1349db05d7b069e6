//! What expansions of the macros may name; nothing of it is public.

use std::future::Future;
use std::process::ExitCode;

pub use inventory;
pub use schemars;
pub use serde;
pub use serde_json;

pub use crate::__action as action;
pub use crate::ai::adapt::{ActionOptions, NoOptions, RawOptions, options_schema};
pub use crate::ai::embed::{
    EmbedRequest, EmbedResponse, EmbedderHandle, EmbedderSpec, Embedding, embedder, embedder_metadata,
};
pub use crate::ai::evaluate::{
    EvalCase, EvalRequest, EvalResponse, EvaluatorHandle, EvaluatorSpec, Scores, evaluator,
    evaluator_metadata,
};
pub use crate::ai::generate::GenerateOptions;
pub use crate::ai::middleware::{DeclaredMiddleware, Hooks, MiddlewareHandle, kept};
pub use crate::ai::model::{
    HasConfig, ModelHandle, ModelRequest, ModelResponse, ModelResponseChunk, ModelSpec, SupportsSpec,
    config_schema, model_metadata,
};
pub use crate::ai::outputs::{
    AnswerOutput, BackgroundOutput, EmbedderOutput, EvaluatorOutput, IndexerOutput, ModelOutput,
    RerankerOutput, ResourceOutput, RetrieverOutput, ToolAnswerOutput,
};
#[cfg(feature = "prompts")]
pub use crate::ai::prompt::{
    EmbeddedPrompts, PicoAny, PicoArray, PicoBoolean, PicoEnum, PicoInteger, PicoNumber, PicoObject,
    PicoString, PromptDef, PromptFile, PromptFnOutput, PromptInput, declared, prompt_fn, same_tools,
};
pub use crate::ai::rerank::{RerankerHandle, RerankerRequest, RerankerResponse, reranker, reranker_metadata};
pub use crate::ai::resource::{
    ResourceHandle, ResourceRequest, ResourceResponse, ResourceSpec, resource, resource_metadata,
};
pub use crate::ai::retrieve::{
    IndexerHandle, IndexerRequest, RetrieverHandle, RetrieverRequest, RetrieverResponse, indexer,
    indexer_metadata, retriever, retriever_metadata,
};
pub use crate::ai::tool::{Effect, ToolHandle, ToolRef, ToolSpec, assert_multipart, tool_metadata};
pub use crate::core::BoxFuture;
pub use crate::core::action::{ActionDef, BidiHandle, Fallible, FlowHandle, Handle, MetaValue, Source};
pub use crate::core::action::{Streams, given_chunks, given_ctx, given_inputs};
pub use crate::core::app::Genkit;
pub use crate::core::ctx::Ctx;
pub use crate::core::error::{ActionError, Error, Result};
pub use crate::core::key::ActionType;
pub use crate::core::operation::{BackgroundModelHandle, Operation, SupportsCancel};
pub use crate::core::registry::Discovered;
pub use crate::core::stream::{Chunks, Inputs, NoChunk};
pub use std::future::ready;

/// What an indexer returns.
pub type IndexerResponse = ();

/// A future of a result of any kind, as one of ours. The second argument is `<R as Fallible>::into_result`, written at
/// the place of the return type: there the compiler shows what is wrong with the error.
pub fn fallible<R, T, E, F>(
    future: F,
    into_result: fn(R) -> std::result::Result<T, E>,
) -> BoxFuture<'static, Result<T>>
where
    F: Future<Output = R> + Send + 'static,
    E: ActionError + 'static,
    R: 'static,
    T: 'static,
{
    Box::pin(async move { into_result(future.await).map_err(ActionError::into_error) })
}

/// A future that cannot fail.
pub fn infallible<T, F: Future<Output = T> + Send + 'static>(future: F) -> BoxFuture<'static, Result<T>> {
    Box::pin(async { Ok(future.await) })
}

/// A future whose output is that of a kind of actions, by `<T as ModelOutput>::output` and the like.
pub fn output<T: 'static, O: 'static>(
    future: BoxFuture<'static, Result<T>>,
    output: fn(T) -> O,
) -> BoxFuture<'static, Result<O>> {
    Box::pin(async move { future.await.map(output) })
}

/// Calls with what is read of a request or of options, by `<C as ModelConfig>::read` and the like.
pub fn reading<G, P, T: Send + 'static>(
    given: G,
    read: fn(G) -> Result<P>,
    call: impl FnOnce(P) -> BoxFuture<'static, Result<T>>,
) -> BoxFuture<'static, Result<T>> {
    match read(given) {
        Ok(read) => call(read),
        Err(error) => Box::pin(ready(Err(error))),
    }
}

/// The answer of a tool without a body: somebody else gives it.
#[must_use]
pub fn interrupted<T: Send + 'static>() -> BoxFuture<'static, Result<T>> {
    Box::pin(ready(Err(Error::interrupt(true))))
}

/// A function that checks or cancels operations.
#[diagnostic::on_unimplemented(
    message = "this cannot check or cancel the operations of a background model",
    label = "not of the form `async fn(Operation, Ctx) -> Result<Operation>`",
    note = "`check` and `cancel` name functions of the form `async fn(operation: Operation, ctx: Ctx) -> Result<Operation>`"
)]
pub trait Companion {
    /// Runs it.
    fn run(self, operation: Operation, ctx: Ctx) -> BoxFuture<'static, Result<Operation>>;
}

#[diagnostic::do_not_recommend]
impl<F, Fut, E> Companion for F
where
    F: FnOnce(Operation, Ctx) -> Fut,
    Fut: Future<Output = std::result::Result<Operation, E>> + Send + 'static,
    E: ActionError,
{
    fn run(self, operation: Operation, ctx: Ctx) -> BoxFuture<'static, Result<Operation>> {
        let future = self(operation, ctx);
        Box::pin(async { future.await.map_err(ActionError::into_error) })
    }
}

/// Runs a function that checks or cancels operations.
pub fn companion(
    function: impl Companion,
    operation: Operation,
    ctx: Ctx,
) -> BoxFuture<'static, Result<Operation>> {
    function.run(operation, ctx)
}

/// Runs a test on a tokio runtime of its own.
#[cfg(feature = "testing")]
#[track_caller]
pub fn run_test<A, F>(test: F)
where
    F: crate::testing::TestFn<A, Output: crate::testing::TestResult>,
{
    crate::testing::run_test(test);
}

/// Tells whoever writes `#[genkit::test]` what is missing.
#[cfg(not(feature = "testing"))]
pub fn run_test<F: Testing>(_: F) {}

/// Held by nothing.
#[cfg(not(feature = "testing"))]
#[diagnostic::on_unimplemented(
    message = "`#[genkit::test]` needs the feature `testing` of genkit-runtime",
    label = "the feature `testing` is off",
    note = "under `[dev-dependencies]`, give `genkit-runtime` the feature `testing`"
)]
pub trait Testing {}

/// What `#[genkit::main(..)]` says.
#[derive(Clone, Copy, Debug)]
pub struct MainOptions {
    pub current_thread: bool,
    pub worker_threads: Option<usize>,
}

impl MainOptions {
    /// Nothing said.
    pub const NONE: Self = Self { current_thread: false, worker_threads: None };
}

/// What a program's main function may return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned by the main function",
    label = "neither `()` nor a result of `()`",
    note = "return `Result<()>`, `Result<(), E>` or nothing; an `ExitCode` stands for `()`"
)]
pub trait MainResult {
    /// The code to exit with; prints the error, if it is one.
    fn exit(self) -> ExitCode;
}

#[diagnostic::do_not_recommend]
impl MainResult for () {
    fn exit(self) -> ExitCode {
        ExitCode::SUCCESS
    }
}

#[diagnostic::do_not_recommend]
impl MainResult for ExitCode {
    fn exit(self) -> ExitCode {
        self
    }
}

impl<T: MainResult, E: ActionError> MainResult for std::result::Result<T, E> {
    #[allow(clippy::print_stderr, reason = "the main function of a program speaks to its user")]
    fn exit(self) -> ExitCode {
        match self {
            Ok(value) => value.exit(),
            Err(error) => {
                eprintln!("error: {:?}", error.into_error());
                ExitCode::FAILURE
            }
        }
    }
}

/// Runs the main function of a program on a tokio runtime of its own, and prints what it fails with. The last argument
/// is `<R as MainResult>::exit`, written at the place of the return type: there the compiler shows what is wrong with it.
#[allow(clippy::print_stderr, reason = "the main function of a program speaks to its user")]
pub fn run_main<R, F: Future<Output = R>>(
    options: MainOptions,
    main: impl FnOnce() -> F,
    exit: fn(R) -> ExitCode,
) -> ExitCode {
    let mut builder = if options.current_thread {
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    if let Some(threads) = options.worker_threads {
        builder.worker_threads(threads.max(1));
    }
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: no tokio runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(async {
        let code = exit(main().await);
        #[cfg(feature = "dev")]
        crate::dev::after_main(code == ExitCode::SUCCESS).await;
        code
    })
}
