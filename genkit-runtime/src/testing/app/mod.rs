//! A runtime for one test.

mod builder;
mod models;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub use builder::TestGenkitBuilder;

use super::clock::TestClock;
use super::fail::fail;
use super::model::{Recorder, Script};
use super::trace::{MemoryTraces, Trace};
use super::verify::{Verify, verdict};
use crate::core::app::Genkit;
use crate::core::error::Result;

/// A runtime for one test: every action that the program declares, a clock that the test moves, ids that are the same in
/// each run, and traces kept in memory. It can do all that a [`Genkit`] can. Cloning is cheap; clones are the same
/// runtime.
///
/// `#[genkit::test]` gives one to each test that takes it, and [verifies](TestGenkit::verify) it at the end; made by
/// hand it is verified when the last clone is dropped.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Greets someone.
/// #[flow]
/// async fn greet(name: String) -> Result<String> {
///     Ok(format!("Hello, {name}!"))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// assert_eq!(ai.run::<greet>("Ada".into()).await?, "Hello, Ada!");
/// ai.expect_trace("flow greet");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct TestGenkit(Arc<Inner>);

struct Inner {
    ai: Genkit,
    clock: TestClock,
    traces: MemoryTraces,
    recorder: Recorder,
    scripts: Mutex<BTreeMap<String, Arc<Script>>>,
    checks: Mutex<Vec<Arc<dyn Verify>>>,
    /// True if somebody else verifies it, or nobody shall.
    released: AtomicBool,
}

impl TestGenkit {
    /// A runtime with every action that the program declares.
    ///
    /// # Panics
    /// If two of them have one key.
    #[must_use]
    #[track_caller]
    pub fn new() -> Self {
        match Self::builder().build() {
            Ok(ai) => ai,
            Err(error) => fail(&format!("no runtime for this test: {error}")),
        }
    }

    /// Starts building a runtime.
    pub fn builder() -> TestGenkitBuilder {
        TestGenkitBuilder::new()
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &TestClock {
        &self.0.clock
    }

    /// Every span so far, in the order they began.
    #[must_use]
    pub fn trace(&self) -> Trace {
        self.0.traces.trace()
    }

    /// Compares all spans so far with a tree, and fails the test if they differ; see [`Trace::compare`].
    ///
    /// # Panics
    /// If they differ.
    #[track_caller]
    pub fn expect_trace(&self, expected: &str) {
        self.trace().expect(expected);
    }

    /// Whether everything that was set up came true: expected calls came, nothing was refused, answers promised once
    /// and replies of scripts were used. What it tells is not told again at the end of the test.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` that names all that is amiss.
    pub fn verify(&self) -> Result<()> {
        verdict(&self.0.findings())
    }

    pub(super) fn check_later(&self, check: Arc<dyn Verify>) {
        self.0.checks.lock().unwrap_or_else(PoisonError::into_inner).push(check);
    }

    /// From now on it is not verified when it is dropped.
    pub(super) fn release(&self) {
        self.0.released.store(true, Ordering::Relaxed);
    }
}

impl Inner {
    fn findings(&self) -> Vec<String> {
        let checks = self.checks.lock().unwrap_or_else(PoisonError::into_inner).clone();
        checks.iter().flat_map(|check| check.findings()).collect()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if !self.released.load(Ordering::Relaxed)
            && !std::thread::panicking()
            && let Err(error) = verdict(&self.findings())
        {
            fail(error.message());
        }
    }
}

impl Default for TestGenkit {
    fn default() -> Self {
        Self::new()
    }
}

impl Deref for TestGenkit {
    type Target = Genkit;

    fn deref(&self) -> &Genkit {
        &self.0.ai
    }
}

impl fmt::Debug for TestGenkit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Test{:?}", self.0.ai)
    }
}
