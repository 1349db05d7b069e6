//! The one place that time, ids, randomness and new tasks come from, so that tests can hold them still.

use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, Hasher};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::BoxFuture;

/// Tells the time and waits.
pub trait Clock: Send + Sync + 'static {
    /// The time of day.
    fn now(&self) -> SystemTime;

    /// Time since some fixed moment; never goes back.
    fn elapsed(&self) -> Duration;

    /// Waits for `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Waits for `duration` as a limit on something else, which hopes never to get there. A clock that skips pauses
    /// does not skip to a limit.
    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.sleep(duration)
    }
}

/// Makes random numbers; ids are made of them.
pub trait Random: Send + Sync + 'static {
    /// The next number; all 64 bits are random.
    fn next(&self) -> u64;
}

/// Where a runtime gets time, randomness and tasks from. The default is the machine's own.
#[derive(Clone)]
pub struct Env {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Env {
    /// The machine's clock and randomness.
    #[must_use]
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock(std::time::Instant::now())), random: Arc::new(SystemRandom) }
    }

    /// The same with another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The same with other random numbers.
    #[must_use]
    pub fn with_random(mut self, random: impl Random) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// The time of day.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// The time of day in milliseconds since 1970, with fractions.
    #[must_use]
    pub fn now_ms(&self) -> f64 {
        self.now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64() * 1e3)
    }

    /// Time since some fixed moment, for measuring.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    /// Waits.
    #[must_use = "a pause lasts when it is awaited"]
    pub fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.clock.sleep(duration)
    }

    /// Waits for the end of a time limit: for deadlines, which tests do not skip to as they skip pauses.
    #[must_use = "a limit passes when it is awaited"]
    pub fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.clock.limit(duration)
    }

    /// A random number.
    #[must_use]
    pub fn random(&self) -> u64 {
        self.random.next()
    }

    /// A new id of the form of a UUID, version 4.
    #[must_use]
    pub fn id(&self) -> String {
        let (a, b) = (self.random(), self.random());
        let (b_high, b_low) = ((b >> 48) & 0x3fff | 0x8000, b & 0xffff_ffff_ffff);
        format!("{:08x}-{:04x}-4{:03x}-{b_high:04x}-{b_low:012x}", a >> 32, (a >> 16) & 0xffff, a & 0xfff)
    }
}

impl Default for Env {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env")
    }
}

struct SystemClock(std::time::Instant);

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn next(&self) -> u64 {
        use std::cell::Cell;
        thread_local! {
            static STATE: Cell<u64> = Cell::new(seed());
        }
        // splitmix64: ids need to be distinct, not secret. What must be secret comes from the operating system.
        STATE.with(|state| {
            let next = state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
            state.set(next);
            let z = (next ^ (next >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        })
    }
}

/// The standard library seeds its hashers from the operating system.
fn seed() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

/// A task that runs beside the one that started it, and stops when this is dropped.
#[must_use = "dropping a task stops it; use `detach` to let it go on"]
#[derive(Debug)]
pub struct Task<T>(Option<tokio::task::JoinHandle<T>>);

impl<T: Send + 'static> Task<T> {
    /// Starts a task on the current tokio runtime.
    pub(crate) fn spawn(future: impl Future<Output = T> + Send + 'static) -> Self {
        Self(Some(tokio::spawn(future)))
    }

    /// Starts work that blocks, on a thread that is there for it. It cannot be stopped once it has begun.
    #[cfg_attr(not(feature = "dev"), allow(dead_code))]
    pub(crate) fn blocking(work: impl FnOnce() -> T + Send + 'static) -> Self {
        Self(Some(tokio::task::spawn_blocking(work)))
    }

    /// True once it has ended.
    pub(crate) fn is_done(&self) -> bool {
        self.0.as_ref().is_none_or(tokio::task::JoinHandle::is_finished)
    }

    /// Lets the task go on by itself.
    pub fn detach(mut self) {
        self.0.take();
    }
}

/// Starts tasks on the tokio runtime that it was made on, from wherever it is.
pub(crate) struct Spawner(tokio::runtime::Handle);

impl Spawner {
    pub(crate) fn current() -> Self {
        Self(tokio::runtime::Handle::current())
    }

    pub(crate) fn spawn<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Task<T> {
        Task(Some(self.0.spawn(future)))
    }
}

impl<T> Future for Task<T> {
    type Output = super::error::Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        match &mut self.0 {
            Some(handle) => Pin::new(handle).poll(cx).map_err(Into::into),
            None => std::task::Poll::Pending,
        }
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        if let Some(handle) = &self.0 {
            handle.abort();
        }
    }
}
