//! Middleware of one closure, without a name.

use std::future::Future;

use super::define::Middleware;
use super::hooks::GenerateTurn;
use super::next::{GenerateNext, ModelNext, ToolNext};
use crate::ai::model::{ModelRequest, ModelResponse};
use crate::ai::part::{Part, ToolRequest};
use crate::core::ctx::Ctx;
use crate::core::error::Result;

/// A middleware around each turn of a generate call and all turns after it, without a name.
///
/// A call that is kept with [`checkpoint`](crate::Generate::checkpoint) holds names only: this one stands in the state as
/// `inline-0`, `inline-1` and so on, in the order in which they were given, and is given again when the call goes on.
#[track_caller]
pub fn generate<F, Fut>(hook: F) -> Middleware
where
    F: Fn(GenerateTurn, Ctx, GenerateNext) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<ModelResponse>> + Send + 'static,
{
    Middleware::builder("inline").inline().generate(hook)
}

/// A middleware around each request to a model, without a name. See [`generate`] for what that means for calls that are
/// kept.
///
/// ```
/// use genkit::middleware;
/// let timed = middleware::model(|request, ctx, next| async move {
///     let begun = ctx.ai().env().elapsed();
///     let answer = next.run(request).await;
///     println!("took {:?}", ctx.ai().env().elapsed() - begun);
///     answer
/// });
/// ```
#[track_caller]
pub fn model<F, Fut>(hook: F) -> Middleware
where
    F: Fn(ModelRequest, Ctx, ModelNext) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<ModelResponse>> + Send + 'static,
{
    Middleware::builder("inline").inline().model(hook)
}

/// A middleware around each run of a tool, without a name. See [`generate`] for what that means for calls that are kept.
#[track_caller]
pub fn tool<F, Fut, R>(hook: F) -> Middleware
where
    F: Fn(ToolRequest, Ctx, ToolNext) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<R>> + Send + 'static,
    R: Into<Part>,
{
    Middleware::builder("inline").inline().tool(hook)
}
