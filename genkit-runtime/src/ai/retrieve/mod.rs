//! Retrievers and indexers: documents out of a store and into it.

mod simple;

use std::future::Future;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use simple::SimpleRetriever;

use super::adapt::{ActionOptions, metadata, with_info, with_options};
use super::document::Document;
use super::outputs::{IndexerOutput, RetrieverOutput};
use crate::core::BoxFuture;
use crate::core::action::{Action, ActionBuilder, Handle};
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::key::ActionType;

/// What a retriever is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RetrieverRequest {
    /// What to find documents for.
    pub query: Document,
    /// Options of this retriever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
}

/// What a retriever found, best first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RetrieverResponse {
    /// The documents.
    pub documents: Vec<Document>,
}

/// What an indexer is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IndexerRequest {
    /// The documents to keep.
    pub documents: Vec<Document>,
    /// Options of this indexer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
}

/// The handle of a retriever.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a retriever",
    label = "not the handle of a retriever",
    note = "annotate the function with `#[retriever]`"
)]
pub trait RetrieverHandle: Handle<Input = RetrieverRequest, Output = RetrieverResponse> {
    /// The options that its function takes.
    type Options: ActionOptions;
    /// What its function returns.
    type Returned: RetrieverOutput;
}

/// The handle of an indexer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an indexer",
    label = "not the handle of an indexer",
    note = "annotate the function with `#[indexer]`"
)]
pub trait IndexerHandle: Handle<Input = IndexerRequest, Output = ()> {
    /// The options that its function takes.
    type Options: ActionOptions;
    /// What its function returns.
    type Returned: IndexerOutput;
}

fn label(label: Option<&str>) -> Map<String, Value> {
    label.map(|label| ("label".to_owned(), label.into())).into_iter().collect()
}

/// The metadata of a declared retriever.
#[must_use]
pub(crate) fn retriever_metadata<O: JsonSchema + 'static>(name: Option<&str>) -> Map<String, Value> {
    with_info(metadata::<O>("retriever", Map::new()), label(name))
}

/// The metadata of a declared indexer.
#[must_use]
pub(crate) fn indexer_metadata<O: JsonSchema + 'static>(name: Option<&str>) -> Map<String, Value> {
    with_info(metadata::<O>("indexer", Map::new()), label(name))
}

/// Calls a retriever's function.
pub(crate) fn retriever<O, F, Fut>(
    request: RetrieverRequest,
    call: F,
) -> BoxFuture<'static, Result<RetrieverResponse>>
where
    O: DeserializeOwned,
    F: FnOnce(Document, O) -> Fut,
    Fut: Future<Output = Result<Vec<Document>>> + Send + 'static,
{
    let RetrieverRequest { query, options } = request;
    with_options(options, |o| call(query, o), |documents| RetrieverResponse { documents })
}

/// Calls an indexer's function.
pub(crate) fn indexer<O, F, Fut>(request: IndexerRequest, call: F) -> BoxFuture<'static, Result<()>>
where
    O: DeserializeOwned,
    F: FnOnce(Vec<Document>, O) -> Fut,
    Fut: Future<Output = Result<()>> + Send + 'static,
{
    let IndexerRequest { documents, options } = request;
    with_options(options, |o| call(documents, o), |()| ())
}

macro_rules! builders {
    ($($(#[$doc:meta])* $name:ident, $builder:ident, $kind:ident, $request:ty, $input:ty, $output:ty, $call:ident, $meta:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl $name {
            /// Starts one of this name.
            #[track_caller]
            pub fn builder(name: impl Into<String>) -> $builder {
                $builder(ActionBuilder::new(ActionType::$kind, name), None)
            }
        }

        #[doc = concat!("Builds what [`", stringify!($name), "`] names.")]
        #[derive(Debug)]
        #[must_use = "a builder makes an action when it is given a handler"]
        pub struct $builder(ActionBuilder, Option<String>);

        impl $builder {
            /// The name shown to people.
            pub fn label(mut self, label: impl Into<String>) -> Self {
                self.1 = Some(label.into());
                self
            }

            /// The action with this function.
            pub fn handler<O, F, Fut>(self, handler: F) -> Action
            where
                O: DeserializeOwned + JsonSchema + Send + 'static,
                F: Fn($input, O, Ctx) -> Fut + Send + Sync + 'static,
                Fut: Future<Output = Result<$output>> + Send + 'static,
            {
                let mut action = self.0;
                for (name, value) in $meta::<O>(self.1.as_deref()) {
                    action = action.metadata(name, value);
                }
                let handler = Arc::new(handler);
                action.handler(move |request: $request, ctx| {
                    let handler = handler.clone();
                    $call(request, move |input, options| { handler(input, options, ctx) })
                })
            }
        }
    )*};
}

builders! {
    /// Retrievers made at run time: what `#[retriever]` declares.
    Retriever, RetrieverBuilder, Retriever, RetrieverRequest, Document, Vec<Document>, retriever, retriever_metadata;
    /// Indexers made at run time: what `#[indexer]` declares.
    Indexer, IndexerBuilder, Indexer, IndexerRequest, Vec<Document>, (), indexer, indexer_metadata;
}
