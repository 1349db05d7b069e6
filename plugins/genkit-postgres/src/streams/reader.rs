//! The reading end of a stream.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use genkit::durable::{EventKind, StreamEvent};
use genkit::{Error, Result, Status};
use tokio_postgres::Row;

use super::{CHUNK, DONE, Shared, topic};
use crate::changes::Place;
use crate::text::unescape;

/// How often, and after which pause, a reader tries again while the server is gone.
const TIMES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

pub(super) struct Reader {
    shared: Arc<Shared>,
    stream: i64,
    place: Place,
    /// The number of the last event that was fetched.
    fetched: i64,
    ready: VecDeque<StreamEvent>,
    ended: bool,
}

impl Reader {
    pub(super) fn new(shared: Arc<Shared>, stream: i64) -> Self {
        let place = shared.db.changes.of(topic(stream));
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
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(event);
            }
            let heard = self.place.listen();
            self.patiently(Self::fetch).await?;
            if self.ready.is_empty() && !heard.or_a_while(self.shared.db.options.lease).await {
                self.patiently(Self::end_if_left).await?;
            }
        }
    }

    /// Tries again for a while if the server is gone: it may be starting anew.
    async fn patiently(&mut self, work: impl AsyncFn(&mut Self) -> Result<()>) -> Result<()> {
        let mut again = TIMES;
        loop {
            match work(self).await {
                Err(error) if error.status() == Status::Unavailable && again > 0 => again -= 1,
                done => return done,
            }
            self.shared.db.env.sleep(PAUSE).await;
        }
    }

    async fn fetch(&mut self) -> Result<()> {
        let Shared { db, sql, .. } = &*self.shared;
        for row in db.query(&sql.read, &[&self.stream, &self.fetched]).await? {
            self.fetched = row.get(0);
            self.ready.push_back(event(&row)?);
        }
        Ok(())
    }

    /// Ends the stream in place of its writer if that gave no sign of life for too long.
    async fn end_if_left(&mut self) -> Result<()> {
        let Shared { db, sql, .. } = &*self.shared;
        let (_, left) = super::columns(StreamEvent::left());
        if db.query(&sql.end, &[&self.stream, &self.shared.kept(), &left]).await?.is_empty() {
            return Err(Error::not_found("the stream is not kept any more"));
        }
        Ok(())
    }
}

fn event(row: &Row) -> Result<StreamEvent> {
    let kind = match row.get(1) {
        CHUNK => EventKind::Chunk,
        DONE => EventKind::Done,
        _ => EventKind::Failed,
    };
    StreamEvent::of(kind, unescape(row.get(2)))
}
