//! Where tests fail.

/// Ends the test with a message.
#[track_caller]
#[allow(clippy::panic, reason = "a test fails by panicking")]
pub(super) fn fail(message: &str) -> ! {
    panic!("{message}")
}
