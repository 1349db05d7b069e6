//! The program among others: several at once, killed, or left alone by its tools.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests"
)]

// A test target without the standard harness is no test to clippy, which allows these in tests.

#[cfg(unix)]
mod cli;
#[cfg(unix)]
mod crash;
#[cfg(unix)]
mod http;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod telemetry;
#[cfg(unix)]
mod together;

fn main() {
    let args = libtest_mimic::Arguments::from_args();
    #[cfg(unix)]
    let trials = [crash::trials(), together::trials(), cli::trials()].into_iter().flatten().collect();
    #[cfg(not(unix))]
    let trials = Vec::new();
    libtest_mimic::run(&args, trials).exit();
}
