//! The push parser of one value: JSON, and what JSON5 allows beyond it.

use serde_json::Value;

use super::JsonErrorKind;
use super::comment::Comment;
use super::scalar::{Scalar, starts_scalar};
use super::string::StringReader;
use super::tree::{Container, Tree};
use super::verdict::{Belief, Failure, Status};

/// What comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// A value: at the root, or behind a colon.
    #[default]
    Value,
    /// In an array, behind its bracket or a comma.
    ElementOrEnd,
    /// In an object, behind its brace or a comma.
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    /// Inside an unquoted key.
    Name,
    /// Inside a quoted string.
    Text {
        key: bool,
    },
    /// Inside a number or a word.
    Scalar,
}

/// Reads one value in pieces; see [`Parser::feed`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parser {
    pub(super) tree: Tree,
    pub(super) phase: Phase,
    pub(super) comment: Option<Comment>,
    pub(super) belief: Belief,
    /// Whether the key read last stood in quotes.
    quoted: bool,
    pub(super) string: StringReader,
    pub(super) scalar: Scalar,
    /// The string or key being read.
    pub(super) text: String,
    /// Where the token being read began.
    pub(super) token: usize,
    status: Status,
}

impl Parser {
    /// Makes ready for another value.
    pub(super) fn restart(&mut self) {
        self.tree.clear();
        self.phase = Phase::Value;
        self.comment = None;
        self.belief = Belief::Doubtful;
        self.status = Status::Open;
    }

    pub(super) fn status(&self) -> Status {
        self.status
    }

    /// The value so far, repaired where it is cut off.
    pub(super) fn value(&self) -> Option<&Value> {
        self.tree.root()
    }

    /// Reads on in `chunk`, which begins at byte `base` of the whole text, and returns how much of it belongs
    /// to the value.
    pub(super) fn feed(&mut self, chunk: &str, base: usize) -> usize {
        if self.status != Status::Open {
            return 0;
        }
        let shown = self.tree.detach();
        let shown = match (self.phase, shown) {
            (Phase::Text { key: false }, Some(Value::String(text))) => {
                self.text = text;
                None
            }
            (_, other) => other,
        };
        let mut at = 0;
        while self.status == Status::Open
            && let Some(rest) = chunk.get(at..).filter(|rest| !rest.is_empty())
        {
            at += self.step(rest, base + at);
        }
        let leaf = match (self.status, self.phase) {
            (Status::Complete, _) => return at,
            // What was shown stays shown.
            (Status::Failed(_), Phase::Scalar) => shown,
            (_, Phase::Text { key: false }) => Some(Value::String(std::mem::take(&mut self.text))),
            (_, Phase::Scalar) => self.scalar.partial(),
            _ => None,
        };
        self.tree.attach(leaf);
        at
    }

    /// Ends the text: a number at the root has nothing else to end it.
    pub(super) fn end(&mut self) {
        if self.status == Status::Open
            && self.tree.depth() == 0
            && self.phase == Phase::Scalar
            && let Some(value) = self.scalar.complete()
        {
            self.put(value);
        }
    }

    /// Takes one token, or as much of one as there is, off the front of `rest`; returns its length.
    fn step(&mut self, rest: &str, offset: usize) -> usize {
        let taken = match (self.comment, self.phase) {
            (Some(comment), _) => self.in_comment(comment, rest),
            (None, Phase::Text { key }) => self.in_text(key, rest, offset),
            (None, Phase::Scalar) => self.in_scalar(rest),
            (None, Phase::Name) => self.in_name(rest),
            (None, _) => self.between(rest, offset),
        };
        #[cfg(test)]
        {
            self.tree.steps += 1 + taken;
        }
        taken
    }

