//! Asking an embedder, retriever, indexer, reranker or evaluator: one shape for all five.

use std::fmt;
use std::future::IntoFuture;

use serde_json::Value;

use super::document::Document;
use super::embed::{EmbedRequest, EmbedResponse, Embedder, Embedding};
use super::evaluate::{EvalCase, EvalRequest, EvalResponse, EvalResult, Evaluator};
use super::reference::{ActionRef, IntoRef};
use super::rerank::{RankedDocument, Reranker, RerankerRequest, RerankerResponse};
use super::retrieve::{Indexer, IndexerRequest, Retriever, RetrieverRequest, RetrieverResponse};
use crate::core::BoxFuture;
use crate::core::action::{Action, ActionInput, ActionOutput, RunOptions, Running, What, open};
use crate::core::app::Genkit;
use crate::core::context::Context;
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::key::{ActionType, Key};
use crate::core::stream::{Chunks, NoChunk};

/// A kind of action that is asked with a request and options.
#[doc(hidden)]
pub trait Kind: Sized + 'static {
    const TYPE: ActionType;
    /// The kind in a message, for example `Retriever`.
    const WORD: &'static str;
    type Request: ActionInput + serde::Serialize;
    type Response: ActionOutput + serde::Serialize + serde::de::DeserializeOwned;
    /// What the caller gets.
    type Output: Send + 'static;

    fn options(request: &mut Self::Request) -> &mut Option<Value>;
    fn output(response: Self::Response) -> Self::Output;
    /// What is still open when the request is sent.
    fn complete(request: &mut Self::Request, ai: &Genkit) {
        let _ = (request, ai);
    }
}

macro_rules! kinds {
    ($($kind:ident $word:literal: $request:ty => $response:ty => $output:ty, $take:expr;)*) => {$(
        impl Kind for $kind {
            const TYPE: ActionType = ActionType::$kind;
            const WORD: &'static str = $word;
            type Request = $request;
            type Response = $response;
            type Output = $output;

            fn options(request: &mut $request) -> &mut Option<Value> {
                &mut request.options
            }

            fn output(response: $response) -> $output {
                let take: fn($response) -> $output = $take;
                take(response)
            }
        }
    )*};
}

kinds! {
    Embedder "Embedder": EmbedRequest => EmbedResponse => Vec<Embedding>, |r| r.embeddings;
    Retriever "Retriever": RetrieverRequest => RetrieverResponse => Vec<Document>, |r| r.documents;
    Indexer "Indexer": IndexerRequest => () => (), |()| ();
    Reranker "Reranker": RerankerRequest => RerankerResponse => Vec<RankedDocument>, |r| r.documents;
}

impl Kind for Evaluator {
    const TYPE: ActionType = ActionType::Evaluator;
    const WORD: &'static str = "Evaluator";
    type Request = EvalRequest;
    type Response = EvalResponse;
    type Output = Vec<EvalResult>;

    fn options(request: &mut EvalRequest) -> &mut Option<Value> {
        &mut request.options
    }

    fn output(response: EvalResponse) -> Vec<EvalResult> {
        response
    }

    fn complete(request: &mut EvalRequest, ai: &Genkit) {
        if request.eval_run_id.is_empty() {
            request.eval_run_id = ai.env().id();
        }
    }
}

/// A request that is about to be sent: options may be set, `.await` sends it.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Knows a thing or two.
/// #[retriever]
/// async fn facts(query: Document) -> Result<Vec<Document>> {
///     Ok(vec![Document::text(format!("about {}", query.to_text()))])
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().build().await?;
/// let found = ai.retrieve("facts", "cats").await?;
/// assert_eq!(found[0].to_text(), "about cats");
/// # Ok(()) }
/// ```
#[must_use = "a request is sent when it is awaited"]
pub struct Ask<K: Kind> {
    ai: Genkit,
    parent: Option<Ctx>,
    target: ActionRef<K>,
    options: Option<Value>,
    request: K::Request,
    run: RunOptions,
}

impl<K: Kind> Ask<K> {
    pub(super) fn new(
        ai: &Genkit,
        parent: Option<&Ctx>,
        target: impl IntoRef<K>,
        request: K::Request,
    ) -> Self {
        let target = target.into_ref();
        Self {
            ai: ai.clone(),
            parent: parent.cloned(),
            target,
            options: None,
            request,
            run: RunOptions::new(),
        }
    }

    /// Options of the action as JSON, over those of its reference.
    pub fn options(mut self, options: impl Into<Value>) -> Self {
        self.options = Some(options.into());
        self
    }

    /// The values that the run and everything below it carry.
    pub fn context(mut self, context: Context) -> Self {
        self.run = self.run.context(context);
        self
    }

    /// A token that stops the run.
    pub fn cancel(mut self, token: crate::CancellationToken) -> Self {
        self.run = self.run.cancel(token);
        self
    }

    async fn send(mut self) -> Result<K::Output> {
        let action = find(&self.ai, &self.target).await?;
        *K::options(&mut self.request) = merged(&self.target, self.options);
        K::complete(&mut self.request, &self.ai);
        let response = run::<K>(&self.ai, self.parent.as_ref(), &action, self.request, self.run).await?;
        Ok(K::output(response))
    }
}

