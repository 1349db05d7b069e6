//! The writing end of a stream. Entries are numbered: one that is sent again, since the connection broke, is there once.

use std::time::Duration;

use genkit::durable::{StreamEvent, StreamWriter};
use genkit::{BoxFuture, Env, Error, Result, Status};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::{Place, WRITE, event};

/// How many events an entry has at most: scripts take only so many arguments.
const EVENTS: usize = 500;
/// The pause before a write is tried again while the server is gone; later ones are longer.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

pub(super) struct Writer {
    place: Place,
    /// The number of the last entry.
    last: u64,
    ended: bool,
    /// Says now and then that this is there.
    beat: JoinHandle<()>,
}

impl Writer {
    pub(super) fn new(place: Place) -> Self {
        Self { beat: tokio::spawn(beat(place.clone())), place, last: 1, ended: false }
    }
}

/// Says that the writer is there, until it is not, or need not be.
async fn beat(place: Place) {
    loop {
        Env::system().sleep(place.redis.limits.lease() / 3).await;
        if matches!(place.write(0, &[], false).await.as_deref(), Ok("gone" | "left")) {
            return;
        }
    }
}

impl Place {
    async fn write(&self, number: u64, events: &[(&'static str, String)], ended: bool) -> Result<String> {
        let mut write = self.script(&WRITE);
        write.arg(number).arg(u8::from(ended)).arg(self.lease()).arg(self.kept());
        for (kind, text) in events {
            write.arg(*kind).arg(text);
        }
        Ok(self.redis.link.script(&write).await?.value)
    }

    /// Writes, and has patience while the server is gone: as long as readers have with the writer.
    async fn surely(&self, number: u64, events: &[(&'static str, String)], ended: bool) -> Result<()> {
        let (env, mut pause) = (Env::system(), PAUSE);
        let until = env.elapsed() + self.redis.limits.lease();
        loop {
            match self.write(number, events, ended).await {
                Ok(done) => return self.done(&done),
                Err(error) if error.status() == Status::Unavailable && env.elapsed() < until => {
                    env.sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn done(&self, done: &str) -> Result<()> {
        let error = match done {
            "written" => return Ok(()),
            "left" => {
                let lease = self.redis.limits.lease();
                Error::aborted(format!(
                    "nothing was heard of the run for {lease:?}: its readers were told it ended"
                ))
            }
            _ => Error::new(Status::DataLoss, "the server does not have the stream any more"),
        };
        Err(error.with_source("redis"))
    }
}

impl StreamWriter for Writer {
    fn write(&mut self, mut events: Vec<StreamEvent>) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            if self.ended {
                return Ok(());
            }
            let ended = StreamEvent::cut(&mut events);
            let mut events: Vec<_> = events.into_iter().map(event::write).collect();
            while !events.is_empty() {
                let later = events.split_off(events.len().min(EVENTS));
                self.last += 1;
                let ends = later.is_empty() && ended;
                self.place.surely(self.last, &events, ends).await?;
                self.ended = ends;
                events = later;
            }
            if self.ended {
                self.beat.abort();
            }
            Ok(())
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.beat.abort();
        // Outside of a runtime the lease ends by itself.
        if let Ok(runtime) = Handle::try_current().map_err(drop)
            && !self.ended
        {
            let (place, number) = (self.place.clone(), self.last + 1);
            runtime.spawn(async move { place.surely(number, &[(event::LEFT, String::new())], true).await });
        }
    }
}
