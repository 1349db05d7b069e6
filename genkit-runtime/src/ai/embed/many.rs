//! Embedding many documents: in batches, some at a time, in order.

use std::fmt;
use std::future::IntoFuture;
use std::ops::Range;
use std::sync::Arc;

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::{EmbedRequest, Embedder, Embedding};
use crate::ai::ask;
use crate::ai::document::Document;
use crate::ai::reference::{ActionRef, EmbedderRef, IntoRef};
use crate::core::BoxFuture;
use crate::core::action::{Action, RunOptions};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};

/// How many documents go into a request where the embedder declares nothing.
const BATCH: usize = 100;
/// How many requests are under way at once.
const CONCURRENCY: usize = 4;

/// Many documents that are about to be embedded: options may be set, `.await` gives the vectors of each document.
///
/// Documents go in batches of what the embedder declares (100 where it says nothing), four batches at a time. If a
/// batch is refused as `INVALID_ARGUMENT`, its halves are tried, down to the document that is at fault. An embedder
/// that gives several vectors a document is asked for one document at a time, since its answer tells nothing of which
/// vector is whose.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::Embedding;
///
/// /// How long texts are.
/// #[embedder(max_batch_size = 2)]
/// async fn lengths(documents: Vec<Document>) -> Result<Vec<Embedding>> {
///     if documents.iter().any(|d| d.to_text().is_empty()) {
///         return Err(Error::invalid_argument("an empty text has no length"));
///     }
///     Ok(documents.iter().map(|d| vec![d.to_text().len() as f32].into()).collect())
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().build().await?;
/// let vectors = ai.embed_many("lengths", ["a", "bb", "ccc"]).await?;
/// assert_eq!(vectors[2][0].embedding, [3.0]);
///
/// // What fails keeps nothing from the rest.
/// let each = ai.embed_many("lengths", ["a", "", "ccc"]).each().await?;
/// assert!(each[0].is_ok() && each[1].is_err() && each[2].is_ok());
/// # Ok(()) }
/// ```
#[must_use = "documents are embedded when it is awaited"]
pub struct EmbedMany {
    ai: Genkit,
    parent: Option<Ctx>,
    target: EmbedderRef,
    options: Option<Value>,
    documents: Vec<Document>,
    batch: Option<usize>,
    concurrency: usize,
}

impl Genkit {
    /// The vectors of many documents, in their order; see [`EmbedMany`].
    pub fn embed_many(
        &self,
        by: impl IntoRef<Embedder>,
        documents: impl IntoIterator<Item = impl Into<Document>>,
    ) -> EmbedMany {
        EmbedMany::new(self, None, by.into_ref(), documents.into_iter().map(Into::into).collect())
    }
}

impl Ctx {
    /// The vectors of many documents, in their order, traced below this run; see [`EmbedMany`].
    pub fn embed_many(
        &self,
        by: impl IntoRef<Embedder>,
        documents: impl IntoIterator<Item = impl Into<Document>>,
    ) -> EmbedMany {
        EmbedMany::new(self.ai(), Some(self), by.into_ref(), documents.into_iter().map(Into::into).collect())
    }
}

impl EmbedMany {
    fn new(ai: &Genkit, parent: Option<&Ctx>, target: ActionRef<Embedder>, documents: Vec<Document>) -> Self {
        let (ai, parent) = (ai.clone(), parent.cloned());
        Self { ai, parent, target, options: None, documents, batch: None, concurrency: CONCURRENCY }
    }

    /// Options of the embedder as JSON, over those of its reference.
    pub fn options(mut self, options: impl Into<Value>) -> Self {
        self.options = Some(options.into());
        self
    }

    /// How many documents go into one request, at most; never more than the embedder declares.
    pub fn batch_size(mut self, documents: usize) -> Self {
        self.batch = Some(documents);
        self
    }

