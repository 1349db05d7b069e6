//! What users see of the runtime.

mod clock;
#[cfg(feature = "dev")]
mod dev_http;
#[cfg(feature = "dev")]
mod dev_reflection;
mod doubles;
mod generate;
mod isolation;
mod models;
mod running;
mod traces;
