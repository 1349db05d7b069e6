//! The reading end: what is there is read, then one waits for more.

use std::collections::VecDeque;
use std::time::Duration;

use genkit::durable::StreamEvent;
use genkit::{Error, Result, Status};

use super::{Place, READ, event};
use crate::signals::Signal;

/// How many entries are read at once.
const ENTRIES: usize = 64;
/// The longest time in which nobody looks at a stream, while messages come.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
/// How often a reader bears that the server is gone before it fails; about half a minute.
const FAILURES: u32 = 60;

pub(super) struct Reader {
    place: Place,
    signal: Signal,
    /// The number of the last entry that was read.
    last: u64,
    ready: VecDeque<StreamEvent>,
    ended: bool,
    patience: u32,
}

type Entry = (String, Vec<(String, String)>);

impl Reader {
    /// A reader, if there is such a stream.
    pub(super) async fn open(place: Place) -> Result<Option<Self>> {
        // Before the first look, so that nothing is missed between.
        let signal = place.redis.signals.of(place.stream.clone()).await;
        let mut reader =
            Self { place, signal, last: 0, ready: VecDeque::new(), ended: false, patience: FAILURES };
        Ok(reader.read().await?.then_some(reader))
    }

    /// Reads what is there; false if there is no stream.
    async fn read(&mut self) -> Result<bool> {
        let mut read = self.place.script(&READ);
        read.arg(self.last).arg(ENTRIES).arg(self.place.kept());
        let entries: Option<Vec<Entry>> = self.place.redis.link.script(&read).await?.value;
        let Some(entries) = entries else { return Ok(false) };
        for (id, events) in entries {
            let number = id.strip_prefix("0-").and_then(|number| number.parse().ok());
            self.last = number.ok_or_else(event::unreadable)?;
            for (kind, text) in events {
                self.ready.extend(event::read(&kind, text)?);
            }
        }
        Ok(true)
    }

    /// How long to wait for a message.
    fn pause(&self) -> Duration {
        LOOK_AGAIN.min(self.place.redis.limits.lease() / 2)
    }

    /// The next event, and what reads on; nothing behind an end.
    pub(super) async fn next(mut self) -> Option<(Result<StreamEvent>, Self)> {
        let event = self.event().await?;
        self.ended = event.as_ref().map_or(true, StreamEvent::is_end);
        Some((event, self))
    }

    async fn event(&mut self) -> Option<Result<StreamEvent>> {
        if self.ended {
            return None;
        }
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(Ok(event));
            }
            let before = self.last;
            match self.read().await {
                Ok(true) if self.last == before => {
                    self.patience = FAILURES;
                    self.signal.wait(self.pause()).await;
                }
                Ok(true) => {}
                Ok(false) => {
                    let gone = Error::new(Status::DataLoss, "the server does not have the stream any more");
                    return Some(Err(gone.with_source("redis")));
                }
                Err(error) if error.status() == Status::Unavailable && self.patience > 0 => {
                    self.patience -= 1;
                    self.signal.wait(self.pause()).await;
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
