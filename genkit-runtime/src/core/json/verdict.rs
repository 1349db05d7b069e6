//! What the parser thinks of the text so far.

use super::JsonErrorKind;

/// How likely it is that the text is meant as JSON at all: prose has brackets too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Belief {
    /// Nothing but an opening bracket or a bare word: `[docs]`, `{name}`.
    #[default]
    Doubtful,
    /// Something with the shape of JSON, but no value: `{name: string}`, `{"a"}`, `{{name}}`.
    Shaped,
    /// A value, or a quoted key with its colon.
    Sure,
}

/// Why the text cannot be the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) kind: JsonErrorKind,
    pub(super) reason: &'static str,
    pub(super) offset: usize,
    pub(super) belief: Belief,
    /// How many containers were open.
    pub(super) depth: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Status {
    #[default]
    Open,
    Complete,
    Failed(Failure),
}
