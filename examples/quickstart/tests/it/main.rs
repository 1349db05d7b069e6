//! The program as its users run it.

mod files;
mod progress;
mod refusals;
mod single;
mod support;
