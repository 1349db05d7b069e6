//! The messages of a conversation, shared.

use std::ops::Range;
use std::sync::Arc;

use super::tree::{Tree, WIDTH};
use super::{Message, MessageIter};

/// The messages of a conversation, oldest first, shared: cloning is cheap however long it is, and so is adding to a
/// clone. A message itself is copied only if it is changed while somebody else holds it.
///
/// ```
/// use genkit::{Message, Messages};
/// let mut history: Messages = [Message::user("hi")].into_iter().collect();
/// history.push(Message::model("hello"));
/// history.insert(0, Message::system("Be brief."));
/// assert_eq!(history.len(), 3);
/// assert_eq!(history[1].text(), "hi");
/// assert_eq!(history.iter().rev().map(Message::text).collect::<Vec<_>>(), ["hello", "hi", "Be brief."]);
/// ```
#[derive(Clone, Default)]
pub struct Messages {
    /// What was put before the rest.
    head: Vec<Arc<Message>>,
    tree: Option<Tree>,
    /// What came last.
    tail: Vec<Arc<Message>>,
}

impl Messages {
    /// No messages.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.head.len() + self.in_tree() + self.tail.len()
    }

    /// True if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn in_tree(&self) -> usize {
        self.tree.as_ref().map_or(0, Tree::len)
    }

    /// The message at a place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&Message> {
        self.shared(place).map(|message| &**message)
    }

    /// The message at a place, as it is shared.
    pub(crate) fn shared(&self, place: usize) -> Option<&Arc<Message>> {
        let Some(place) = place.checked_sub(self.head.len()) else { return self.head.get(place) };
        match place.checked_sub(self.in_tree()) {
            Some(place) => self.tail.get(place),
            None => self.tree.as_ref()?.get(place),
        }
    }

    /// The first one.
    #[must_use]
    pub fn first(&self) -> Option<&Message> {
        self.get(0)
    }

    /// The last one.
    #[must_use]
    pub fn last(&self) -> Option<&Message> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The messages, oldest first.
    #[must_use]
    pub fn iter(&self) -> MessageIter<'_> {
        self.range(0..self.len())
    }

    /// The messages at these places.
    #[must_use]
    pub fn range(&self, places: Range<usize>) -> MessageIter<'_> {
        MessageIter::new(self, places.start..places.end.min(self.len()))
    }

    /// Those at these places, in a history of their own.
    #[must_use]
    pub fn slice(&self, places: Range<usize>) -> Self {
        let mut some = Self::new();
        some.extend_shared(places.filter_map(|place| self.shared(place)));
        some
    }

    /// Takes those from a place on away.
    pub fn truncate(&mut self, len: usize) {
        while self.len() > len {
            self.pop_shared();
        }
    }

    /// Adds a message at the end.
    pub fn push(&mut self, message: impl Into<Arc<Message>>) {
        self.tail.push(message.into());
        if self.tail.len() >= 2 * WIDTH {
            // Some stay, so that taking a few away again does not touch the tree.
            let full = (self.tail.len() / WIDTH - 1) * WIDTH;
            let mut full = self.tail.drain(..full).peekable();
            while full.peek().is_some() {
                let leaf = full.by_ref().take(WIDTH).collect();
                match &mut self.tree {
                    Some(tree) => tree.push(leaf),
                    None => self.tree = Some(Tree::new(leaf)),
                }
            }
        }
    }

    /// Adds the messages of another history, which stay shared.
    pub fn append(&mut self, more: &Self) {
        if self.tree.is_none() && more.tree.is_some() {
            let mut whole = more.clone();
            drop(whole.head.splice(0..0, self.head.drain(..).chain(self.tail.drain(..))));
            *self = whole;
        } else {
            self.extend_shared((0..more.len()).filter_map(|place| more.shared(place)));
        }
    }

    pub(super) fn extend_shared<'a>(&mut self, messages: impl IntoIterator<Item = &'a Arc<Message>>) {
        messages.into_iter().for_each(|message| self.push(message.clone()));
    }

    /// Takes the last message away.
    pub fn pop(&mut self) -> Option<Message> {
        self.pop_shared().map(Arc::unwrap_or_clone)
    }

    fn pop_shared(&mut self) -> Option<Arc<Message>> {
        if self.tail.is_empty() && self.tree.is_some() {
            self.melt();
        }
        self.tail.pop().or_else(|| self.head.pop())
    }

    /// Puts a message at a place, before the one that is there now; past the end, behind all. Cheap at both ends.
    pub fn insert(&mut self, place: usize, message: impl Into<Arc<Message>>) {
        let in_tail = place.checked_sub(self.head.len() + self.in_tree());
        match in_tail {
            None if place <= self.head.len() => self.head.insert(place, message.into()),
            None => {
                self.melt();
                self.tail.insert(place - self.head.len(), message.into());
            }
            Some(place) if place < self.tail.len() => self.tail.insert(place, message.into()),
            Some(_) => self.push(message),
        }
    }

    /// Takes the message at a place away.
    pub fn remove(&mut self, place: usize) -> Option<Message> {
        if place >= self.len() {
            return None;
        }
        let message = if place < self.head.len() {
            self.head.remove(place)
        } else {
            if place < self.head.len() + self.in_tree() {
                self.melt();
            }
            self.tail.remove(place - self.head.len() - self.in_tree())
        };
        Some(Arc::unwrap_or_clone(message))
    }

    /// The message at a place, to be changed; copied first if somebody else holds it.
    pub fn get_mut(&mut self, place: usize) -> Option<&mut Message> {
        let shared = match place.checked_sub(self.head.len()) {
            None => self.head.get_mut(place),
            Some(place) => match place.checked_sub(self.in_tree()) {
                Some(place) => self.tail.get_mut(place),
                None => self.tree.as_mut().and_then(|tree| tree.get_mut(place)),
            },
        };
        shared.map(Arc::make_mut)
    }

    /// The messages of which this is true, to be changed; those that somebody else holds are copied first.
    pub fn changing(
        &mut self,
        mut which: impl FnMut(&Message) -> bool,
    ) -> impl Iterator<Item = &mut Message> {
        if self.iter().any(&mut which) {
            self.melt();
        }
        let all = self.head.iter_mut().chain(&mut self.tail);
        all.filter(move |message| which(message)).map(Arc::make_mut)
    }

    /// True if a part may name a resource, whose content is to take its place.
    pub(crate) fn may_name_resources(&self) -> bool {
        self.tree.as_ref().is_some_and(Tree::names)
            || self.head.iter().chain(&self.tail).any(|message| message.names_resource())
    }

    /// Keeps those of which this is true.
    pub fn retain(&mut self, mut keep: impl FnMut(&Message) -> bool) {
        self.melt();
        self.head.retain(|message| keep(message));
        self.tail.retain(|message| keep(message));
    }

    /// Puts all messages of the tree into the tail.
    fn melt(&mut self) {
        let Some(tree) = self.tree.take() else { return };
        let of_tree = (0..tree.len()).filter_map(|place| tree.get(place).cloned());
        self.tail = of_tree.chain(std::mem::take(&mut self.tail)).collect();
    }

    /// How many messages are the same in both, from the first on.
    pub(crate) fn common(&self, other: &Self) -> usize {
        let same = |place: &usize| match (self.shared(*place), other.shared(*place)) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a == b,
            _ => false,
        };
        let head = self.head.len();
        let of_tree = match (&self.tree, &other.tree) {
            (Some(a), Some(b)) if head == other.head.len() && (0..head).all(|place| same(&place)) => {
                head + a.shared(b)
            }
            _ => 0,
        };
        of_tree + (of_tree..self.len()).take_while(same).count()
    }

    /// True if these are the first of them.
    #[must_use]
    pub fn starts_with(&self, first: &Self) -> bool {
        self.common(first) == first.len()
    }
}

impl PartialEq for Messages {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.starts_with(other)
    }
}
