//! A clock that the test moves.

mod settle;
mod sleep;
mod time;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use settle::Settle;
use sleep::Sleep;
use time::Time;

use crate::core::BoxFuture;
use crate::core::env::Clock;

/// How often a future looks again before it takes its runtime to have nothing else to do, where it cannot know.
const TURNS: u32 = 32;

/// A clock that stands still until the test moves it, or until everything waits: then it skips to the end of the next
/// pause, so that nothing ever waits for real. Cloning is cheap; clones are the same clock.
///
/// Pauses ([`Env::sleep`](crate::Env::sleep)) are skipped in the order they end. Limits
/// ([`Env::limit`](crate::Env::limit)) are not skipped to: a deadline passes only if a pause goes beyond it, or if the
/// test [moves](TestClock::advance) the clock.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use std::time::Duration;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// ai.env().sleep(Duration::from_secs(3600)).await; // at once
/// assert_eq!(ai.clock().elapsed(), Duration::from_secs(3600));
///
/// ai.clock().hold(); // from now on only the test moves it
/// ai.clock().advance(Duration::from_secs(1)).await;
/// assert_eq!(ai.clock().elapsed(), Duration::from_secs(3601));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<Time>>);

impl TestClock {
    /// A clock that begins at this time of day.
    #[must_use]
    pub fn starting_at(start: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(Time::new(start))))
    }

    /// From now on pauses last until the test moves the clock.
    pub fn hold(&self) {
        self.time().skips = false;
    }

    /// From now on pauses are skipped when everything waits, as at the beginning.
    pub fn release(&self) {
        let woken = {
            let mut time = self.time();
            time.skips = true;
            time.all_wakers()
        };
        woken.into_iter().for_each(std::task::Waker::wake);
    }

    /// Moves the clock. Whoever waits is woken in the order of time, each while the clock shows its time, and has
    /// done what there was to do before the next is woken; see [`settle`](Self::settle) for what is known of that.
    pub async fn advance(&self, duration: Duration) {
        let target = self.time().now.saturating_add(duration);
        loop {
            self.settle().await;
            let next = self.time().next_until(target);
            match next {
                Some(waker) => waker.wake(),
                None => break,
            }
        }
        self.time().now = target;
    }

    /// Waits until everything else waits. Under `#[genkit::test]` that is known; in another tokio runtime it is only
    /// what some dozen turns suggest, and what its other threads do is not seen.
    pub async fn settle(&self) {
        Settle::new(self.clone()).await;
    }

    /// The time of day that it shows.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        let time = self.time();
        time.start.checked_add(time.now).unwrap_or(time.start)
    }

    /// How far it has moved.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.time().now
    }

    /// How many wait for it.
    #[must_use]
    pub fn sleepers(&self) -> usize {
        self.time().sleeping()
    }

    /// Says that somebody calls [`idle`](Self::idle) whenever all tasks wait.
    pub(super) fn drive(&self) {
        self.time().driven = true;
    }

    /// All tasks wait.
    pub(super) fn idle(&self) {
        let woken = self.time().idle();
        woken.into_iter().for_each(std::task::Waker::wake);
    }

    fn time(&self) -> MutexGuard<'_, Time> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        TestClock::now(self)
    }

    fn elapsed(&self) -> Duration {
        TestClock::elapsed(self)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(Sleep::new(self.clone(), duration, true))
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(Sleep::new(self.clone(), duration, false))
    }
}

impl fmt::Debug for TestClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestClock").field("elapsed", &self.elapsed()).finish()
    }
}
