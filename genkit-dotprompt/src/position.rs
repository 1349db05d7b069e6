//! Places in a source text.

use std::fmt;

/// A place in a file: line and column, both counted from one, columns in characters.
///
/// ```
/// let error = genkit_dotprompt::Template::parse("Hi\n{{#if x}}").unwrap_err();
/// assert_eq!(error.position().unwrap().to_string(), "2:1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from one.
    pub line: u32,
    /// The column, from one, in characters.
    pub column: u32,
}

impl Position {
    /// The first character of a file.
    pub const START: Position = Position { line: 1, column: 1 };
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A stretch of a source text: where it starts, and its bytes.
///
/// ```
/// use genkit_dotprompt::{Template, ast::Node};
/// let source = "Hi {{name}}";
/// let template = Template::parse(source)?;
/// let span = template.nodes()[1].span();
/// assert_eq!(&source[span.start..span.end], "{{name}}");
/// assert_eq!(span.position().column, 4);
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Offset of the first byte in the file.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
    /// The line of the first byte, from one.
    pub line: u32,
    /// The column of the first byte, from one, in characters.
    pub column: u32,
}

impl Span {
    /// Where the stretch starts.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }
}
