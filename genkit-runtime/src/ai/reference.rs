//! Embedders, retrievers, indexers, rerankers and evaluators by their names, with options to ask them with.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde_json::{Map, Value};

use super::embed::{Embedder, EmbedderHandle};
use super::evaluate::{Evaluator, EvaluatorHandle};
use super::rerank::{Reranker, RerankerHandle};
use super::retrieve::{Indexer, IndexerHandle, Retriever, RetrieverHandle};

/// An action of the kind `K` by name, with options. `O` is what options it takes; plugins give references that refuse
/// another's.
///
/// ```
/// use genkit::RetrieverRef;
/// let facts = RetrieverRef::named("acme/facts").options(serde_json::json!({"k": 3}));
/// assert_eq!(facts.name(), "acme/facts");
/// ```
pub struct ActionRef<K, O = Value> {
    name: String,
    options: Map<String, Value>,
    kind: PhantomData<fn(K, O)>,
}

/// An embedder by name.
pub type EmbedderRef<O = Value> = ActionRef<Embedder, O>;
/// A retriever by name.
pub type RetrieverRef<O = Value> = ActionRef<Retriever, O>;
/// An indexer by name.
pub type IndexerRef<O = Value> = ActionRef<Indexer, O>;
/// A reranker by name.
pub type RerankerRef<O = Value> = ActionRef<Reranker, O>;
/// An evaluator by name.
pub type EvaluatorRef<O = Value> = ActionRef<Evaluator, O>;

impl<K> ActionRef<K> {
    /// The one of this name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self::typed(name)
    }
}

impl<K, O> ActionRef<K, O> {
    /// The one of this name, whose options are an `O`; for plugins.
    #[must_use]
    pub fn typed(name: impl Into<String>) -> Self {
        Self { name: name.into(), options: Map::new(), kind: PhantomData }
    }

    /// What to ask it with, over what was set before. What is not an object once written as JSON is left out.
    #[must_use]
    pub fn options(mut self, options: O) -> Self
    where
        O: Serialize,
    {
        if let Ok(Value::Object(options)) = serde_json::to_value(options) {
            self.options.extend(options.into_iter().filter(|(_, value)| !value.is_null()));
        }
        self
    }

    /// The version to ask.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.options.insert("version".to_owned(), version.into().into());
        self
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The options as JSON.
    #[must_use]
    pub fn options_json(&self) -> &Map<String, Value> {
        &self.options
    }

    fn erase(self) -> ActionRef<K> {
        ActionRef { name: self.name, options: self.options, kind: PhantomData }
    }
}

impl<K, O> Clone for ActionRef<K, O> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), options: self.options.clone(), kind: PhantomData }
    }
}

impl<K, O> fmt::Debug for ActionRef<K, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionRef").field("name", &self.name).field("options", &self.options).finish()
    }
}

/// What names an action of the kind `K`: its name, or a reference with options.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name an action of this kind",
    label = "neither a name nor a reference of the kind asked for",
    note = "name it as `\"acme/facts\"`, or as `RetrieverRef::of::<handle>()` with options"
)]
pub trait IntoRef<K> {
    /// The reference, whatever options it takes.
    fn into_ref(self) -> ActionRef<K>;
}

impl<K> IntoRef<K> for &str {
    fn into_ref(self) -> ActionRef<K> {
        ActionRef::named(self)
    }
}

impl<K> IntoRef<K> for String {
    fn into_ref(self) -> ActionRef<K> {
        ActionRef::named(self)
    }
}

impl<K, O> IntoRef<K> for ActionRef<K, O> {
    fn into_ref(self) -> ActionRef<K> {
        self.erase()
    }
}

impl<K, O> IntoRef<K> for &ActionRef<K, O> {
    fn into_ref(self) -> ActionRef<K> {
        self.clone().erase()
    }
}

macro_rules! of_handles {
    ($($kind:ident $handle:ident $what:literal;)*) => {$(
        impl ActionRef<$kind> {
            #[doc = concat!("The ", $what, " of a handle.")]
            #[must_use]
            pub fn of<H: $handle>() -> Self {
                Self::named(H::DEF.name())
            }
        }
    )*};
}

of_handles! {
    Embedder EmbedderHandle "embedder";
    Retriever RetrieverHandle "retriever";
    Indexer IndexerHandle "indexer";
    Reranker RerankerHandle "reranker";
    Evaluator EvaluatorHandle "evaluator";
}
