//! What every provider plugin is tested with, from the witnesses beside the project: calls of Genkit JS with what it
//! sent and answered, strict contracts of requests, recorded streams, and faults.
//!
//! A plugin tells what is its own in a [`Provider`] and hands it to [`main`].

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test program")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod capture;
mod case;
mod compare;
mod contract;
mod cut;
mod difference;
mod faults;
mod features;
pub mod fixtures;
mod run;
mod shared;
mod stream;
mod wire;

use std::process::ExitCode;

use genkit::GenkitBuilder;
use libtest_mimic::{Arguments, Trial};
use serde_json::Value;

pub use case::Case;
pub use contract::violations;
pub use cut::{Cut, Cuts, Piece};
pub use difference::Difference;
pub use features::tell;
pub use shared::shared;
pub use stream::{Framing, Outline, Recorded};

/// A plugin under test.
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    /// Its crate, for example `genkit-openai`.
    pub package: &'static str,
    /// The folders of `providers/wire` that it answers for.
    pub wire: &'static [&'static str],
    /// Adds the plugin of a folder, at this address and without retries, with the key that the cases show.
    pub plugin: fn(GenkitBuilder, &str, &str) -> GenkitBuilder,
    /// Where it differs from Genkit JS on purpose.
    pub differences: &'static [Difference],
    /// Recorded streams.
    pub streams: fn() -> Vec<Recorded>,
    /// What the events of a stream amount to, read by other means than the plugin's.
    pub outline: fn(&[Value]) -> Outline,
    /// Recorded whole answers: name, action, body.
    pub answers: fn() -> Vec<(String, String, Value)>,
    /// A model and a stream of it, for faults; the error event that the provider sends within a stream, if it does.
    pub faults: Faults,
    /// The plugin's own trials.
    pub more: fn() -> Vec<Trial>,
}

/// What faults are tried with.
#[derive(Clone, Copy, Debug)]
pub struct Faults {
    /// The folder of `wire` whose plugin is taken.
    pub folder: &'static str,
    /// The key of a model.
    pub action: &'static str,
    /// A small whole stream.
    pub stream: &'static str,
    /// How it is framed.
    pub framing: Framing,
    /// An event that says nothing to anybody.
    pub unknown_event: &'static str,
    /// An event that is an error, and the status that it becomes.
    pub error_event: (&'static str, &'static str),
    /// The body of a refusal.
    pub refusal: &'static str,
}

/// Runs everything.
#[must_use]
pub fn main(provider: Provider) -> ExitCode {
    let args = Arguments::from_args();
    let mut trials = faults::trials(provider.faults, provider.plugin);
    trials.extend((provider.more)());
    match shared() {
        Some(_) => {
            trials.extend(wire::trials(&provider));
            trials.extend(stream::trials(&provider));
        }
        None => {
            let name = "witnesses: absent; put them at ../shared or name them in GENKIT_SHARED";
            trials.push(Trial::test(name, || Ok(())).with_ignored_flag(true));
        }
    }
    let names: Vec<String> = trials
        .iter()
        .filter(|trial| !trial.has_ignored_flag())
        .map(|trial| trial.name().to_owned())
        .collect();
    let conclusion = libtest_mimic::run(&args, trials);
    // What was left out, or failed, shows nothing.
    let all = shared().is_some() && conclusion.num_filtered_out == 0 && !conclusion.has_failed();
    if let Err(error) = if all && !args.list { features::check(provider.package, &names) } else { Ok(()) } {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    conclusion.exit_code()
}

/// Told at the end of a test that shows a feature of the table in `docs/providers.md`: `showed!("files")`.
#[macro_export]
macro_rules! showed {
    ($feature:literal) => {
        $crate::tell(env!("CARGO_PKG_NAME"), $feature)
    };
}
