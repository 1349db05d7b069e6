//! Streams kept in this process.

use std::collections::HashMap;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;

use super::{StreamEvent, StreamManager, StreamWriter, Subscription};
use crate::core::BoxFuture;
use crate::core::app::Genkit;
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};

/// How long a stream is kept after its end.
const KEPT: Duration = Duration::from_secs(300);

/// How many streams are kept.
const STREAMS: usize = 10_000;

/// Keeps streams in this process, each until five minutes after its end. Cloning is cheap.
#[derive(Clone)]
pub struct InMemoryStreams(Arc<Store>);

struct Store {
    env: Env,
    kept: Duration,
    most: usize,
    streams: Mutex<HashMap<String, Arc<Log>>>,
}

#[derive(Default)]
struct Log(Mutex<Events>);

#[derive(Default)]
struct Events {
    events: Vec<StreamEvent>,
    ended: Option<Duration>,
    readers: Vec<Waker>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl InMemoryStreams {
    /// No streams yet; time is that of the runtime.
    #[must_use]
    pub fn new(ai: &Genkit) -> Self {
        Self::with(ai, KEPT, STREAMS)
    }

    /// The same with another time after the end, and another number of streams: beyond it the one that ended first
    /// makes room, and while none has ended a new one is refused.
    #[must_use]
    pub fn with(ai: &Genkit, kept: Duration, most: usize) -> Self {
        Self(Arc::new(Store { env: ai.env().clone(), kept, most, streams: Mutex::default() }))
    }
}

impl Store {
    fn open(&self, id: &str) -> Result<Arc<Log>> {
        let now = self.env.elapsed();
        let mut streams = locked(&self.streams);
        let ended = |log: &Log| locked(&log.0).ended;
        streams.retain(|_, log| ended(log).is_none_or(|ended| now.saturating_sub(ended) < self.kept));
        if streams.contains_key(id) {
            return Err(Error::already_exists(format!("Stream with id {id} already exists.")));
        }
        if streams.len() >= self.most {
            let oldest = streams.iter().filter_map(|(id, log)| Some((ended(log)?, id.clone()))).min();
            let full = || Error::public(Status::ResourceExhausted, "too many streams at the moment");
            streams.remove(&oldest.ok_or_else(full)?.1);
        }
        let log = Arc::new(Log::default());
        streams.insert(id.to_owned(), log.clone());
        Ok(log)
    }
}

impl StreamManager for InMemoryStreams {
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Box<dyn StreamWriter>>> {
        let log = self.0.open(id);
        let env = self.0.env.clone();
        Box::pin(async move { Ok(Box::new(Writer { log: log?, env }) as Box<dyn StreamWriter>) })
    }

    fn subscribe<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Subscription>>> {
        let log = locked(&self.0.streams).get(id).cloned();
        let reader = log.map(|log| Box::pin(Reader { log, next: 0 }) as Subscription);
        Box::pin(std::future::ready(Ok(reader)))
    }
}

struct Writer {
    log: Arc<Log>,
    env: Env,
}

impl Writer {
    fn add(&self, events: Vec<StreamEvent>) {
        let mut log = locked(&self.log.0);
        for event in events {
            if log.ended.is_some() {
                break;
            }
            if event.is_end() {
                log.ended = Some(self.env.elapsed());
            }
            log.events.push(event);
        }
        let readers = mem::take(&mut log.readers);
        drop(log);
        readers.into_iter().for_each(Waker::wake);
    }
}

impl StreamWriter for Writer {
    fn write(&mut self, events: Vec<StreamEvent>) -> BoxFuture<'_, Result<()>> {
        self.add(events);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.add(vec![StreamEvent::left()]);
    }
}

struct Reader {
    log: Arc<Log>,
    next: usize,
}

impl Stream for Reader {
    type Item = Result<StreamEvent>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let mut log = locked(&this.log.0);
        if let Some(event) = log.events.get(this.next) {
            this.next += 1;
            return Poll::Ready(Some(Ok(event.clone())));
        }
        if log.ended.is_some() {
            return Poll::Ready(None);
        }
        if !log.readers.iter().any(|reader| reader.will_wake(cx.waker())) {
            log.readers.push(cx.waker().clone());
        }
        Poll::Pending
    }
}

impl fmt::Debug for InMemoryStreams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemoryStreams").field("streams", &locked(&self.0.streams).len()).finish()
    }
}
