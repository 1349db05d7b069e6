//! The options of `#[agent]`.

use darling::FromMeta;

use crate::common::Common;
use crate::values::Flag;

/// `#[agent(session_store)]`, and what every action takes.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Args {
    #[darling(flatten)]
    pub(crate) common: Common,
    pub(crate) session_store: Flag,
}
