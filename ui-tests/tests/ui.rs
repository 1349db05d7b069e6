//! Compiles the cases: those in `fail` must fail as their `.stderr` says, those in `pass` must compile and run.
//! After a change of messages: `TRYBUILD=overwrite cargo test -p ui-tests`, then read the diff.

// Helpers of tests are no tests to clippy, which allows these in tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod meta;

#[test]
fn fail() {
    trybuild::TestCases::new().compile_fail("*/fail/*.rs");
}

#[test]
fn pass() {
    trybuild::TestCases::new().pass("*/pass/*.rs");
}
