//! The runtime as Genkit's developer tools see it: the reflection API, traces and logs for the tools to show, and the
//! file by which they find it.
//!
//! A program that has this feature compiled in (it is a default one; leave it out for production) and runs with
//! `GENKIT_ENV=dev` in its environment serves itself: `genkit start -- cargo run` is all it takes. `#[genkit::main]`
//! keeps such a program running after its main function is done; others call [`wait`].
//!
//! [`serve`] starts the same by hand.

mod auto;
mod discovery;
mod listing;
mod options;
mod reflection;
mod runs;
mod serve;
mod served;
mod shutdown;
mod socket;
mod store;
mod telemetry;

pub use discovery::{RuntimeInfo, project_root, runtimes};
pub use options::DevOptions;
pub use serve::{DevServer, serve};
pub(crate) use served::after_main;
pub use served::wait;
pub use store::{TraceQuery, TraceStore, TraceSummary};
pub use telemetry::{LogLayer, log_layer};

/// The version of the reflection API that is spoken.
const SPEC_VERSION: u32 = 1;

/// How the runtime names itself to tools; the part before the slash tells the language.
const VERSION: &str = concat!("rust/", env!("CARGO_PKG_VERSION"));
