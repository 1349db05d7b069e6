//! The reading end of a stream in a database.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::log::Shared;
use super::{StreamEvent, StreamLog};
use crate::core::error::{Result, Status};

/// How often, and after which pause, a reader tries again while the database is gone: it may be starting anew.
const TIMES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

pub(super) struct Reader<L> {
    shared: Arc<Shared<L>>,
    stream: i64,
    /// The number of the last event that was fetched.
    fetched: i64,
    ready: VecDeque<StreamEvent>,
    ended: bool,
}

impl<L: StreamLog> Reader<L> {
    pub(super) fn new(shared: Arc<Shared<L>>, stream: i64) -> Self {
        Self { shared, stream, fetched: 0, ready: VecDeque::new(), ended: false }
    }

    /// The next event, and what reads on; nothing behind an end.
    pub(super) async fn next(mut self) -> Option<(Result<StreamEvent>, Self)> {
        if self.ended {
            return None;
        }
        let event = self.event().await;
        self.ended = event.as_ref().map_or(true, StreamEvent::is_end);
        Some((event, self))
    }

    async fn event(&mut self) -> Result<StreamEvent> {
        let Self { shared, stream, fetched, ready, .. } = self;
        let (log, stream) = (&shared.log, *stream);
        loop {
            if let Some(event) = ready.pop_front() {
                return Ok(event);
            }
            let told = log.told(stream);
            for (number, event) in patiently(log, || log.read(stream, *fetched)).await? {
                *fetched = number;
                ready.push_back(event);
            }
            if ready.is_empty()
                && let Either::Right(_) = select(told, pin!(log.env().sleep(log.look_again()))).await
            {
                patiently(log, || log.end_if_left(stream)).await?;
            }
        }
    }
}

async fn patiently<T, F: Future<Output = Result<T>>>(
    log: &impl StreamLog,
    work: impl Fn() -> F,
) -> Result<T> {
    for _ in 0..TIMES {
        match work().await {
            Err(error) if error.status() == Status::Unavailable => log.env().sleep(PAUSE).await,
            done => return done,
        }
    }
    work().await
}
