//! Middleware: what stands around generate calls, models and tools.
//!
//! A middleware has up to three hooks, each an async function of what is asked, the [`Ctx`](crate::Ctx) and the rest of
//! the chain, which it runs with `next.run(..)`: once, not at all, or several times. What is listed first is outermost.
//!
//! ```standalone_crate
//! use genkit::prelude::*;
//! use genkit::middleware;
//!
//! # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
//! let ai = TestGenkit::new();
//! ai.script(["Hello!"]);
//! let polite = middleware::model(|mut request: ModelRequest, _ctx, next| async move {
//!     request.messages.insert(0, Message::system("Be polite."));
//!     next.run(request).await
//! });
//! let answer = ai.generate().prompt("Hi").with(polite).await?;
//! assert_eq!(answer.text(), "Hello!");
//! assert_eq!(ai.last_request().text(), "system: Be polite.\nHi");
//! # Ok(()) }
//! ```

mod approval;
mod chain;
mod closure;
mod define;
mod download;
mod fallback;
mod handle;
mod hooks;
mod next;
mod rate_limit;
mod reference;
mod registry;
mod retry;
mod skills;
mod support;
mod system_prompt;

pub use approval::ToolApproval;
pub(crate) use chain::{Layers, add, handed_in};
pub use closure::{generate, model, tool};
pub use define::{Middleware, MiddlewareBuilder};
pub use download::{DownloadMedia, Fetch, FetchRequest, Fetched};
pub use fallback::Fallback;
pub use handle::{MiddlewareConfig, MiddlewareHandle};
#[doc(hidden)]
pub use handle::{fixed, kept};
pub(crate) use hooks::Hook;
pub use hooks::{GenerateTurn, Hooks};
pub(crate) use next::End;
pub use next::{GenerateNext, ModelNext, Next, ToolNext};
pub use rate_limit::RateLimit;
pub use reference::{IntoMiddleware, MiddlewareRef};
pub use registry::DeclaredMiddleware;
pub use retry::Retry;
pub use skills::Skills;
pub use support::ValidateSupport;
pub use system_prompt::SimulateSystemPrompt;
