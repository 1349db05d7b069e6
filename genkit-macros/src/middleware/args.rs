//! The options of `#[middleware]`.

use darling::FromMeta;

use crate::values::{ItemPath, Name, Text};

/// `#[middleware(name = "..", description = "..", handle = Name)]`.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Args {
    pub(crate) name: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) handle: Option<Name>,
    #[darling(rename = "crate")]
    pub(crate) runtime: Option<ItemPath>,
}
