//! What waits to be sent: bounded, so that a server that is gone costs neither time nor memory without end.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use super::log::LogRecord;
use crate::core::trace::SpanRecord;

/// How many spans and logs wait at most.
pub(super) const MOST: usize = 8192;
/// How many bytes of them wait at most, roughly.
const MOST_BYTES: usize = 64 * 1024 * 1024;

pub(super) enum Item {
    Span(Box<SpanRecord>),
    Log(LogRecord),
}

impl Item {
    fn bytes(&self) -> usize {
        match self {
            Item::Span(span) => {
                let text = |value: &serde_json::Value| value.as_str().map_or(8, str::len);
                256 + span.attributes().map(|(_, value)| text(value)).sum::<usize>()
            }
            Item::Log(log) => 128 + log.bytes(),
        }
    }
}

#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    filled: Notify,
}

#[derive(Default)]
struct Waiting {
    items: VecDeque<(usize, Item)>,
    bytes: usize,
    /// How many were pushed before the first that waits.
    before: u64,
    dropped: u64,
}

impl Waiting {
    fn pop(&mut self) -> Option<Item> {
        let (bytes, item) = self.items.pop_front()?;
        self.bytes -= bytes;
        self.before += 1;
        Some(item)
    }
}

impl Queue {
    /// Adds an item, in place of the oldest where the queue is full.
    pub(super) fn push(&self, item: Item) {
        let bytes = item.bytes();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let wake = waiting.items.is_empty();
        waiting.bytes += bytes;
        waiting.items.push_back((bytes, item));
        while waiting.items.len() > MOST || (waiting.bytes > MOST_BYTES && waiting.items.len() > 1) {
            drop(waiting.pop());
            waiting.dropped += 1;
        }
        drop(waiting);
        if wake {
            self.filled.notify_one();
        }
    }

    /// How many were ever pushed.
    pub(super) fn pushed(&self) -> u64 {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.before + waiting.items.len() as u64
    }

    /// Waits until something waits.
    pub(super) async fn filled(&self) {
        loop {
            let filled = self.filled.notified();
            if !self.waiting.lock().unwrap_or_else(PoisonError::into_inner).items.is_empty() {
                return;
            }
            filled.await;
        }
    }

    /// Takes up to `most` of the oldest, and tells how many were ever pushed up to the last of them.
    pub(super) fn take(&self, most: usize) -> (Vec<Item>, u64) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::with_capacity(most.min(waiting.items.len()));
        while taken.len() < most
            && let Some(item) = waiting.pop()
        {
            taken.push(item);
        }
        (taken, waiting.before)
    }

    /// How many were dropped since this was last asked.
    pub(super) fn dropped(&self) -> u64 {
        std::mem::take(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner).dropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(n: usize) -> Item {
        Item::Log(LogRecord::bare(n.to_string()))
    }

    #[test]
    fn the_oldest_give_way_and_are_counted() {
        let queue = Queue::default();
        for n in 0..MOST + 3 {
            queue.push(log(n));
        }
        let (taken, upto) = queue.take(1);
        assert!(matches!(taken.as_slice(), [Item::Log(log)] if log.body == "3"));
        assert_eq!((upto, queue.dropped(), queue.dropped()), (4, 3, 0));
        assert_eq!(queue.pushed(), MOST as u64 + 3);
    }

    #[test]
    fn few_large_ones_are_too_many_too() {
        let queue = Queue::default();
        for _ in 0..3 {
            queue.push(Item::Log(LogRecord::bare("x".repeat(MOST_BYTES / 2))));
        }
        assert_eq!(queue.dropped(), 2);
    }
}
