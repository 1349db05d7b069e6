//! What a call left of the history that it began with, told by the messages that both still share.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Message, Messages};

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
                return Behind { changed, messages: self.unmarked(place + 1, 0, mark) };
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

    /// Marks all messages but those of a history. Nothing stands between tools that wait and their answers: then what
    /// comes behind the history is taken away.
    pub(crate) fn mark_other_than(&mut self, history: &Self, mark: &str) {
        let first = history.shared(0);
        let is_first = |place: &usize| match (self.shared(*place), first) {
            (Some(here), Some(first)) => Arc::ptr_eq(here, first),
            _ => false,
        };
        let start = (0..self.len()).find(is_first).unwrap_or(self.len());
        let end = (start + history.len()).min(self.len());
        let last = (self.shared(end.wrapping_sub(1)), history.shared(history.len().wrapping_sub(1)));
        let others: Vec<usize> = match last {
            (Some(here), Some(last)) if Arc::ptr_eq(here, last) => {
                if last.tool_requests().next().is_some() {
                    self.truncate(end);
                }
                (0..start).chain(end..self.len()).collect()
            }
            _ => {
                let known: HashSet<_> =
                    (0..history.len()).filter_map(|p| history.shared(p)).map(Arc::as_ptr).collect();
                let other = |p: &usize| self.shared(*p).is_some_and(|m| !known.contains(&Arc::as_ptr(m)));
                (0..self.len()).filter(other).collect()
            }
        };
        for place in others {
            if let Some(message) = self.get_mut(place) {
                message.mark(mark);
            }
        }
    }
}
