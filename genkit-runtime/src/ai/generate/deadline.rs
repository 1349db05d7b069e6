//! Bounds on how long a model may take. A model that answers at once costs no timer.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use super::defaults::Deadlines;
use crate::core::BoxFuture;
use crate::core::env::Env;
use crate::core::error::{Error, Result};
use crate::core::stream::Chunks;

/// When the last chunk came; nothing is noted where nobody reads.
#[derive(Clone)]
pub(super) struct Activity(Option<Arc<Noted>>);

struct Noted {
    env: Env,
    /// Nanoseconds of [`Env::elapsed`]; 0 before the first chunk.
    last: AtomicU64,
}

impl Activity {
    pub(super) fn new<C: Send + 'static>(env: &Env, out: &Chunks<C>) -> Self {
        Self(out.is_read().then(|| Arc::new(Noted { env: env.clone(), last: AtomicU64::new(0) })))
    }

    /// A chunk came.
    pub(super) fn note(&self) {
        if let Some(Noted { env, last }) = self.0.as_deref() {
            let now = u64::try_from(env.elapsed().as_nanos()).unwrap_or(u64::MAX);
            last.store(now.max(1), Ordering::Relaxed);
        }
    }

    /// True once a chunk came.
    pub(super) fn any(&self) -> bool {
        self.last().is_some()
    }

    fn last(&self) -> Option<Duration> {
        let last = self.0.as_ref()?.last.load(Ordering::Relaxed);
        (last > 0).then(|| Duration::from_nanos(last))
    }
}

/// What bounds a model that was asked at `begun`.
pub(super) struct Bounds<'a> {
    pub(super) env: &'a Env,
    pub(super) begun: Duration,
    pub(super) deadlines: Deadlines,
    pub(super) activity: &'a Activity,
}

/// Runs a model's future within the bounds.
///
/// # Errors
/// `DEADLINE_EXCEEDED`, naming the bound; what the future fails with.
pub(super) fn within<'a, T, F: Future<Output = Result<T>> + Unpin>(
    Bounds { env, begun, deadlines, activity }: Bounds<'a>,
    model: &'a str,
    future: &'a mut F,
) -> impl Future<Output = Result<T>> + use<'a, T, F> {
    let mut timer: Option<BoxFuture<'static, ()>> = None;
    poll_fn(move |cx| {
        if let Poll::Ready(result) = Pin::new(&mut *future).poll(cx) {
            return Poll::Ready(result);
        }
        loop {
            if let Some(running) = &mut timer
                && running.as_mut().poll(cx).is_pending()
            {
                return Poll::Pending;
            }
            let Some(bound) = next(deadlines, begun, activity.last()) else { return Poll::Pending };
            let now = env.elapsed();
            if timer.is_some() && now >= bound.at {
                return Poll::Ready(Err(exceeded(model, &bound)));
            }
            timer = Some(env.limit(bound.at.saturating_sub(now)));
        }
    })
}

struct Bound {
    at: Duration,
    of: Duration,
    what: &'static str,
}

/// The bound that comes first as things stand.
fn next(deadlines: Deadlines, begun: Duration, last: Option<Duration>) -> Option<Bound> {
    let gap = match last {
        None => deadlines.first.map(|of| Bound { at: begun + of, of, what: "sent nothing" }),
        Some(last) => deadlines.idle.map(|of| Bound { at: last + of, of, what: "stopped sending" }),
    };
    let total = deadlines.total.map(|of| Bound { at: begun + of, of, what: "was not done" });
    gap.into_iter().chain(total).min_by_key(|bound| bound.at)
}

#[cold]
fn exceeded(model: &str, bound: &Bound) -> Error {
    Error::deadline_exceeded(format!("model '{model}' {} for {:?}", bound.what, bound.of))
}
