//! Genkit for Rust: flows, tools and models declared by annotating async functions.
//!
//! ```standalone_crate
//! use genkit::prelude::*;
//!
//! /// Greets someone.
//! #[flow]
//! async fn greet(name: String) -> Result<String> {
//!     Ok(format!("Hello, {name}!"))
//! }
//!
//! # #[genkit::main(flavor = "current_thread")]
//! # async fn main() -> Result<()> {
//! let ai = Genkit::builder().build().await?;
//! assert_eq!(ai.run::<greet>("Ada".into()).await?, "Hello, Ada!");
//! # Ok(())
//! # }
//! ```

// Expansions name `::genkit`, here too.
#[allow(unused_extern_crates)]
extern crate self as genkit;

#[doc(hidden)]
#[path = "private/mod.rs"]
pub mod __private;
mod ai;
#[cfg(feature = "client")]
pub mod client;
mod core;
#[cfg(feature = "dev")]
pub mod dev;
#[cfg(feature = "http")]
pub mod http;
mod macros;
pub use ai::middleware;
pub mod prelude;
#[cfg(feature = "serve")]
pub mod serve;
#[cfg(feature = "testing")]
pub mod testing;

pub use core::action::{
    Action, ActionBuilder, ActionChunk, ActionDef, ActionInput, ActionOutput, ArgsOf, BidiHandle, BidiRun,
    CallArgs, Flow, FlowHandle, Handle, JsonBidiRun, JsonRun, RemoteAction, RemoteRun, Run, RunFuture,
    RunOptions, Source, StreamRun,
};
pub use core::app::{Genkit, GenkitBuilder};
pub use core::context::Context;
pub use core::ctx::{Ctx, current_context};
pub use core::env::{Clock, Env, Random, Task};
pub use core::error::{ActionError, Error, Result, ResultExt, Status, UnknownStatus};
pub use core::key::{ActionType, InvalidKey, Key};
pub use core::operation::{
    BackgroundAction, BackgroundBuilder, BackgroundModelHandle, Operation, OperationError, OperationFn,
    SupportsCancel, Wait,
};
pub use core::plugin::Plugin;
pub use core::registry::{DynamicActionProvider, DynamicBuilder};
pub use core::secret::Secret;
pub use core::step::Step;
pub use core::stream::{Chunks, Inputs, NoChunk, RawChunk};
pub use core::{BoxFuture, durable, json, schema, trace};

