//! The program as its users run it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod files;
mod progress;
mod refusals;
mod single;
mod support;
