//! Actions that run somewhere else.

use std::fmt;

use serde_json::Value;

use crate::core::BoxFuture;
use crate::core::error::Result;
use crate::core::stream::RawChunk;

/// A bidirectional action somewhere else, an agent behind an HTTP server for example: JSON goes there and comes back.
/// `genkit::client::agent` makes one; another transport than HTTP implements it.
pub trait RemoteAction: fmt::Debug + Send + Sync + 'static {
    /// What errors call it: its name, or where it is.
    fn name(&self) -> &str;

    /// Runs it with one input, beside what starts it.
    ///
    /// # Errors
    /// What the other side says; `UNAVAILABLE` if it cannot be reached.
    fn open(&self, init: Value, input: Value) -> BoxFuture<'_, Result<Box<dyn RemoteRun>>>;

    /// Runs what stands beside it: `getSnapshot` or `abort` of an agent.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    fn beside(&self, what: &'static str, input: Value) -> BoxFuture<'_, Result<Value>>;
}

/// A run somewhere else. Dropping it says there that nobody waits any more.
pub trait RemoteRun: Send {
    /// The next chunk; `None` at the end. An error is the last item.
    fn next(&mut self) -> BoxFuture<'_, Option<Result<RawChunk>>>;

    /// The output. Chunks that were not read are dropped.
    ///
    /// # Errors
    /// What the run failed with.
    fn output(self: Box<Self>) -> BoxFuture<'static, Result<Value>>;
}
