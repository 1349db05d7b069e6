//! Compiles the cases: those in `fail` must fail as their `.stderr` says, those in `pass` must compile and run.

#[test]
fn fail() {
    trybuild::TestCases::new().compile_fail("*/fail/*.rs");
}

#[test]
fn pass() {
    trybuild::TestCases::new().pass("*/pass/*.rs");
}
