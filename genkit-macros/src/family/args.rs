//! The options of the family.

use darling::FromMeta;

use crate::common::Common;
use crate::values::{Count, Flag, Text, Texts};

/// `#[embedder(label = "..", dimensions = 768, max_batch_size = 100, supports(input("text"), multilingual))]`.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Embedder {
    #[darling(flatten)]
    pub(crate) common: Common,
    pub(crate) label: Option<Text>,
    pub(crate) dimensions: Option<Count>,
    pub(crate) max_batch_size: Option<Count>,
    pub(crate) supports: EmbedderSupports,
}

/// `supports(input("text", "image"), multilingual)`.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct EmbedderSupports {
    pub(crate) input: Option<Texts>,
    pub(crate) multilingual: Flag,
}

/// `#[retriever(label = "..")]`, and the same for indexers and rerankers.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Labelled {
    #[darling(flatten)]
    pub(crate) common: Common,
    pub(crate) label: Option<Text>,
}

/// `#[evaluator(display_name = "..", definition = "..", is_billed = false)]`.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Evaluator {
    #[darling(flatten)]
    pub(crate) common: Common,
    pub(crate) display_name: Option<Text>,
    pub(crate) definition: Option<Text>,
    pub(crate) is_billed: Option<Flag>,
}

/// `#[resource(uri = "menu://today")]` or `#[resource(template = "file://{path}")]`.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Resource {
    #[darling(flatten)]
    pub(crate) common: Common,
    pub(crate) uri: Option<Text>,
    pub(crate) template: Option<Text>,
}
