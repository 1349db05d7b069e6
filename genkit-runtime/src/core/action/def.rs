//! What is known of an action before the program starts: all of it constant.

use std::fmt;

use serde_json::{Map, Value};

use super::Body;
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

/// Makes a schema when somebody asks for it.
type MakeSchema = fn() -> Option<Value>;

/// What the layer above puts around the function of one action.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Around(pub(crate) fn(Box<dyn Body>) -> Box<dyn Body>);

/// The constant part of an action that a macro declares.
#[derive(Clone, Copy, Debug)]
pub struct ActionDef {
    pub(crate) action_type: ActionType,
    pub(crate) name: &'static str,
    pub(crate) description: Option<&'static str>,
    pub(crate) source: Source,
    /// Metadata as JSON text, read when somebody asks.
    pub(crate) metadata: &'static str,
    /// The member of the metadata that takes the schema of the options, and what makes it.
    pub(crate) options: Option<(&'static str, MakeSchema)>,
    pub(crate) around: Option<Around>,
}

impl ActionDef {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(action_type: ActionType, name: &'static str, source: Source) -> Self {
        Self { action_type, name, description: None, source, metadata: "", options: None, around: None }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn description(mut self, text: &'static str) -> Self {
        self.description = Some(text);
        self
    }

    /// Metadata as the text of a JSON object.
    #[doc(hidden)]
    #[must_use]
    pub const fn metadata(mut self, json: &'static str) -> Self {
        self.metadata = json;
        self
    }

    /// The schema of the options, which stands in this member of the metadata as `customOptions`.
    #[doc(hidden)]
    #[must_use]
    pub const fn options(mut self, member: &'static str, schema: fn() -> Option<Value>) -> Self {
        self.options = Some((member, schema));
        self
    }

    /// What stands around its function.
    #[doc(hidden)]
    #[must_use]
    pub const fn around(mut self, around: Around) -> Self {
        self.around = Some(around);
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
        // The macros write it: it is an object, or nothing.
        let mut metadata: Map<String, Value> = serde_json::from_str(self.metadata).unwrap_or_default();
        if let Some((member, schema)) = self.options
            && let Some(schema) = schema()
            && let Some(inner) = metadata.entry(member).or_insert_with(|| Map::new().into()).as_object_mut()
        {
            inner.insert("customOptions".to_owned(), schema);
        }
        metadata
    }
}
