//! A place in the source that moves forward and counts lines.

use crate::error::{Error, ErrorKind};
use crate::position::{Position, Span};

#[derive(Debug, Clone)]
pub(super) struct Cursor<'s> {
    source: &'s str,
    offset: usize,
    position: Position,
}

/// Where a span starts; see [`Cursor::span_from`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    offset: usize,
    position: Position,
}

impl<'s> Cursor<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Cursor { source, offset: 0, position: Position::START }
    }

    pub(super) fn rest(&self) -> &'s str {
        self.source.get(self.offset..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Moves on by `bytes`, which must end on a character.
    pub(super) fn advance(&mut self, bytes: usize) -> &'s str {
        let passed = self.rest().get(..bytes).unwrap_or_default();
        self.offset += passed.len();
        for c in passed.chars() {
            if c == '\n' {
                self.position.line = self.position.line.saturating_add(1);
                self.position.column = 1;
            } else {
                self.position.column = self.position.column.saturating_add(1);
            }
        }
        passed
    }

    /// Moves past `token` if it comes next.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.advance(token.len());
        }
        found
    }

    pub(super) fn eat_while(&mut self, accept: impl Fn(char) -> bool) -> &'s str {
        let rest = self.rest();
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.advance(end)
    }

    pub(super) fn skip_space(&mut self) {
        self.eat_while(crate::value::is_space);
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { offset: self.offset, position: self.position }
    }

    pub(super) fn span_from(&self, mark: Mark) -> Span {
        Span { start: mark.offset, end: self.offset, line: mark.position.line, column: mark.position.column }
    }

    pub(super) fn text(&self, span: Span) -> &'s str {
        self.source.get(span.start..span.end).unwrap_or_default()
    }

    /// A syntax error at this place.
    pub(super) fn error(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Syntax, message).at(self.position)
    }
}
