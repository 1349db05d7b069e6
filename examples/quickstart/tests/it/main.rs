//! The program as its users run it.

// Helpers of tests are no tests to clippy, which allows these in tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod files;
mod progress;
#[cfg(feature = "providers")]
mod real_model;
mod refusals;
mod single;
mod support;
