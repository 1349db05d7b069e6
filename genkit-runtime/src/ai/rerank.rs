//! Rerankers: documents in a better order.

use std::future::Future;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::adapt::{ActionOptions, metadata, with_info, with_options};
use super::document::Document;
use super::outputs::RerankerOutput;
use super::part::Part;
use crate::core::BoxFuture;
use crate::core::action::{Action, ActionBuilder, Handle};
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::key::ActionType;

/// What a reranker is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RerankerRequest {
    /// What the documents shall fit.
    pub query: Document,
    /// The documents.
    pub documents: Vec<Document>,
    /// Options of this reranker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
}

/// The documents of a [`RerankerRequest`], best first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RerankerResponse {
    /// The documents with their scores.
    pub documents: Vec<RankedDocument>,
}

/// A document with its score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RankedDocument {
    /// What it holds.
    pub content: Vec<Part>,
    /// The score, and what else is known of it.
    pub metadata: RankedMetadata,
}

/// The score of a document, and what else is known of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RankedMetadata {
    /// How well it fits; higher is better.
    pub score: f64,
    /// What was known of the document.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl RankedDocument {
    /// A document with its score.
    #[must_use]
    pub fn new(document: Document, score: f64) -> Self {
        let mut more = document.metadata.unwrap_or_default();
        // A score of before gives way: one document has one.
        more.shift_remove("score");
        Self { content: document.content, metadata: RankedMetadata { score, more } }
    }
}

impl From<RankedDocument> for Document {
    /// The score stays in its metadata.
    fn from(ranked: RankedDocument) -> Self {
        let document = Document { content: ranked.content, metadata: Some(ranked.metadata.more) };
        document.with_metadata("score", ranked.metadata.score)
    }
}

/// The handle of a reranker.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a reranker",
    label = "not the handle of a reranker",
    note = "annotate the function with `#[reranker]`"
)]
pub trait RerankerHandle: Handle<Input = RerankerRequest, Output = RerankerResponse> {
    /// The options that its function takes.
    type Options: ActionOptions;
    /// What its function returns.
    type Returned: RerankerOutput;
}

/// The metadata of a declared reranker.
#[must_use]
pub(crate) fn reranker_metadata<O: JsonSchema + 'static>(label: Option<&str>) -> Map<String, Value> {
    let info = label.map(|label| ("label".to_owned(), label.into())).into_iter().collect();
    with_info(metadata::<O>("reranker", Map::new()), info)
}

/// Calls a reranker's function.
pub(crate) fn reranker<O, F, Fut>(
    request: RerankerRequest,
    call: F,
) -> BoxFuture<'static, Result<RerankerResponse>>
where
    O: DeserializeOwned,
    F: FnOnce(Document, Vec<Document>, O) -> Fut,
    Fut: Future<Output = Result<Vec<RankedDocument>>> + Send + 'static,
{
    let RerankerRequest { query, documents, options } = request;
    with_options(options, |o| call(query, documents, o), |documents| RerankerResponse { documents })
}

/// Rerankers made at run time: what `#[reranker]` declares.
#[derive(Debug)]
pub enum Reranker {}

impl Reranker {
    /// Starts a reranker of this name.
    #[track_caller]
    pub fn builder(name: impl Into<String>) -> RerankerBuilder {
        RerankerBuilder(ActionBuilder::new(ActionType::Reranker, name))
    }
}

/// Builds a reranker.
#[derive(Debug)]
#[must_use = "a builder makes a reranker when it is given a handler"]
pub struct RerankerBuilder(ActionBuilder);

impl RerankerBuilder {
    /// The reranker with this function.
    pub fn handler<O, F, Fut>(self, handler: F) -> Action
    where
        O: DeserializeOwned + JsonSchema + Send + 'static,
        F: Fn(Document, Vec<Document>, O, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<RankedDocument>>> + Send + 'static,
    {
        let mut action = self.0;
        for (name, value) in reranker_metadata::<O>(None) {
            action = action.metadata(name, value);
        }
        let handler = std::sync::Arc::new(handler);
        action.handler(move |request: RerankerRequest, ctx| {
            let handler = handler.clone();
            reranker(request, move |query, documents, options| handler(query, documents, options, ctx))
        })
    }
}
