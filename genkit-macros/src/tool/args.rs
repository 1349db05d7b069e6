//! The options of `#[tool]`.

use darling::FromMeta;

use crate::common::Common;
use crate::values::{Choice, Chosen, Flag, Text};

/// `#[tool(effect = "read", title = "..", interrupt, multipart)]`, and those of every action.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Args {
    #[darling(flatten)]
    pub(crate) common: Common,
    pub(crate) effect: Option<Chosen<Effect>>,
    pub(crate) title: Option<Text>,
    pub(crate) interrupt: Flag,
    pub(crate) multipart: Flag,
}

/// What running the tool does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Read,
    Repeat,
    Once,
}

impl Effect {
    pub(crate) fn name(self) -> &'static str {
        Self::VALUES.iter().find(|(_, value)| *value == self).map_or("once", |(name, _)| name)
    }
}

impl Choice for Effect {
    const VALUES: &'static [(&'static str, Self)] =
        &[("read", Self::Read), ("repeat", Self::Repeat), ("once", Self::Once)];
}
