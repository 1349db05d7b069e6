//! What expansions of the macros may name; nothing of it is public.

mod kinds;
mod parameters;
#[cfg(feature = "prompts")]
mod prompts;

use std::future::Future;
use std::process::ExitCode;

pub use inventory;
pub use schemars::{self, JsonSchema};
pub use serde::{self, Deserialize, Serialize};
pub use serde_json;

pub use crate::ai::adapt::NoOptions;
pub use crate::ai::agent::{
    AgentHandle, AgentInit, AgentInput, AgentOutput, AgentStreamChunk, Settings, agent, declared_agent,
};
pub use crate::ai::embed::{EmbedRequest, EmbedResponse, EmbedderHandle};
pub use crate::ai::evaluate::{EvalRequest, EvalResponse, EvaluatorHandle};
pub use crate::ai::generate::GenerateOptions;
pub use crate::ai::middleware::{DeclaredMiddleware, Hooks, MiddlewareHandle, fixed, kept};
pub use crate::ai::model::{ModelHandle, ModelRequest, ModelResponse, ModelResponseChunk, model_around};
pub use crate::ai::outputs::*;
#[cfg(feature = "prompts")]
pub use crate::ai::prompt::{
    EmbeddedPrompts, PicoAny, PicoArray, PicoBoolean, PicoEnum, PicoFloat, PicoInteger, PicoNull, PicoNumber,
    PicoObject, PicoString, PromptDef, PromptFile, PromptFnOutput, PromptInput, UsesTool, dev_path, is_tool,
    pico, prompt, schema_of, schema_of_text, tool_of,
};
pub use crate::ai::rerank::{RerankerHandle, RerankerRequest, RerankerResponse};
pub use crate::ai::resource::{ResourceHandle, ResourceRequest, ResourceResponse, ResourceSpec};
pub use crate::ai::retrieve::{
    IndexerHandle, IndexerRequest, RetrieverHandle, RetrieverRequest, RetrieverResponse,
};
pub use crate::ai::tool::{ToolHandle, assert_multipart};
pub use crate::core::BoxFuture;
pub use crate::core::action::{
    ActionDef, Arguments, Around, BidiHandle, Fallible, FlowHandle, Handle, Source,
};
pub use crate::core::action::{Streams, given_chunks as chunks, given_ctx as ctx, given_inputs as inputs};
pub use crate::core::app::Genkit;
pub use crate::core::ctx::Ctx;
pub use crate::core::error::{ActionError, Error, Result};
pub use crate::core::key::ActionType;
pub use crate::core::operation::{
    BackgroundModelHandle, BackgroundOutput, HasConfig, Operation, OperationFn, SupportsCancel,
};
pub use crate::core::registry::Discovered;
pub use crate::core::stream::{Chunks, Inputs, NoChunk};
pub use crate::{
    __action as action, __declared as declared, __middleware as middleware, __parameters as parameters,
};
#[cfg(feature = "prompts")]
pub use crate::{
    __described as described, __embedded as embedded, __named as named, __prompt_file as prompt_file,
    __tool as tool, __tools as tools,
};
pub use core::option::Option::Some;
pub use kinds::*;
pub use parameters::{Held, Parameters, Takes, unpack};
pub use std::future::ready;

/// What is known of an action before the program starts.
pub type Def = &'static ActionDef;

/// A function that cancels operations, if there is one.
pub type Cancel = Option<OperationFn>;

/// What starts an agent.
pub type AgentStart = Option<AgentInit>;

/// What the function of an agent returns.
pub type TurnFut<H> = BoxFuture<'static, Result<<H as AgentHandle>::Returned>>;

/// What an indexer returns.
pub type IndexerResponse = ();

/// Where `call` of a handle sends its chunks.
pub type Out<H> = Chunks<<H as Handle>::Chunk>;

/// What `call` of a bidirectional handle returns.
pub type BidiFut<H> = BoxFuture<'static, Result<<H as BidiHandle>::Output>>;

/// What `call` of a handle returns.
pub type Fut<H> = BoxFuture<'static, Result<<H as Handle>::Output>>;

/// A future of a result of any kind, as one of ours. The macros name `R` at the place of the return type: there the
/// compiler shows what is wrong with its error.
pub fn fallible<R: Fallible<Err: ActionError> + 'static>(
    future: impl Future<Output = R> + Send + 'static,
) -> BoxFuture<'static, Result<R::Ok>> {
    Box::pin(async move { future.await.into_result().map_err(ActionError::into_error) })
}

/// A future that cannot fail.
pub fn infallible<T, F: Future<Output = T> + Send + 'static>(future: F) -> BoxFuture<'static, Result<T>> {
    Box::pin(async { Ok(future.await) })
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
pub fn run(
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
    if let Some(code) = printed() {
        return code;
    }
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

/// What `cargo genkit openapi` asks: the program answers it in place of doing its work.
#[allow(clippy::print_stdout, clippy::print_stderr, reason = "the answer of a program that is asked")]
fn printed() -> Option<ExitCode> {
    let asked = std::env::var("GENKIT_PRINT").ok().filter(|asked| !asked.is_empty())?;
    match print(&asked) {
        Ok(text) => {
            println!("{text}");
            Some(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("error: {}", error.message());
            Some(ExitCode::FAILURE)
        }
    }
}

fn print(asked: &str) -> Result<String> {
    match asked {
        #[cfg(feature = "serve")]
        "openapi" => {
            let ai = crate::core::app::Genkit::builder().build_now()?;
            Ok(serde_json::to_string_pretty(&crate::serve::openapi(&ai))?)
        }
        #[cfg(not(feature = "serve"))]
        "openapi" => Err(Error::failed_precondition(
            "the program serves no flows: give genkit-runtime the feature `serve`",
        )),
        _ => Err(Error::invalid_argument(format!(
            "GENKIT_PRINT={asked}: the program can print `openapi`, the document of its flows"
        ))),
    }
}
