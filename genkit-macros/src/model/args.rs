//! The options of `#[model]` and `#[background_model]`.

use darling::FromMeta;

use crate::common::Common;
use crate::values::{Choice, Chosen, Flag, ItemPath, Text, Texts, Values};

/// `#[model(label = "..", versions(..), supports(..), stage = "..", middleware = [..])]`, and the options of every action.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Args {
    #[darling(flatten)]
    pub(crate) common: Common,
    pub(crate) label: Option<Text>,
    pub(crate) versions: Option<Texts>,
    pub(crate) supports: Option<Supports>,
    pub(crate) stage: Option<Chosen<Stage>>,
    pub(crate) middleware: Option<Values>,
}

/// The options of a model, and `check` and `cancel`.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct BackgroundArgs {
    #[darling(flatten)]
    pub(crate) common: Common,
    pub(crate) label: Option<Text>,
    pub(crate) versions: Option<Texts>,
    pub(crate) supports: Option<Supports>,
    pub(crate) stage: Option<Chosen<Stage>>,
    pub(crate) check: Option<ItemPath>,
    pub(crate) cancel: Option<ItemPath>,
}

/// `supports(tools, media, output("text", "json"), constrained = "no-tools", ..)`.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Supports {
    pub(crate) multiturn: Flag,
    pub(crate) media: Flag,
    pub(crate) tools: Flag,
    pub(crate) system_role: Flag,
    pub(crate) context: Flag,
    pub(crate) tool_choice: Flag,
    pub(crate) long_running: Flag,
    pub(crate) output: Option<Texts>,
    pub(crate) content_type: Option<Texts>,
    pub(crate) constrained: Option<Chosen<Constrained>>,
}

/// How far a model holds itself to a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Constrained {
    All,
    None,
    NoTools,
}

impl Constrained {
    pub(crate) fn name(self) -> &'static str {
        Self::VALUES.iter().find(|(_, value)| *value == self).map_or("none", |(name, _)| name)
    }
}

impl Choice for Constrained {
    const VALUES: &'static [(&'static str, Self)] =
        &[("all", Self::All), ("none", Self::None), ("no-tools", Self::NoTools)];
}

/// How ready a model is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Featured,
    Stable,
    Unstable,
    Legacy,
    Deprecated,
}

impl Stage {
    pub(crate) fn name(self) -> &'static str {
        Self::VALUES.iter().find(|(_, value)| *value == self).map_or("stable", |(name, _)| name)
    }
}

impl Choice for Stage {
    const VALUES: &'static [(&'static str, Self)] = &[
        ("featured", Self::Featured),
        ("stable", Self::Stable),
        ("unstable", Self::Unstable),
        ("legacy", Self::Legacy),
        ("deprecated", Self::Deprecated),
    ];
}
