//! What is known of an action before the program starts: all of it constant.

use std::fmt;

use serde_json::{Map, Value};

use crate::core::key::ActionType;

/// Where an action is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Source {
    /// The source file.
    pub file: &'static str,
    /// The line in it.
    pub line: u32,
    /// The crate (package) it belongs to.
    pub package: &'static str,
    /// The module in that crate.
    pub module: &'static str,
}

impl Source {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(file: &'static str, line: u32, package: &'static str, module: &'static str) -> Self {
        Self { file, line, package, module }
    }

    /// The place of a call, for actions that are built at run time.
    #[track_caller]
    pub(crate) fn here() -> Self {
        let place = std::panic::Location::caller();
        Self { file: place.file(), line: place.line(), package: "", module: "" }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// One literal of `metadata(..)` in an attribute.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum MetaValue {
    /// A string.
    Str(&'static str),
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
}

impl From<MetaValue> for Value {
    fn from(value: MetaValue) -> Self {
        match value {
            MetaValue::Str(v) => v.into(),
            MetaValue::Bool(v) => v.into(),
            MetaValue::Int(v) => v.into(),
            MetaValue::Float(v) => v.into(),
        }
    }
}

/// The constant part of an action that a macro declares.
#[derive(Clone, Copy, Debug)]
pub struct ActionDef {
    pub(crate) action_type: ActionType,
    pub(crate) name: &'static str,
    pub(crate) description: Option<&'static str>,
    pub(crate) source: Source,
    pub(crate) metadata: Option<fn() -> Map<String, Value>>,
    pub(crate) extra: &'static [(&'static str, MetaValue)],
}

impl ActionDef {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(action_type: ActionType, name: &'static str, source: Source) -> Self {
        Self { action_type, name, description: None, source, metadata: None, extra: &[] }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn description(mut self, text: &'static str) -> Self {
        self.description = Some(text);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn metadata(mut self, make: fn() -> Map<String, Value>) -> Self {
        self.metadata = Some(make);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn extra(mut self, entries: &'static [(&'static str, MetaValue)]) -> Self {
        self.extra = entries;
        self
    }

    /// The name, for example `acme/chat`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The type of the action.
    #[must_use]
    pub const fn action_type(&self) -> ActionType {
        self.action_type
    }

    /// Where it is declared.
    #[must_use]
    pub const fn source(&self) -> Source {
        self.source
    }

    pub(crate) fn make_metadata(&self) -> Map<String, Value> {
        let mut metadata = self.metadata.map(|make| make()).unwrap_or_default();
        metadata.extend(self.extra.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())));
        metadata
    }
}
