//! How much a server takes on.

use std::time::Duration;

/// Limits of a server, all of them on by default.
///
/// Those of bodies, runs and the queue hold for every router; those of connections for a [`Server`](super::Server).
///
/// ```
/// use std::time::Duration;
/// use genkit::serve::Limits;
///
/// let limits = Limits::default().body_bytes(64 * 1024).runs(100).queue(500, Duration::from_secs(2));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Limits {
    pub(super) body_bytes: usize,
    pub(super) body_time: Duration,
    pub(super) runs: usize,
    pub(super) queue: usize,
    pub(super) queue_time: Duration,
    pub(super) head_time: Duration,
    pub(super) idle_time: Duration,
    pub(super) connections: usize,
    pub(super) drain_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 4 * 1024 * 1024,
            body_time: Duration::from_secs(30),
            runs: 10_000,
            queue: 10_000,
            queue_time: Duration::from_secs(10),
            head_time: Duration::from_secs(15),
            idle_time: Duration::from_secs(60),
            connections: 20_000,
            drain_time: Duration::from_secs(25),
        }
    }
}

impl Limits {
    /// The longest body of a request in bytes; a longer one is answered with 413. 4 MiB by default.
    pub fn body_bytes(mut self, bytes: usize) -> Self {
        self.body_bytes = bytes;
        self
    }

    /// How long a body may take to arrive; a slower one is answered with 408. 30 seconds by default.
    pub fn body_time(mut self, time: Duration) -> Self {
        self.body_time = time;
        self
    }

    /// How many runs go on at the same time, streams included. 10,000 by default: most of them wait for a
    /// model.
    pub fn runs(mut self, runs: usize) -> Self {
        self.runs = runs.min(tokio::sync::Semaphore::MAX_PERMITS);
        self
    }

    /// How many requests wait for a run to end, and how long. They get their turn in the order they came; whoever comes
    /// when the queue is full, or waits longer, is answered with 503 and `Retry-After`. 10,000 and 10 seconds by default.
    pub fn queue(mut self, requests: usize, time: Duration) -> Self {
        (self.queue, self.queue_time) = (requests, time);
        self
    }

    /// How long the head of a request may take to arrive; a slower one is answered with 408. 15 seconds by default.
    pub fn head_time(mut self, time: Duration) -> Self {
        self.head_time = time;
        self
    }

    /// How long a connection may be without a request, or a client may leave unread what is written to it. A run that
    /// takes its time is not idle. 60 seconds by default.
    pub fn idle_time(mut self, time: Duration) -> Self {
        self.idle_time = time;
        self
    }

    /// How many connections are open at the same time; more are not accepted until one is closed. 20,000 by default.
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections.min(tokio::sync::Semaphore::MAX_PERMITS);
        self
    }

    /// How long runs may go on when the server is asked to stop. 25 seconds by default.
    pub fn drain_time(mut self, time: Duration) -> Self {
        self.drain_time = time;
        self
    }
}
