//! The reading end of a stream.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use genkit::Result;
use genkit::durable::StreamEvent;
use tokio::sync::Notify;

use super::{Shared, rows};
use crate::waiting::Topic;

/// How often a reader looks by itself: another process may write.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

pub(super) struct Reader {
    shared: Arc<Shared>,
    stream: i64,
    place: Arc<Notify>,
    /// The number of the last event that was fetched.
    fetched: i64,
    ready: VecDeque<StreamEvent>,
    ended: bool,
}

impl Reader {
    pub(super) fn new(shared: Arc<Shared>, stream: i64) -> Self {
        let place = shared.file.waiting.place(Topic::Stream(stream));
        Self { shared, stream, place, fetched: 0, ready: VecDeque::new(), ended: false }
    }

    pub(super) async fn next(mut self) -> Option<(Result<StreamEvent>, Self)> {
        if self.ended {
            return None;
        }
        let event = self.event().await;
        self.ended = event.as_ref().map_or(true, StreamEvent::is_end);
        Some((event, self))
    }

    async fn event(&mut self) -> Result<StreamEvent> {
        let file = &self.shared.file;
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(event);
            }
            let told = self.place.notified();
            let (stream, fetched) = (self.stream, self.fetched);
            for (n, event) in file.read(move |connection| rows::read(connection, stream, fetched)).await? {
                self.fetched = n;
                self.ready.push_back(event);
            }
            if !self.ready.is_empty() {
                continue;
            }
            if let Either::Right(_) = select(std::pin::pin!(told), file.options.env.sleep(LOOK_AGAIN)).await {
                let now = file.now();
                if file.read(move |connection| rows::is_left(connection, stream, now)).await? {
                    self.shared.end_if_left(stream).await?;
                }
            }
        }
    }
}

impl Shared {
    /// Ends a stream in place of its writer, unless that showed itself meanwhile.
    async fn end_if_left(&self, stream: i64) -> Result<()> {
        let times = self.times();
        let end = move |connection: &mut _| match rows::is_left(connection, stream, times.now)? {
            true => rows::write(connection, stream, &[StreamEvent::left()], times).map(drop),
            false => Ok(()),
        };
        self.file.write(end).await?;
        self.file.waiting.tell(&Topic::Stream(stream));
        Ok(())
    }
}
