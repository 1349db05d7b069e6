//! Retrievers over what a search of one's own gives: rows, hits, anything that documents can be made of.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Retriever, RetrieverBuilder};
use crate::ai::document::Document;
use crate::ai::message::IntoContent;
use crate::ai::part::Part;
use crate::core::action::Action;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};

impl Retriever {
    /// Starts a retriever of this name over items of a type, with what of an item is the content of its document.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    /// use genkit::Retriever;
    /// use serde_json::json;
    ///
    /// struct Row { body: String, author: &'static str }
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let posts = Retriever::simple("posts", |row: &Row| row.body.clone())
    ///     .metadata(|row| json!({"author": row.author}))
    ///     .items(|query: Document, (): (), _ctx| async move {
    ///         Ok(vec![Row { body: format!("on {}", query.to_text()), author: "ada" }])
    ///     });
    ///
    /// let ai = Genkit::builder().action(posts).build().await?;
    /// let found = ai.retrieve("posts", "cats").await?;
    /// assert_eq!(found[0].to_text(), "on cats");
    /// assert_eq!(found[0].meta("author"), Some(&json!("ada")));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "define_simple_retriever")]
    #[track_caller]
    pub fn simple<T, C: IntoContent>(
        name: impl Into<String>,
        content: impl Fn(&T) -> C + Send + Sync + 'static,
    ) -> SimpleRetriever<T> {
        SimpleRetriever {
            retriever: Retriever::builder(name),
            content: Box::new(move |item| content(item).into_content()),
            metadata: None,
        }
    }
}

/// Reads something of an item.
type Of<T, R> = Box<dyn Fn(&T) -> R + Send + Sync>;

/// Builds a retriever over items; see [`Retriever::simple`].
#[must_use = "a builder makes a retriever when it is told where the items come from"]
pub struct SimpleRetriever<T> {
    retriever: RetrieverBuilder,
    content: Of<T, Vec<Part>>,
    metadata: Option<Of<T, Value>>,
}

impl<T: 'static> SimpleRetriever<T> {
    /// What is known of an item's document: a JSON object.
    pub fn metadata<M: Into<Value>>(mut self, metadata: impl Fn(&T) -> M + Send + Sync + 'static) -> Self {
        self.metadata = Some(Box::new(move |item| metadata(item).into()));
        self
    }

    /// The name shown to people.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.retriever = self.retriever.label(label);
        self
    }

    /// The retriever whose items this function finds, best first.
    ///
    /// A run fails with `INVALID_ARGUMENT` if the metadata of an item is not an object.
    pub fn items<O, I, F, Fut>(self, find: F) -> Action
    where
        T: Send,
        I: IntoIterator<Item = T>,
        O: DeserializeOwned + JsonSchema + Send + 'static,
        F: Fn(Document, O, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<I>> + Send + 'static,
    {
        let Self { retriever, content, metadata } = self;
        let make = Arc::new(move |item: T| {
            let metadata = metadata.as_ref().map(|metadata| metadata(&item)).map(object).transpose()?;
            Ok(Document { content: content(&item), metadata })
        });
        retriever.handler(move |query, options, ctx| {
            let (found, make) = (find(query, options, ctx), make.clone());
            async move { found.await?.into_iter().map(|item| make(item)).collect() }
        })
    }
}

fn object(metadata: Value) -> Result<Map<String, Value>> {
    match metadata {
        Value::Object(metadata) => Ok(metadata),
        other => Err(Error::invalid_argument(format!(
            "Unable to extract metadata from item with supplied options: {other} is not an object"
        ))),
    }
}

impl<T> fmt::Debug for SimpleRetriever<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimpleRetriever").field("retriever", &self.retriever).finish()
    }
}
