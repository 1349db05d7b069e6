//! The options of `#[agent]`.

use darling::FromMeta;

use crate::common::Common;
use crate::values::{Count, Flag, Lifetime, Made};

/// `#[agent(session_store, ttl = "30d", compact = Compact::last(40), keep_snapshots = 10, reject_branching)]`, and what
/// every action takes.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Args {
    #[darling(flatten)]
    pub(crate) common: Common,
    pub(crate) session_store: Flag,
    pub(crate) ttl: Option<Lifetime>,
    pub(crate) compact: Option<Made>,
    pub(crate) keep_snapshots: Option<Count>,
    pub(crate) reject_branching: Flag,
}