impl Ask<Evaluator> {
    /// The id of the run that the results belong to; a new one by default.
    pub fn run_id(mut self, id: impl Into<String>) -> Self {
        self.request.eval_run_id = id.into();
        self
    }

    /// How many cases are scored at once; one by default.
    pub fn batch_size(mut self, cases: usize) -> Self {
        self.request.batch_size = Some(cases);
        self
    }
}

impl<K: Kind> IntoFuture for Ask<K> {
    type Output = Result<K::Output>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<K: Kind> fmt::Debug for Ask<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask").field("target", &self.target).field("options", &self.options).finish()
    }
}

/// The action that a reference names.
///
/// # Errors
/// `NOT_FOUND` `Retriever 'x' not found`; what a plugin fails with while it is asked.
pub(super) async fn find<K: Kind>(ai: &Genkit, target: &ActionRef<K>) -> Result<Action> {
    let name = target.name();
    if let Some(action) = ai.get(K::TYPE, name) {
        return Ok(action);
    }
    let key = name.parse().unwrap_or_else(|_| Key::new(K::TYPE, name));
    let found = ai.lookup(&key).await?.filter(|action| action.action_type() == K::TYPE);
    found.ok_or_else(|| ai.missing(&[K::TYPE], name, format!("{} '{name}' not found", K::WORD)))
}

/// The options of the request over those of the reference.
pub(super) fn merged<K>(target: &ActionRef<K>, given: Option<Value>) -> Option<Value> {
    let mut options = target.options_json().clone();
    match given {
        Some(Value::Object(given)) => options.extend(given),
        Some(other) if !other.is_null() => return Some(other),
        _ => {}
    }
    (!options.is_empty()).then_some(Value::Object(options))
}

/// Runs it: without JSON where its types are known, for a vector has a thousand numbers.
pub(super) async fn run<K: Kind>(
    ai: &Genkit,
    parent: Option<&Ctx>,
    action: &Action,
    request: K::Request,
    mut options: RunOptions,
) -> Result<K::Response> {
    let call = action.callable::<K::Request, K::Response, NoChunk>().filter(|_| !action.checks_output());
    let Some(call) = call else {
        let input = serde_json::to_value(request)?;
        let output = action.start_json(ai, parent, input, options, Chunks::none()).await?;
        return Ok(serde_json::from_value(output)?);
    };
    let shown = if ai.tracer().listening() { serde_json::to_string(&request).ok() } else { None };
    let ctx = open(ai, parent, What::Action(action), &mut options, shown);
    let body = call(request, ctx.clone(), Chunks::none());
    Running::typed(ctx, action.name(), body).cancelled_by(options.cancel).await
}

macro_rules! asks {
    ($($(#[$doc:meta])* $name:ident($kind:ident; $($arg:ident: $given:ty),*) $request:expr;)*) => {
        impl Genkit {$(
            $(#[$doc])*
            pub fn $name(&self, by: impl IntoRef<$kind>, $($arg: $given),*) -> Ask<$kind> {
                Ask::new(self, None, by, $request)
            }
        )*}

        /// The same, traced below this run.
        impl Ctx {$(
            $(#[$doc])*
            pub fn $name(&self, by: impl IntoRef<$kind>, $($arg: $given),*) -> Ask<$kind> {
                Ask::new(self.ai(), Some(self), by, $request)
            }
        )*}
    };
}

fn all<D: Into<Document>>(documents: impl IntoIterator<Item = D>) -> Vec<Document> {
    documents.into_iter().map(Into::into).collect()
}

asks! {
    /// The vectors of one document: one, or several where the embedder takes it apart.
    ///
    /// # Errors
    /// `NOT_FOUND` `Embedder '{name}' not found`; what the embedder fails with.
    embed(Embedder; document: impl Into<Document>) EmbedRequest { input: vec![document.into()], options: None };

    /// The documents that a retriever finds for a query, best first.
    ///
    /// # Errors
    /// `NOT_FOUND` `Retriever '{name}' not found`; what the retriever fails with.
    retrieve(Retriever; query: impl Into<Document>) RetrieverRequest { query: query.into(), options: None };

    /// Gives documents to an indexer to keep.
    ///
    /// # Errors
    /// `NOT_FOUND` `Indexer '{name}' not found`; what the indexer fails with.
    index(Indexer; documents: impl IntoIterator<Item = impl Into<Document>>)
        IndexerRequest { documents: all(documents), options: None };

    /// Documents in the order in which they fit a query, with their scores.
    ///
    /// # Errors
    /// `NOT_FOUND` `Reranker '{name}' not found`; what the reranker fails with.
    rerank(Reranker; query: impl Into<Document>, documents: impl IntoIterator<Item = impl Into<Document>>)
        RerankerRequest { query: query.into(), documents: all(documents), options: None };

    /// The scores of the cases of a data set, in its order. A case that cannot be scored has an `error` in its place.
    ///
    /// # Errors
    /// `NOT_FOUND` `Evaluator '{name}' not found`; what the evaluator fails with as a whole.
    evaluate(Evaluator; dataset: impl IntoIterator<Item = EvalCase>)
        EvalRequest { dataset: dataset.into_iter().collect(), ..EvalRequest::default() };
}
