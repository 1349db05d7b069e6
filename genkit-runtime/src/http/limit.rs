//! Bounds on waiting. What answers at once costs no timer.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::core::BoxFuture;
use crate::core::env::Env;
use crate::core::error::{Error, Result};

/// Waits for a future so long and no longer; `None` if it was not done.
pub(super) async fn within<T>(
    env: &Env,
    bound: Option<Duration>,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    let mut timer: Option<BoxFuture<'static, ()>> = None;
    poll_fn(|cx| {
        if let Poll::Ready(value) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(value));
        }
        let Some(bound) = bound else { return Poll::Pending };
        timer.get_or_insert_with(|| env.limit(bound)).as_mut().poll(cx).map(|()| None)
    })
    .await
}

/// The bounds on what is left of an answer.
pub(super) struct Watch {
    env: Env,
    idle: Option<Duration>,
    /// The moment by which all must be done, and how long that was.
    until: Option<Duration>,
}

impl Watch {
    pub(super) fn new(env: Env, idle: Option<Duration>, until: Option<Duration>) -> Self {
        Self { env, idle, until }
    }

    /// Waits for the next piece.
    ///
    /// # Errors
    /// `DEADLINE_EXCEEDED`, naming the bound.
    pub(super) async fn idle<T>(&self, piece: impl Future<Output = T>) -> Result<T> {
        let left = self.until.map(|until| until.saturating_sub(self.env.elapsed()));
        let bound = self.idle.into_iter().chain(left).min();
        match within(&self.env, bound, piece).await {
            Some(piece) => Ok(piece),
            None if bound == self.idle => Err(exceeded("stopped sending", self.idle)),
            None => Err(Error::deadline_exceeded("the answer was not complete in time")),
        }
    }
}

#[cold]
pub(super) fn exceeded(what: &str, bound: Option<Duration>) -> Error {
    Error::deadline_exceeded(format!("the other side {what} for {:?}", bound.unwrap_or_default()))
}
