//! What can be wrong with a prompt, and where.

use std::fmt;

use crate::position::{Position, Span};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of fault an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The template cannot be parsed.
    Syntax,
    /// The front matter is no valid YAML, or a field has another shape than it needs.
    FrontMatter,
    /// A schema is no valid picoschema.
    Picoschema,
    /// A schema names another one that nobody knows.
    UnknownSchema,
    /// A template calls a helper that nobody registered.
    UnknownHelper,
    /// A template includes a partial that nobody registered.
    UnknownPartial,
    /// A helper was called in a way it does not work, or failed.
    Helper,
    /// A bound on depth, work or output was reached.
    Limit,
}

/// A fault in a prompt, with its place in the file where one is known.
///
/// ```
/// use genkit_dotprompt::{ErrorKind, Prompt};
///
/// let error = Prompt::parse("---\ninput:\n  schema: [oops\n---\nHi").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::FrontMatter);
/// assert_eq!(error.position().unwrap().line, 4);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    subject: Option<String>,
    partial: Option<String>,
    position: Option<Position>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into(), subject: None, partial: None, position: None }
    }

    pub(crate) fn at(mut self, position: Position) -> Self {
        self.position.get_or_insert(position);
        self
    }

    pub(crate) fn span(self, span: Span) -> Self {
        self.at(span.position())
    }

    pub(crate) fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    pub(crate) fn in_partial(mut self, name: Option<&str>) -> Self {
        if self.partial.is_none() {
            self.partial = name.map(str::to_owned);
        }
        self
    }

    /// What sort of fault it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What is wrong, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The name that the fault is about: of the helper, partial or schema.
    ///
    /// ```
    /// use genkit_dotprompt::{Data, Environment, Template};
    /// let error = Environment::new().render_template(&Template::parse("{{> header}}")?, &Data::default());
    /// assert_eq!(error.unwrap_err().subject(), Some("header"));
    /// # Ok::<(), genkit_dotprompt::Error>(())
    /// ```
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The partial that the place is in; `None` means the prompt itself.
    #[must_use]
    pub fn partial(&self) -> Option<&str> {
        self.partial.as_deref()
    }

    /// The place in the file, or in the partial's text.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }
}

impl fmt::Display for Error {
    /// The place in front, as compilers write it, so that a caller can put a file name before it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.partial {
            write!(f, "partial {name}:")?;
        }
        match self.position {
            Some(position) => write!(f, "{position}: {}", self.message),
            None if self.partial.is_some() => write!(f, " {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Error {}
