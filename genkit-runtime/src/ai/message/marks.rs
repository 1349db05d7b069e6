//! Marks on what a prompt says around a conversation.

use std::collections::HashSet;
use std::sync::Arc;

use super::Messages;

impl Messages {
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
