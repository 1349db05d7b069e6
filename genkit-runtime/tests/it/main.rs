//! Tests of the runtime from the outside.

#[cfg(feature = "dev")]
mod dev_http;
#[cfg(feature = "dev")]
mod dev_reflection;
