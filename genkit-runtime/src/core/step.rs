//! A traced step of a flow.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use serde::Serialize;

use super::action::{Running, open_step};
use super::ctx::Ctx;
use super::error::{ActionError, Result};
use super::trace::SpanKind;

impl Ctx {
    /// Runs a future as a step with a span of its own; what it returns is recorded.
    ///
    /// See [`Ctx`] for an example.
    #[doc(alias = "run")]
    pub fn step<'a, T, E, F>(&self, name: &str, future: F) -> Step<'a, T>
    where
        T: Serialize + Send + 'a,
        E: ActionError,
        F: Future<Output = Result<T, E>> + Send + 'a,
    {
        let ctx = open_step(self, name, SpanKind::FlowStep, None);
        Step(Running::new(ctx, name, Box::pin(async move { future.await.map_err(ActionError::into_error) })))
    }
}

/// The future of a step.
#[must_use = "a step runs when it is awaited"]
#[allow(missing_debug_implementations)]
pub struct Step<'a, T>(Running<'a, T>);

impl<T> Future for Step<'_, T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx)
    }
}
