//! Bounds on how long whoever is asked may take.

use std::time::Duration;

/// How long an answer may take, of a model or of what is behind it; `None` for no bound.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Deadlines {
    /// Until its first chunk, or the whole answer of one that does not stream.
    pub first: Option<Duration>,
    /// Between two chunks.
    pub idle: Option<Duration>,
    /// In all.
    pub total: Option<Duration>,
}

/// Five minutes to the first chunk, two between chunks, thirty in all.
impl Default for Deadlines {
    fn default() -> Self {
        let minutes = |n: u64| Some(Duration::from_secs(n * 60));
        Self { first: minutes(5), idle: minutes(2), total: minutes(30) }
    }
}

impl Deadlines {
    /// No bounds at all.
    #[must_use]
    pub fn none() -> Self {
        Self { first: None, idle: None, total: None }
    }

    /// The same with another bound on the first chunk.
    #[must_use]
    pub fn first(mut self, bound: Duration) -> Self {
        self.first = Some(bound);
        self
    }

    /// The same with another bound between chunks.
    #[must_use]
    pub fn idle(mut self, bound: Duration) -> Self {
        self.idle = Some(bound);
        self
    }

    /// The same with another bound in all.
    #[must_use]
    pub fn total(mut self, bound: Duration) -> Self {
        self.total = Some(bound);
        self
    }
}
