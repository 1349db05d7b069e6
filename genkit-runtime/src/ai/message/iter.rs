//! The messages of a history, one after the other.

use std::ops::Range;

use super::{Message, Messages};

impl<'a> IntoIterator for &'a Messages {
    type Item = &'a Message;
    type IntoIter = MessageIter<'a>;

    fn into_iter(self) -> MessageIter<'a> {
        self.iter()
    }
}

/// The messages of a conversation, one after the other.
#[derive(Clone, Debug)]
pub struct MessageIter<'a> {
    messages: &'a Messages,
    places: Range<usize>,
}

impl<'a> MessageIter<'a> {
    pub(super) fn new(messages: &'a Messages, places: Range<usize>) -> Self {
        Self { messages, places }
    }
}

impl<'a> Iterator for MessageIter<'a> {
    type Item = &'a Message;

    fn next(&mut self) -> Option<&'a Message> {
        self.messages.get(self.places.next()?)
    }

    fn nth(&mut self, n: usize) -> Option<&'a Message> {
        self.messages.get(self.places.nth(n)?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl DoubleEndedIterator for MessageIter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.messages.get(self.places.next_back()?)
    }

    fn nth_back(&mut self, n: usize) -> Option<Self::Item> {
        self.messages.get(self.places.nth_back(n)?)
    }
}

impl ExactSizeIterator for MessageIter<'_> {}