    /// Between two tokens.
    fn between(&mut self, rest: &str, offset: usize) -> usize {
        let Some(c) = rest.chars().next() else { return 0 };
        if c.is_whitespace() || c == '\u{feff}' {
            return rest.len()
                - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
        }
        if c == '/' {
            self.comment = Some(Comment::Slash);
            self.token = offset;
            return 1;
        }
        let accepted = match self.phase {
            Phase::ElementOrEnd if c == ']' => self.close(),
            Phase::KeyOrEnd if c == '}' => self.close(),
            Phase::Value | Phase::ElementOrEnd => self.begin_value(c, offset),
            Phase::KeyOrEnd => self.begin_key(c),
            Phase::Colon => c == ':' && self.colon(),
            _ => self.comma_or_end(c),
        };
        if accepted {
            // A number, a word or a bare key is read again as a token.
            return if matches!(self.phase, Phase::Scalar | Phase::Name) { 0 } else { c.len_utf8() };
        }
        if self.status == Status::Open {
            // A bracket or a comma in a wrong place still has the shape of JSON; what it encloses is no
            // answer.
            if matches!(c, '{' | '[' | ',') {
                self.belief = self.belief.max(Belief::Shaped);
            }
            self.fail(JsonErrorKind::Malformed, self.expected(), offset);
        }
        0
    }

    pub(super) fn expected(&self) -> &'static str {
        match self.phase {
            Phase::Value | Phase::Scalar => "expected a value",
            Phase::ElementOrEnd => "expected a value or `]`",
            Phase::KeyOrEnd => "expected a key or `}`",
            Phase::Colon | Phase::Name => "expected `:`",
            Phase::CommaOrEnd if self.tree.innermost() == Some(Container::Object) => "expected `,` or `}`",
            Phase::CommaOrEnd => "expected `,` or `]`",
            Phase::Text { .. } => "this escape sequence does not exist",
        }
    }

    fn begin_value(&mut self, c: char, offset: usize) -> bool {
        match c {
            '{' => self.open(Container::Object, offset),
            '[' => self.open(Container::Array, offset),
            '"' | '\'' => self.begin_text(c, false),
            _ if starts_scalar(c) => {
                self.scalar.clear();
                self.token = offset;
                self.phase = Phase::Scalar;
                true
            }
            _ => false,
        }
    }

    fn begin_key(&mut self, c: char) -> bool {
        if matches!(c, '"' | '\'') {
            self.quoted = true;
            return self.begin_text(c, true);
        }
        let name = c.is_alphabetic() || matches!(c, '_' | '$');
        if name {
            self.text.clear();
            self.phase = Phase::Name;
            self.quoted = false;
        }
        name
    }

    fn begin_text(&mut self, quote: char, key: bool) -> bool {
        self.text = String::new();
        self.string.begin(if quote == '"' { b'"' } else { b'\'' });
        self.phase = Phase::Text { key };
        true
    }

    fn open(&mut self, container: Container, offset: usize) -> bool {
        if !self.tree.open(container) {
            self.belief = Belief::Sure;
            self.fail(JsonErrorKind::TooDeep, "", offset);
            return false;
        }
        self.phase = match container {
            Container::Array => Phase::ElementOrEnd,
            Container::Object => Phase::KeyOrEnd,
        };
        true
    }

    fn close(&mut self) -> bool {
        self.tree.close();
        self.put_done();
        true
    }

    fn colon(&mut self) -> bool {
        self.belief = self.belief.max(if self.quoted { Belief::Sure } else { Belief::Shaped });
        self.phase = Phase::Value;
        true
    }

    fn comma_or_end(&mut self, c: char) -> bool {
        match (self.tree.innermost(), c) {
            (Some(Container::Array), ',') => self.phase = Phase::ElementOrEnd,
            (Some(Container::Object), ',') => self.phase = Phase::KeyOrEnd,
            (Some(Container::Array), ']') | (Some(Container::Object), '}') => return self.close(),
            _ => return false,
        }
        true
    }

    pub(super) fn put(&mut self, value: Value) {
        self.tree.put(value);
        self.put_done();
    }

    fn put_done(&mut self) {
        self.belief = Belief::Sure;
        self.phase = Phase::CommaOrEnd;
        if self.tree.depth() == 0 {
            self.status = Status::Complete;
        }
    }

    pub(super) fn fail(&mut self, kind: JsonErrorKind, reason: &'static str, offset: usize) {
        let (belief, depth) = (self.belief, self.tree.depth());
        self.status = Status::Failed(Failure { kind, reason, offset, belief, depth });
    }
}
