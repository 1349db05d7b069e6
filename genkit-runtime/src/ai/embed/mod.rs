//! Embedders: documents into vectors.

mod many;

use std::future::Future;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use many::EmbedMany;

use super::adapt::{ActionOptions, metadata, with_info, with_options};
use super::document::Document;
use super::outputs::EmbedderOutput;
use crate::core::BoxFuture;
use crate::core::action::{Action, ActionBuilder, Handle};
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::key::ActionType;

/// What an embedder is asked: documents, and options of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmbedRequest {
    /// The documents, one vector (or several) each.
    pub input: Vec<Document>,
    /// Options of this embedder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
}

/// The vectors of an [`EmbedRequest`], in its order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmbedResponse {
    /// The vectors.
    pub embeddings: Vec<Embedding>,
}

/// One vector.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Embedding {
    /// Its numbers.
    pub embedding: Vec<f32>,
    /// What is known of it, for example which part of the document it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl Embedding {
    /// A vector.
    #[must_use]
    pub fn new(embedding: Vec<f32>) -> Self {
        Self { embedding, metadata: None }
    }

    /// The same with one more entry of metadata.
    #[must_use]
    pub fn with_metadata(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.metadata.get_or_insert_default().insert(name.into(), value.into());
        self
    }
}

impl From<Vec<f32>> for Embedding {
    fn from(embedding: Vec<f32>) -> Self {
        Self::new(embedding)
    }
}

/// The handle of an embedder.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an embedder",
    label = "not the handle of an embedder",
    note = "annotate the function with `#[embedder]`"
)]
pub trait EmbedderHandle: Handle<Input = EmbedRequest, Output = EmbedResponse> {
    /// The options that its function takes.
    type Options: ActionOptions;
    /// What its function returns.
    type Returned: EmbedderOutput;
}

/// What `#[embedder(..)]` says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct EmbedderSpec {
    pub label: Option<&'static str>,
    pub dimensions: Option<u32>,
    pub max_batch_size: Option<u32>,
    pub multilingual: bool,
    pub input: &'static [&'static str],
}

impl EmbedderSpec {
    /// Nothing said.
    pub(crate) const NONE: Self =
        Self { label: None, dimensions: None, max_batch_size: None, multilingual: false, input: &[] };
}

/// The metadata of a declared embedder.
#[must_use]
pub(crate) fn embedder_metadata<O: JsonSchema + 'static>(spec: EmbedderSpec) -> Map<String, Value> {
    let mut info = Map::new();
    if let Some(label) = spec.label {
        info.insert("label".to_owned(), label.into());
    }
    if let Some(dimensions) = spec.dimensions {
        info.insert("dimensions".to_owned(), dimensions.into());
    }
    if let Some(documents) = spec.max_batch_size {
        info.insert("maxBatchSize".to_owned(), documents.into());
    }
    let mut supports = Map::new();
    if !spec.input.is_empty() {
        supports.insert("input".to_owned(), json!(spec.input));
    }
    if spec.multilingual {
        supports.insert("multilingual".to_owned(), true.into());
    }
    if !supports.is_empty() {
        info.insert("supports".to_owned(), supports.into());
    }
    with_info(metadata::<O>("embedder", Map::new()), info)
}

/// Calls an embedder's function.
pub(crate) fn embedder<O, F, Fut>(request: EmbedRequest, call: F) -> BoxFuture<'static, Result<EmbedResponse>>
where
    O: DeserializeOwned,
    F: FnOnce(Vec<Document>, O) -> Fut,
    Fut: Future<Output = Result<Vec<Embedding>>> + Send + 'static,
{
    let EmbedRequest { input, options } = request;
    with_options(options, |o| call(input, o), |embeddings| EmbedResponse { embeddings })
}

/// Embedders made at run time: what `#[embedder]` declares.
#[derive(Debug)]
pub enum Embedder {}

impl Embedder {
    /// Starts an embedder of this name.
    #[track_caller]
    pub fn builder(name: impl Into<String>) -> EmbedderBuilder {
        EmbedderBuilder(ActionBuilder::new(ActionType::Embedder, name), EmbedderSpec::NONE)
    }
}

/// Builds an embedder.
#[derive(Debug)]
#[must_use = "a builder makes an embedder when it is given a handler"]
pub struct EmbedderBuilder(ActionBuilder, EmbedderSpec);

impl EmbedderBuilder {
    /// How many numbers a vector has.
    pub fn dimensions(mut self, dimensions: u32) -> Self {
        self.1.dimensions = Some(dimensions);
        self
    }

    /// How many documents it takes at once.
    pub fn max_batch_size(mut self, documents: u32) -> Self {
        self.1.max_batch_size = Some(documents);
        self
    }

    /// The embedder with this function.
    pub fn handler<O, F, Fut>(self, handler: F) -> Action
    where
        O: DeserializeOwned + JsonSchema + Send + 'static,
        F: Fn(Vec<Document>, O, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<Embedding>>> + Send + 'static,
    {
        let mut action = self.0;
        for (name, value) in embedder_metadata::<O>(self.1) {
            action = action.metadata(name, value);
        }
        let handler = std::sync::Arc::new(handler);
        action.handler(move |request: EmbedRequest, ctx| {
            let handler = handler.clone();
            embedder(request, move |documents, options| handler(documents, options, ctx))
        })
    }
}
