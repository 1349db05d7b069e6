//! The program as others see it: the official client, tools for OpenAPI documents, and clients that behave badly.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod agents;
mod bad;
mod program;
mod tools;

fn main() {
    let args = libtest_mimic::Arguments::from_args();
    let trials = [agents::trials(), bad::trials(), tools::trials()].into_iter().flatten().collect();
    libtest_mimic::run(&args, trials).exit();
}
