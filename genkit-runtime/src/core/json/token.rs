//! The inside of tokens, each of which a chunk may cut.

use serde_json::Value;

use super::JsonErrorKind;
use super::comment::Comment;
use super::parser::{Parser, Phase};
use super::string::Progress;
use super::verdict::Belief;

/// Each takes as much of its token as there is off the front of `rest`, and returns the length.
impl Parser {
    pub(super) fn in_text(&mut self, key: bool, rest: &str, offset: usize) -> usize {
        match self.string.feed(rest, &mut self.text) {
            Progress::Open => rest.len(),
            Progress::Closed(taken) => {
                let text = std::mem::take(&mut self.text);
                if key {
                    self.belief = self.belief.max(Belief::Shaped);
                    self.tree.key(text);
                    self.phase = Phase::Colon;
                } else {
                    self.put(Value::String(text));
                }
                taken
            }
            Progress::Invalid(at) => {
                self.belief = self.belief.max(Belief::Shaped);
                self.fail(JsonErrorKind::Malformed, self.expected(), offset + at);
                at
            }
        }
    }

    pub(super) fn in_scalar(&mut self, rest: &str) -> usize {
        let Ok(taken) = self.scalar.feed(rest) else {
            self.fail(JsonErrorKind::Malformed, self.expected(), self.token);
            return 0;
        };
        if taken < rest.len() {
            match self.scalar.complete() {
                Some(value) => self.put(value),
                None => self.fail(JsonErrorKind::Malformed, self.expected(), self.token),
            }
        }
        taken
    }

    pub(super) fn in_name(&mut self, rest: &str) -> usize {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(rest.len());
        self.text.push_str(rest.get(..end).unwrap_or_default());
        if end < rest.len() {
            self.tree.key(std::mem::take(&mut self.text));
            self.phase = Phase::Colon;
        }
        end
    }

    pub(super) fn in_comment(&mut self, comment: Comment, rest: &str) -> usize {
        if let Some((taken, comment)) = comment.read(rest) {
            self.comment = comment;
            return taken;
        }
        self.fail(JsonErrorKind::Malformed, self.expected(), self.token);
        0
    }
}
