//! Flows over HTTP, as every Genkit client speaks it.
//!
//! ```no_run
//! use genkit::{Genkit, serve};
//!
//! #[genkit::main]
//! async fn main() -> genkit::Result<()> {
//!     serve::start(Genkit::builder().build().await?).await
//! }
//! ```

mod body;
mod connection;
mod context;
mod durable;
mod flows;
mod gate;
mod handler;
mod health;
mod limits;
mod openapi;
mod peer;
mod reply;
mod request;
mod server;
mod socket;
mod stream;
mod work;

#[cfg(feature = "serve-jwt")]
pub use context::Jwt;
pub use context::{ApiKey, Bearer, ContextProvider, RequestData, api_key, bearer};
pub use flows::Flows;
pub use handler::{FlowHandler, bidi, handler};
pub use limits::Limits;
pub use openapi::openapi;
pub use server::Server;

use crate::core::app::Genkit;
use crate::core::error::Result;

/// A router of all flows, each at `/{name}`, to be merged into an application of one's own.
pub fn router(ai: &Genkit) -> axum::Router {
    Flows::of(ai).into_router()
}

/// Serves all flows, each at `/{name}`, until the program is asked to end; on the environment's `PORT`, or else 3400.
///
/// # Errors
/// As [`Server::run`].
pub async fn start(ai: Genkit) -> Result<()> {
    Server::of(Flows::of(&ai)).run().await
}