    /// How many requests are under way at once; four by default.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests;
        self
    }

    /// The vectors of each document, or what kept it from being embedded, in order.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such embedder. What the embedder fails with stands at the documents.
    pub async fn each(self) -> Result<Vec<Result<Vec<Embedding>>>> {
        let action = ask::find(&self.ai, &self.target).await?;
        let declared = limit(&action);
        let size =
            self.batch.map_or(declared.unwrap_or(BATCH), |own| own.min(declared.unwrap_or(own))).max(1);
        let count = self.documents.len();
        let work = Arc::new(Work {
            options: ask::merged(&self.target, self.options),
            ai: self.ai,
            parent: self.parent,
            action,
            documents: self.documents,
        });
        let batches = (0..count).step_by(size).map(|from| from..(from + size).min(count));
        let running = futures_util::stream::iter(batches).map(|batch| work.clone().embed(batch));
        let done: Vec<_> = running.buffered(self.concurrency.max(1)).collect().await;
        Ok(done.into_iter().flatten().collect())
    }
}

/// All or nothing. The details of the error name every document that failed: `{"failed": [{"index": 3, ..}]}`.
impl IntoFuture for EmbedMany {
    type Output = Result<Vec<Vec<Embedding>>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { complete(self.each().await?) })
    }
}

impl fmt::Debug for EmbedMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let documents = self.documents.len();
        f.debug_struct("EmbedMany").field("target", &self.target).field("documents", &documents).finish()
    }
}

fn complete(each: Vec<Result<Vec<Embedding>>>) -> Result<Vec<Vec<Embedding>>> {
    let told = |(index, result): (usize, &Result<_>)| {
        let error = result.as_ref().err()?;
        Some(json!({"index": index, "status": error.status(), "message": error.message()}))
    };
    let failed: Vec<Value> = each.iter().enumerate().filter_map(told).collect();
    let all = each.into_iter().collect::<Result<Vec<_>>>();
    all.map_err(|error| {
        let mut details = error.details().and_then(Value::as_object).cloned().unwrap_or_default();
        details.insert("failed".to_owned(), failed.into());
        error.with_details(details.into())
    })
}

/// How many documents the embedder takes at once, as it declares.
fn limit(action: &Action) -> Option<usize> {
    let read = action.reading(|metadata| {
        let declared = metadata.get("info").and_then(|info| info.get("maxBatchSize")).and_then(Value::as_u64);
        declared.and_then(|n| usize::try_from(n).ok())
    });
    read.copied().flatten()
}

struct Work {
    ai: Genkit,
    parent: Option<Ctx>,
    action: Action,
    options: Option<Value>,
    documents: Vec<Document>,
}

impl Work {
    /// The vectors of the documents in this range, one entry each.
    fn embed(self: Arc<Self>, range: Range<usize>) -> BoxFuture<'static, Vec<Result<Vec<Embedding>>>> {
        Box::pin(async move {
            match (range.len(), self.request(range.clone()).await) {
                (0, _) => Vec::new(),
                (1, result) => vec![result],
                (n, Ok(vectors)) if vectors.len() == n => vectors.into_iter().map(|v| Ok(vec![v])).collect(),
                (n, Ok(vectors)) if vectors.len() < n => {
                    let (name, got) = (self.action.name(), vectors.len());
                    let error =
                        Error::internal(format!("embedder '{name}' gave {got} vectors for {n} documents"));
                    vec![Err(error); n]
                }
                (_, Ok(_)) => self.parts(range.map(|i| i..i + 1)).await,
                (n, Err(error)) if error.status() == Status::InvalidArgument => {
                    let middle = range.start + n / 2;
                    self.parts([range.start..middle, middle..range.end]).await
                }
                (n, Err(error)) => vec![Err(error); n],
            }
        })
    }

    /// One after the other: the bound on what is under way holds here too.
    async fn parts(
        self: Arc<Self>,
        ranges: impl IntoIterator<Item = Range<usize>> + Send,
    ) -> Vec<Result<Vec<Embedding>>> {
        let ranges: Vec<_> = ranges.into_iter().collect();
        let mut all = Vec::new();
        for range in ranges {
            all.extend(self.clone().embed(range).await);
        }
        all
    }

    async fn request(&self, range: Range<usize>) -> Result<Vec<Embedding>> {
        let input = self.documents.get(range).map(<[Document]>::to_vec).unwrap_or_default();
        let request = EmbedRequest { input, options: self.options.clone() };
        let run = RunOptions::new();
        let response =
            ask::run::<Embedder>(&self.ai, self.parent.as_ref(), &self.action, request, run).await?;
        Ok(response.embeddings)
    }
}
