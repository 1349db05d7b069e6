//! Chunks that a test looks at.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::core::stream::{Chunks, Sent, Sink};

/// Chunks to hand to a function that is called as it stands, and what it sent.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Counts down.
/// #[flow]
/// async fn countdown(from: u32, out: Chunks<u32>) -> Result<String> {
///     for n in (1..=from).rev() {
///         out.send(n).await?;
///     }
///     Ok("lift-off".to_owned())
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let (out, sent) = genkit::testing::chunks();
/// assert_eq!(countdown(2, out).await?, "lift-off");
/// assert_eq!(sent.take(), [2, 1]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn chunks<C: Send + 'static>() -> (Chunks<C>, SentChunks<C>) {
    let sent = SentChunks(Arc::default());
    (Chunks::to(Arc::new(SentChunks(sent.0.clone()))), sent)
}

/// What was sent to the [`chunks`] of a test.
pub struct SentChunks<C>(Arc<Mutex<Vec<C>>>);

impl<C> SentChunks<C> {
    /// What was sent since this was asked last.
    #[must_use]
    pub fn take(&self) -> Vec<C> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<C: Send + 'static> Sink<C> for SentChunks<C> {
    fn send(&self, chunk: C) -> Sent {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(chunk);
        Sent::Now(Ok(()))
    }
}

impl<C> fmt::Debug for SentChunks<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SentChunks")
    }
}
