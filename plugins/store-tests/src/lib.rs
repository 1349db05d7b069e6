//! What every plugin that keeps sessions or streams is tested with: the public suites, a chat of twenty turns at once by
//! two runtimes, and processes that are killed in the middle of what they write.
//!
//! A plugin tells what is its own in a [`Tested`] and hands it to [`main`], with the place that its server is at.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test program")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod authority;
mod kill;
mod rounds;
mod server;
mod spread;
mod suite;
mod turns;

use std::future::Future;
use std::process::ExitCode;
use std::sync::Arc;

use genkit::durable::{Limits, StreamManager};
use genkit::{BoxFuture, Result, SessionStore};
use libtest_mimic::{Arguments, Failed, Trial};

pub use authority::Authority;
pub use rounds::{Rate, beside};
pub use server::{Server, as_user, is_root, port, program};
pub use turns::twenty;

/// Opens what is at a place. Each call is another one, as in another process: they share what the place has and nothing
/// else.
pub type Opens<T> = fn(place: String) -> BoxFuture<'static, Result<T>>;

/// Opens a manager of streams in the same way, with these limits.
pub type OpensStreams =
    fn(place: String, limits: Limits) -> BoxFuture<'static, Result<Arc<dyn StreamManager>>>;

/// A plugin under test.
#[derive(Debug)]
pub struct Tested<S> {
    /// Opens the store; a place is whatever text tells where, a connection string for example.
    pub store: Opens<S>,
    /// Opens the manager of streams, if there is one.
    pub streams: Option<OpensStreams>,
}

/// Runs the trials that `serve` makes, then drops what it gave beside them: the server, which stops with it.
///
/// The same program is started again as the one that is killed; then `serve` is not called.
pub fn main<S, T>(tested: &Tested<S>, serve: impl FnOnce() -> (T, Vec<Trial>)) -> ExitCode
where
    S: SessionStore,
{
    if let Some(code) = kill::child(tested) {
        return code;
    }
    let args = Arguments::from_args();
    let (server, trials) = serve();
    let conclusion = libtest_mimic::run(&args, trials);
    drop(server);
    conclusion.exit_code()
}

impl<S: SessionStore> Tested<S> {
    /// Everything that must hold of what is at this place.
    #[must_use]
    pub fn trials(&self, place: &str) -> Vec<Trial> {
        let mut trials = suite::trials(self, place);
        trials.push(turns::trial_of(self.store, place.to_owned()));
        trials.extend(kill::trials(self, place));
        trials
    }
}

/// A trial of asynchronous work; an error fails it.
pub fn trial<F>(name: impl Into<String>, work: impl FnOnce() -> F + Send + 'static) -> Trial
where
    F: Future<Output = Result<()>>,
{
    Trial::test(name, move || block_on(work()).map_err(|error| Failed::from(format!("{error:?}"))))
}

/// What cannot run here, and why: ignored, with the reason in its name.
#[must_use]
pub fn absent(what: &str, why: &str) -> Trial {
    Trial::test(format!("{what}: absent; {why}"), || Ok(())).with_ignored_flag(true)
}

/// Runs asynchronous work on a runtime of its own, of several threads.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(4).enable_all().build().expect("a tokio runtime").block_on(work)
}
