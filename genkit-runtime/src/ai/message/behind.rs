//! What a call left of the history that it began with, told by the messages that both still share.

use std::sync::Arc;

use super::{Message, Messages, Role};

/// How many of the last messages of a history a call may have put others in place of: the one that waited for tools.
const CHANGED: usize = 2;

/// What came behind a history.
#[derive(Debug, Default)]
pub(crate) struct Behind {
    /// How many of its last messages are not as they were; what is in their place comes first.
    changed: usize,
    messages: Messages,
}

impl Behind {
    /// A history with it.
    pub(crate) fn after(&self, mut history: Messages) -> Messages {
        history.truncate(history.len().saturating_sub(self.changed));
        history.append(&self.messages);
        history
    }
}

impl Messages {
    /// What is here behind a history, but for messages with a mark. What stands before the history is left out,
    /// whoever put it there.
    pub(crate) fn behind(&self, history: &Self, mark: &str) -> Behind {
        let find = |last: &Arc<Message>| {
            let mut places = (0..self.len()).rev();
            places.find(|place| self.shared(*place).is_some_and(|here| Arc::ptr_eq(here, last)))
        };
        for changed in 0..CHANGED.min(history.len()) {
            if let Some(place) = history.shared(history.len() - 1 - changed).and_then(find) {
                // What was put into the user's words for this call, documents for example, is not kept.
                let said = usize::from(changed > 0 && history.last().is_some_and(|m| m.role == Role::User));
                return Behind { changed: changed - said, messages: self.unmarked(place + 1, said, mark) };
            }
        }
        // There was none, or somebody built them all anew.
        Behind { changed: 0, messages: self.unmarked(0, history.len(), mark) }
    }

    /// The messages without a mark from a place on, after so many of them.
    fn unmarked(&self, from: usize, skip: usize, mark: &str) -> Self {
        let places = (from..self.len()).filter(|place| self.get(*place).is_some_and(|m| !m.is_marked(mark)));
        let mut messages = Self::new();
        messages.extend_shared(places.skip(skip).filter_map(|place| self.shared(place)));
        messages
    }
}
