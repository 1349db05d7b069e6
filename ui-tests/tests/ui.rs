//! Compiles the cases: those in `fail` must fail as their `.stderr` says, those in `pass` must compile and run.
//! After a change of messages: `TRYBUILD=overwrite cargo test -p ui-tests`, then read the diff.

mod meta;

#[test]
fn fail() {
    trybuild::TestCases::new().compile_fail("*/fail/*.rs");
}

#[test]
fn pass() {
    trybuild::TestCases::new().pass("*/pass/*.rs");
}
