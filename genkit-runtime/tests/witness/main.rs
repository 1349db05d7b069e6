//! Genkit's own suites for its wire, which stand beside the project in `../shared` (or where `GENKIT_SHARED` names) and
//! are never edited: one trial each case.

// A test target without the standard harness is no test to clippy, which allows these in tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod agent;
mod generate;
#[allow(dead_code, reason = "the other tests use more of it")]
#[path = "../it/dev_http.rs"]
mod http;
mod like;
mod reflection;
mod schema;
mod suites;
mod types;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args = libtest_mimic::Arguments::from_args();
    libtest_mimic::run(&args, suites::trials()).exit_code()
}
