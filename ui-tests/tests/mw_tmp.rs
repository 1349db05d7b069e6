//! Mine only.
#[test]
fn fail() { trybuild::TestCases::new().compile_fail("middleware/fail/*.rs"); }
#[test]
fn pass() { trybuild::TestCases::new().pass("middleware/pass/*.rs"); }
