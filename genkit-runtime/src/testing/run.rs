//! Running one test: on a tokio runtime of its own, with a [`TestGenkit`] if it takes one.

use std::cell::RefCell;
use std::fmt::{self, Write};
use std::future::Future;

use super::app::TestGenkit;
use super::fail::fail;

thread_local! {
    /// The runtimes of the test that this thread runs.
    static CURRENT: RefCell<Option<Vec<TestGenkit>>> = const { RefCell::new(None) };
}

/// A function that is a test: of nothing, or of one [`TestGenkit`].
#[diagnostic::on_unimplemented(
    message = "this function cannot be a test",
    label = "takes something else than one `TestGenkit`",
    note = "write `async fn name(ai: TestGenkit) -> Result<()>`, or leave out the parameter or the result"
)]
pub trait TestFn<A> {
    /// What it returns.
    type Output;

    /// Calls it.
    fn call(self) -> impl Future<Output = Self::Output>;
}

#[diagnostic::do_not_recommend]
impl<F: FnOnce() -> Fut, Fut: Future> TestFn<()> for F {
    type Output = Fut::Output;

    fn call(self) -> impl Future<Output = Fut::Output> {
        self()
    }
}

#[diagnostic::do_not_recommend]
impl<F: FnOnce(TestGenkit) -> Fut, Fut: Future> TestFn<(TestGenkit,)> for F {
    type Output = Fut::Output;

    fn call(self) -> impl Future<Output = Fut::Output> {
        self(TestGenkit::new())
    }
}

/// What a test may return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned by a test",
    label = "neither `()` nor a result",
    note = "return `Result<()>`, `Result<(), E>` where `E` is `Debug`, or nothing"
)]
pub trait TestResult {
    /// What it failed with, in words.
    fn failure(self) -> Option<String>;
}

impl TestResult for () {
    fn failure(self) -> Option<String> {
        None
    }
}

impl<E: fmt::Debug> TestResult for Result<(), E> {
    fn failure(self) -> Option<String> {
        self.err().map(|error| format!("{error:?}"))
    }
}

/// Runs a test. Fails as tests fail: with what the function returned or panicked with, with what its runtimes find when
/// they are verified, and with their traces.
#[track_caller]
pub(crate) fn run_test<A, F: TestFn<A, Output: TestResult>>(test: F) {
    let current = Current::begin();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().on_thread_park(idle).build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => fail(&format!("no tokio runtime for this test: {error}")),
    };
    let failure = runtime.block_on(async { test.call().await.failure() });
    let failure = failure.or_else(|| current.verify());
    let traces = current.end();
    if let Some(failure) = failure {
        fail(&format!("{failure}{traces}"));
    }
}

/// Takes part in the test that this thread runs, if it runs one: the clock is told when all tasks wait, and the test
/// verifies the runtime at its end.
pub(super) fn join(ai: &TestGenkit) {
    CURRENT.with_borrow_mut(|current| {
        if let Some(all) = current {
            ai.clock().drive();
            ai.release();
            all.push(ai.clone());
        }
    });
}

/// All tasks of the test wait.
fn idle() {
    // Cloned, so that whoever is woken may make a runtime.
    let clocks = CURRENT
        .with_borrow(|current| current.iter().flatten().map(|ai| ai.clock().clone()).collect::<Vec<_>>());
    clocks.iter().for_each(super::clock::TestClock::idle);
}

/// The test that this thread runs, until it is dropped.
struct Current;

impl Current {
    fn begin() -> Self {
        CURRENT.set(Some(Vec::new()));
        Self
    }

    fn verify(&self) -> Option<String> {
        let all = CURRENT.with_borrow(Clone::clone).unwrap_or_default();
        let found: Vec<_> = all.iter().filter_map(|ai| ai.verify().err()).collect();
        let said: Vec<_> = found.iter().map(|error| error.message().to_owned()).collect();
        (!said.is_empty()).then(|| said.join("\n"))
    }

    /// The traces of all its runtimes, drawn.
    fn end(&self) -> String {
        let all = CURRENT.take().unwrap_or_default();
        let mut text = String::new();
        for trace in all.iter().map(TestGenkit::trace).filter(|trace| !trace.is_empty()) {
            let _ = write!(text, "\n\ntrace of the test:\n{trace}");
        }
        text
    }
}

/// A test that panicked shows its traces too.
impl Drop for Current {
    #[allow(clippy::print_stderr, reason = "a test that fails speaks to its developer")]
    fn drop(&mut self) {
        let traces = self.end();
        if std::thread::panicking() && !traces.is_empty() {
            eprintln!("{}", traces.trim_start());
        }
    }
}
