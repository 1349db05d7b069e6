//! The options of `#[genkit::main]` and `#[genkit::test]`.

use darling::FromMeta;

use crate::values::{Choice, Chosen, Count, ItemPath};

/// `#[genkit::main(flavor = "current_thread", worker_threads = 2)]`.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Main {
    pub(crate) flavor: Option<Chosen<Flavor>>,
    pub(crate) worker_threads: Option<Count>,
    #[darling(rename = "crate")]
    pub(crate) runtime: Option<ItemPath>,
}

/// `#[genkit::test(crate = path)]`.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Test {
    #[darling(rename = "crate")]
    pub(crate) runtime: Option<ItemPath>,
}

/// The flavor of the tokio runtime, in tokio's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavor {
    MultiThread,
    CurrentThread,
}

impl Choice for Flavor {
    const VALUES: &'static [(&'static str, Self)] =
        &[("multi_thread", Self::MultiThread), ("current_thread", Self::CurrentThread)];
}
