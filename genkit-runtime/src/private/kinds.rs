//! How a kind of actions calls the user's function: the request taken apart, the answer put together.

use std::future::ready;

use serde_json::Value;

use super::{Fut, Handle};
use crate::ai::adapt::{ActionOptions, RawOptions};
use crate::ai::document::Document;
use crate::ai::embed::{self, EmbedderHandle};
use crate::ai::evaluate::{self, EvalCase, EvaluatorHandle};
use crate::ai::middleware::{MiddlewareHandle, MiddlewareRef};
use crate::ai::model::{ModelHandle, ModelResponse};
use crate::ai::outputs::{
    AnswerOutput, EmbedderOutput, EvaluatorOutput, IndexerOutput, ModelOutput, RerankerOutput,
    ResourceOutput, RetrieverOutput, ToolAnswerOutput,
};
use crate::ai::part::Part;
use crate::ai::rerank::{self, RerankerHandle};
use crate::ai::resource::{self, ResourceHandle};
use crate::ai::retrieve::{self, IndexerHandle, RetrieverHandle};
#[cfg(feature = "prompts")]
use crate::ai::{generate::GenerateOptions, prompt::PromptFnOutput};
use crate::core::BoxFuture;
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::operation::{BackgroundModelHandle, BackgroundOutput, HasConfig};

/// The future of the user's function.
pub type Called<T> = BoxFuture<'static, Result<T>>;

fn output<T: 'static, O: 'static>(future: Called<T>, output: fn(T) -> O) -> Called<O> {
    Box::pin(async move { future.await.map(output) })
}

fn read<G, T: Send + 'static>(given: Result<G>, call: impl FnOnce(G) -> Called<T>) -> Called<T> {
    match given {
        Ok(read) => call(read),
        Err(error) => Box::pin(ready(Err(error))),
    }
}

/// The input of an action of a kind, to be answered by the user's function.
#[derive(Debug)]
pub struct Given<H: Handle>(pub H::Input);

impl<H: ModelHandle> Given<H> {
    /// Calls a model with its configuration read.
    pub fn model(self, call: impl FnOnce(H::Request) -> Called<H::Returned>) -> Fut<H> {
        read(HasConfig::read(self.0), |request| output(call(request), ModelOutput::output))
    }
}

impl<H: BackgroundModelHandle> Given<H> {
    /// Calls a background model with its configuration read.
    pub fn background_model(self, call: impl FnOnce(H::Request) -> Called<H::Returned>) -> Fut<H> {
        read(HasConfig::read(self.0), |request| output(call(request), BackgroundOutput::output))
    }
}

impl<H: EmbedderHandle> Given<H> {
    /// Calls an embedder.
    pub fn embedder(self, call: impl FnOnce(Vec<Document>, H::Options) -> Called<H::Returned>) -> Fut<H> {
        embed::embedder(self.0, |documents, raw: RawOptions| {
            read(ActionOptions::read(raw), |o| output(call(documents, o), EmbedderOutput::output))
        })
    }
}

impl<H: RetrieverHandle> Given<H> {
    /// Calls a retriever.
    pub fn retriever(self, call: impl FnOnce(Document, H::Options) -> Called<H::Returned>) -> Fut<H> {
        retrieve::retriever(self.0, |query, raw: RawOptions| {
            read(ActionOptions::read(raw), |o| output(call(query, o), RetrieverOutput::output))
        })
    }
}

impl<H: IndexerHandle> Given<H> {
    /// Calls an indexer.
    pub fn indexer(self, call: impl FnOnce(Vec<Document>, H::Options) -> Called<H::Returned>) -> Fut<H> {
        retrieve::indexer(self.0, |documents, raw: RawOptions| {
            read(ActionOptions::read(raw), |o| output(call(documents, o), IndexerOutput::output))
        })
    }
}

impl<H: RerankerHandle> Given<H> {
    /// Calls a reranker.
    pub fn reranker(
        self,
        call: impl FnOnce(Document, Vec<Document>, H::Options) -> Called<H::Returned>,
    ) -> Fut<H> {
        rerank::reranker(self.0, |query, documents, raw: RawOptions| {
            read(ActionOptions::read(raw), |o| output(call(query, documents, o), RerankerOutput::output))
        })
    }
}

impl<H: EvaluatorHandle> Given<H> {
    /// Calls an evaluator for each case, with a context of its own.
    pub fn evaluator(
        self,
        ctx: Ctx,
        call: impl Fn(EvalCase, H::Options, Ctx) -> Called<H::Returned> + Send + 'static,
    ) -> Fut<H> {
        evaluate::evaluator(self.0, ctx, move |case, raw: RawOptions, below| {
            read(ActionOptions::read(raw), |o| output(call(case, o, below), EvaluatorOutput::output))
        })
    }
}

impl<H: ResourceHandle> Given<H> {
    /// Calls a resource.
    pub fn resource(self, call: impl FnOnce(String) -> Called<H::Returned> + Send + 'static) -> Fut<H> {
        resource::resource(H::SPEC, self.0, |uri| output(call(uri), ResourceOutput::output))
    }
}

/// Middleware that a model has of its own, by its handle.
#[must_use]
#[track_caller]
pub fn used<H: MiddlewareHandle>() -> MiddlewareRef<H::Config> {
    MiddlewareRef::of::<H>()
}

/// Middleware around models or turns.
pub trait Answers {
    /// What its function returns.
    type Returned: AnswerOutput;
}

/// What middleware around a model or a turn answers.
#[must_use]
pub fn answer<H: Answers>(called: Called<H::Returned>) -> Called<ModelResponse> {
    output(called, AnswerOutput::output)
}

/// Middleware around tools.
pub trait ToolAnswers {
    /// What its function returns.
    type Returned: ToolAnswerOutput;
}

/// What middleware around a tool answers.
#[must_use]
pub fn tool_answer<H: ToolAnswers>(called: Called<H::Returned>) -> Called<Part> {
    output(called, ToolAnswerOutput::output)
}

/// A prompt that a function builds.
#[cfg(feature = "prompts")]
pub trait PromptFnHandle: Handle<Output = GenerateOptions> {
    /// What its function returns.
    type Returned: PromptFnOutput + 'static;
}

#[cfg(feature = "prompts")]
impl<H: PromptFnHandle> Given<H> {
    /// Calls the function of a prompt.
    pub fn prompt(self, call: impl FnOnce(H::Input) -> Called<H::Returned>) -> Fut<H> {
        output(call(self.0), PromptFnOutput::output)
    }
}

macro_rules! options {
    ($($name:ident: $handle:ident;)*) => {$(
        /// The schema of the options, for the metadata.
        #[must_use]
        pub fn $name<H: $handle>() -> Option<Value> {
            <H::Options as ActionOptions>::schema()
        }
    )*};
}

options! {
    embedder_options: EmbedderHandle;
    retriever_options: RetrieverHandle;
    indexer_options: IndexerHandle;
    reranker_options: RerankerHandle;
    evaluator_options: EvaluatorHandle;
}

/// The schema of the configuration, for the metadata.
#[must_use]
pub fn model_options<H: ModelHandle>() -> Option<Value> {
    H::Request::schema()
}

/// The schema of the configuration, for the metadata.
#[must_use]
pub fn background_model_options<H: BackgroundModelHandle>() -> Option<Value> {
    H::Request::schema()
}
