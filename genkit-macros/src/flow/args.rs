//! The options of `#[flow]`: those of every action.

use darling::FromMeta;

use crate::common::Common;

/// `#[flow(name = "..", description = "..", metadata(..), handle = Name, crate = path)]`
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Args {
    #[darling(flatten)]
    pub(crate) common: Common,
}