pub use ai::agent::{
    Agent, AgentAbortRequest, AgentAbortResponse, AgentBuilder, AgentChat, AgentClient, AgentError,
    AgentFinishReason, AgentHandle, AgentInit, AgentInput, AgentOutput, AgentResponse, AgentResume,
    AgentState, AgentStream, AgentStreamChunk, DetachedTask, GetSnapshotRequest, PatchOp, PatchOperation,
    SessionSnapshot, SessionState, SnapshotStatus, Turn, TurnEnd, TurnResult,
};
pub use ai::ask::Ask;
pub use ai::compact::Compact;
pub use ai::document::Document;
pub use ai::embed::{
    EmbedMany, EmbedRequest, EmbedResponse, Embedder, EmbedderBuilder, EmbedderHandle, Embedding,
};
pub use ai::evaluate::{
    EvalCase, EvalRequest, EvalResponse, EvalResult, EvalStatus, Evaluator, EvaluatorBuilder,
    EvaluatorHandle, Score, Scores,
};
pub use ai::format::Format;
pub use ai::generate::{
    Deadlines, Generate, GenerateDefaults, GenerateOptions, GenerateOutput, GenerateResponse, GenerateState,
    GenerateStream, Instructions, Interrupt, IntoModel, OutputOptions, Partial, Resume, ToolErrors,
};
pub use ai::message::{IntoContent, Message, MessageIter, Messages, Role};
pub use ai::middleware::{
    GenerateNext, GenerateTurn, Hooks, IntoMiddleware, Middleware, MiddlewareBuilder, MiddlewareConfig,
    MiddlewareHandle, MiddlewareRef, ModelNext, Next, ToolNext,
};
pub use ai::model::{
    BackgroundModel, Constrained, FinishReason, Model, ModelBuilder, ModelHandle, ModelInfo, ModelRef,
    ModelRequest, ModelResponse, ModelResponseChunk, ModelSupports, OutputConfig, RawConfig, Stage,
    ToolChoice, ToolDefinition, ToolNames, TypedModel, Usage,
};
pub use ai::part::{DataUrl, Media, Part, PartKind, ResourceUri, ToolRequest, ToolResponse};
#[cfg(feature = "prompts")]
pub use ai::prompt::{
    EmbeddedPrompts, ExecutablePrompt, HelperCall, HelperOutcome, IntoPromptContent, PicoAny, PicoArray,
    PicoBoolean, PicoEnum, PicoFloat, PicoInteger, PicoNull, PicoNumber, PicoObject, PicoString, Prompt,
    PromptBuilder, PromptContent, PromptFnOutput, PromptInput,
};
pub use ai::reference::{
    ActionRef, EmbedderRef, EvaluatorRef, IndexerRef, IntoRef, RerankerRef, RetrieverRef,
};
pub use ai::rerank::{
    RankedDocument, RankedMetadata, Reranker, RerankerBuilder, RerankerHandle, RerankerRequest,
    RerankerResponse,
};
pub use ai::resource::{Resource, ResourceBuilder, ResourceHandle, ResourceRequest, ResourceResponse};
pub use ai::retrieve::{
    Indexer, IndexerBuilder, IndexerHandle, IndexerRequest, Retriever, RetrieverBuilder, RetrieverHandle,
    RetrieverRequest, RetrieverResponse, SimpleRetriever,
};
pub use ai::session::{
    Artifact, Chat, ChatStream, Conflict, CreateSession, FileSessionStore, InMemorySessionStore, LiveSession,
    OnConflict, Session, SessionStore, SessionWatch, StoreKey, Stored,
};
pub use ai::tool::{Effect, IntoArgs, IntoTool, Tool, ToolBuilder, ToolHandle, ToolOutput, ToolRef};

#[cfg(feature = "macros")]
pub use genkit_macros::{
    agent, background_model, embedder, evaluator, flow, indexer, main, middleware, model, reranker, resource,
    retriever, test, tool,
};
#[cfg(all(feature = "macros", feature = "prompts"))]
pub use genkit_macros::{embed_prompts, prompt, prompt_file, prompt_fn};
pub use schemars::{self, JsonSchema};
pub use serde::{Deserialize, Serialize};
pub use tokio_util::sync::CancellationToken;

/// The front page and the guide, whose examples are compiled and run.
#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[cfg(feature = "client")]
    #[doc = include_str!("../../docs/agents.md")]
    mod agents {}
    #[doc = include_str!("../../docs/errors.md")]
    mod errors {}
    #[doc = include_str!("../../docs/evaluation.md")]
    mod evaluation {}
    #[doc = include_str!("../../docs/flows.md")]
    mod flows {}
    #[doc = include_str!("../../docs/generate.md")]
    mod generate {}
    #[doc = include_str!("../../docs/middleware.md")]
    mod middleware {}
    #[doc = include_str!("../../docs/models.md")]
    mod models {}
    #[doc = include_str!("../../docs/retrieval.md")]
    mod retrieval {}
    #[cfg(feature = "prompts")]
    #[doc = include_str!("../../docs/prompts.md")]
    mod prompts {}
    #[cfg(all(feature = "serve", feature = "client"))]
    #[doc = include_str!("../../docs/serve.md")]
    mod serve {}
    #[doc = include_str!("../../docs/sessions.md")]
    mod sessions {}
    #[doc = include_str!("../../docs/testing.md")]
    mod testing {}
    #[doc = include_str!("../../docs/tools.md")]
    mod tools {}
}
