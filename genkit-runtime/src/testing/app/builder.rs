//! Building a runtime for one test.

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Inner, TestGenkit};
use crate::core::app::{Genkit, GenkitBuilder};
use crate::core::env::Env;
use crate::core::error::Result;
use crate::testing::clock::TestClock;
use crate::testing::model::Recorder;
use crate::testing::random::Seeded;
use crate::testing::run;
use crate::testing::trace::MemoryTraces;

/// The first of January 2026, 00:00 UTC.
const START: Duration = Duration::from_secs(1_767_225_600);

/// Builds a [`TestGenkit`].
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::builder()
///     .seed(7)
///     .app(|app| app.name("menu").context(Context::new().with("tenant", "acme")))
///     .build()?;
/// assert_eq!(ai.name(), Some("menu"));
/// # Ok(()) }
/// ```
#[must_use = "a builder makes a runtime when it is built"]
pub struct TestGenkitBuilder {
    app: GenkitBuilder,
    seed: u64,
    start: SystemTime,
    real_time: bool,
}

impl TestGenkitBuilder {
    pub(super) fn new() -> Self {
        Self { app: Genkit::builder(), seed: 0, start: UNIX_EPOCH + START, real_time: false }
    }

    /// Changes the runtime itself: its plugins, actions, context and so on. What it says of [`env`](GenkitBuilder::env)
    /// is not heard.
    pub fn app(mut self, change: impl FnOnce(GenkitBuilder) -> GenkitBuilder) -> Self {
        self.app = change(self.app);
        self
    }

    /// What ids and other random numbers follow from; 0 if it is not told.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The time of day when the test begins; the first of January 2026 if it is not told.
    pub fn starting_at(mut self, start: SystemTime) -> Self {
        self.start = start;
        self
    }

    /// Lives in real time, for tests that talk to real servers. The [`clock`](TestGenkit::clock) moves nothing then.
    pub fn real_time(mut self) -> Self {
        self.real_time = true;
        self
    }

    /// The runtime.
    ///
    /// # Errors
    /// As [`GenkitBuilder::build`].
    pub fn build(self) -> Result<TestGenkit> {
        let clock = TestClock::starting_at(self.start);
        let traces = MemoryTraces::new();
        let env = Env::system().with_random(Seeded::new(self.seed));
        let env = if self.real_time { env } else { env.with_clock(clock.clone()) };
        let ai = self.app.env(env).trace_sink(traces.clone()).build_now()?;
        let ai = TestGenkit(Arc::new(Inner {
            ai,
            clock,
            traces,
            recorder: Recorder::default(),
            scripts: Mutex::default(),
            checks: Mutex::default(),
            released: AtomicBool::new(false),
        }));
        run::join(&ai);
        Ok(ai)
    }
}

impl fmt::Debug for TestGenkitBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestGenkitBuilder").field("seed", &self.seed).finish()
    }
}
