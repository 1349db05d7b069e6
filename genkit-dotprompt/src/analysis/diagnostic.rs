//! What a check finds.

use std::fmt;

use crate::error::Error;
use crate::position::Position;

/// What sort of fault a [`Diagnostic`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DiagnosticKind {
    /// A variable that the input schema does not declare.
    UndeclaredVariable,
    /// A helper that does not exist.
    UnknownHelper,
    /// A built-in helper called in a way it does not work.
    HelperMisuse,
    /// A partial that does not exist.
    UnknownPartial,
    /// A partial that includes itself whatever the input.
    EndlessPartial,
    /// A schema that is not valid.
    Schema,
    /// A field of the front matter that is written like a known one, but not quite.
    UnknownField,
}

/// One fault that a check found.
///
/// ```
/// use genkit_dotprompt::{Partials, Prompt, check};
///
/// let prompt = Prompt::parse("---\ninput:\n  schema: {name: string}\n---\nHi {{nmae}}")?;
/// let found = check(&prompt, &Partials::new());
/// assert_eq!(found[0].to_string(), "5:6: the input schema does not declare `nmae`; did you mean `name`?");
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What sort of fault it is.
    pub kind: DiagnosticKind,
    /// The line, from one.
    pub line: u32,
    /// The column, from one, in characters.
    pub column: u32,
    /// The partial that the place is in; `None` means the prompt itself.
    pub partial: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl Diagnostic {
    pub(super) fn new(kind: DiagnosticKind, position: Position, message: impl Into<String>) -> Self {
        let Position { line, column } = position;
        Diagnostic { kind, line, column, partial: None, message: message.into() }
    }

    pub(super) fn within(mut self, partial: Option<&str>) -> Self {
        self.partial = partial.map(str::to_owned);
        self
    }

    pub(super) fn from_error(kind: DiagnosticKind, error: &Error, otherwise: Option<Position>) -> Self {
        let position = error.position().or(otherwise).unwrap_or(Position::START);
        Self::new(kind, position, error.message()).within(error.partial())
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.partial {
            write!(f, "partial {name}:")?;
        }
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}
