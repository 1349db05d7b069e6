//! Actions and what every kind of action shares. Imports nothing else of this crate.

pub(crate) mod action;
pub(crate) mod app;
pub(crate) mod context;
pub(crate) mod ctx;
pub(crate) mod deadlines;
pub mod durable;
pub(crate) mod env;
pub(crate) mod error;
pub mod json;
pub(crate) mod key;
pub(crate) mod operation;
pub(crate) mod plugin;
pub(crate) mod read;
pub(crate) mod registry;
pub mod schema;
pub(crate) mod secret;
#[cfg(any(feature = "dev", feature = "serve"))]
pub(crate) mod signal;
pub(crate) mod step;
pub(crate) mod stream;
#[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "only a server streams text"))]
pub(crate) mod text;
pub(crate) mod time;
pub mod trace;
pub(crate) mod web;

/// A future behind a pointer, as actions are run.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn std::future::Future<Output = T> + Send + 'a>>;
