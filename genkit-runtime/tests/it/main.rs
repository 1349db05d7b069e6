//! What users see of the runtime.

#[cfg(feature = "dev")]
mod dev_http;
#[cfg(feature = "dev")]
mod dev_reflection;
mod generate;
