//! The kinds of actions that adapt a function to a fixed request: one table.

use crate::signature::Rules;

/// A kind of action with a fixed request and response.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The macro, which is also the name of the adapter in the runtime.
    pub(crate) name: &'static str,
    /// As in "an embedder".
    pub(crate) what: &'static str,
    /// The variant of `ActionType`.
    pub(crate) action_type: &'static str,
    pub(crate) handle_trait: &'static str,
    pub(crate) request: &'static str,
    pub(crate) response: &'static str,
    /// The parameters that it must have, with their types as a user writes them.
    pub(crate) params: &'static [(&'static str, &'static str)],
    /// It may take options of a type of its own, after the parameters.
    pub(crate) options: bool,
}

impl Kind {
    /// What the signature may have.
    pub(crate) fn rules(&self) -> Rules {
        Rules { what: self.what, chunks: false, inputs: false, fields: false, input_marker: false }
    }

    /// `query: Document, documents: Vec<Document>`.
    pub(crate) fn written_params(&self) -> String {
        let params: Vec<String> = self.params.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
        params.join(", ")
    }
}

pub(crate) const EMBEDDER: Kind = Kind {
    name: "embedder",
    what: "an embedder",
    action_type: "Embedder",
    handle_trait: "EmbedderHandle",
    request: "EmbedRequest",
    response: "EmbedResponse",
    params: &[("documents", "Vec<Document>")],
    options: true,
};

pub(crate) const RETRIEVER: Kind = Kind {
    name: "retriever",
    what: "a retriever",
    action_type: "Retriever",
    handle_trait: "RetrieverHandle",
    request: "RetrieverRequest",
    response: "RetrieverResponse",
    params: &[("query", "Document")],
    options: true,
};

pub(crate) const INDEXER: Kind = Kind {
    name: "indexer",
    what: "an indexer",
    action_type: "Indexer",
    handle_trait: "IndexerHandle",
    request: "IndexerRequest",
    response: "IndexerResponse",
    params: &[("documents", "Vec<Document>")],
    options: true,
};

pub(crate) const RERANKER: Kind = Kind {
    name: "reranker",
    what: "a reranker",
    action_type: "Reranker",
    handle_trait: "RerankerHandle",
    request: "RerankerRequest",
    response: "RerankerResponse",
    params: &[("query", "Document"), ("documents", "Vec<Document>")],
    options: true,
};

pub(crate) const EVALUATOR: Kind = Kind {
    name: "evaluator",
    what: "an evaluator",
    action_type: "Evaluator",
    handle_trait: "EvaluatorHandle",
    request: "EvalRequest",
    response: "EvalResponse",
    params: &[("case", "EvalCase")],
    options: true,
};

pub(crate) const RESOURCE: Kind = Kind {
    name: "resource",
    what: "a resource",
    action_type: "Resource",
    handle_trait: "ResourceHandle",
    request: "ResourceRequest",
    response: "ResourceResponse",
    params: &[("uri", "String")],
    options: false,
};
