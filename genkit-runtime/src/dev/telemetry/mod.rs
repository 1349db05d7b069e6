//! Traces and logs on their way to whoever shows them: collected where they are made, sent by a task of its own.

mod batch;
mod layer;
mod log;
mod post;
mod queue;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::watch;

pub(super) use layer::{Attached, attach, flush_all, install_console};
pub use layer::{LogLayer, log_layer};
use log::LogRecord;
use queue::{Item, Queue};
pub(super) use worker::work;

use super::store::TraceStore;
use crate::core::BoxFuture;
use crate::core::env::Env;
use crate::core::trace::{SpanRecord, TraceSink};

/// How long a flush waits for a server that answered so far.
const FLUSH: Duration = Duration::from_secs(1);

/// Where traces and logs go.
#[derive(Clone, Debug)]
pub(super) enum Destination {
    /// Nobody has asked yet; the newest are kept.
    Nowhere,
    /// A telemetry server, by its address.
    Server(Arc<str>),
    /// Files of the project, for programs that run without tools.
    Files(Arc<TraceStore>),
}

/// Takes spans and logs at once, whatever becomes of them. Cloning is cheap; clones share one queue.
#[derive(Clone)]
pub(super) struct Exporter(Arc<Shared>);

struct Shared {
    queue: Queue,
    /// Whether spans are sent when they start, too.
    realtime: bool,
    env: Env,
    destination: watch::Sender<Destination>,
    /// How many of all that was ever pushed is out of the way.
    done: watch::Sender<u64>,
    /// False while a flush would wait in vain.
    answers: AtomicBool,
    closed: AtomicBool,
}

impl Exporter {
    pub(super) fn new(env: Env, destination: Destination, realtime: bool) -> Self {
        Self(Arc::new(Shared {
            queue: Queue::default(),
            realtime,
            env,
            destination: watch::Sender::new(destination),
            done: watch::Sender::new(0),
            answers: AtomicBool::new(true),
            closed: AtomicBool::new(false),
        }))
    }

    /// Sends everything to this server from now on, what waits included.
    pub(super) fn server(&self, url: &str) {
        let url = url.trim_end_matches('/');
        self.0.destination.send_if_modified(|now| match now {
            Destination::Server(old) if **old == *url => false,
            _ => {
                *now = Destination::Server(url.into());
                true
            }
        });
        self.0.answers.store(true, Ordering::Relaxed);
    }

    /// Takes nothing more.
    pub(super) fn close(&self) {
        self.0.closed.store(true, Ordering::Relaxed);
    }

    fn log(&self, record: LogRecord) {
        self.push(Item::Log(record));
    }

    fn push(&self, item: Item) {
        if !self.0.closed.load(Ordering::Relaxed) {
            self.0.queue.push(item);
        }
    }

    pub(super) async fn flush(&self) {
        let shared = &self.0;
        let target = shared.queue.pushed();
        let waits = !matches!(*shared.destination.borrow(), Destination::Nowhere);
        if !waits || !shared.answers.load(Ordering::Relaxed) {
            return;
        }
        let mut done = shared.done.subscribe();
        tokio::select! {
            _ = done.wait_for(|done| *done >= target) => {}
            () = shared.env.sleep(FLUSH) => shared.answers.store(false, Ordering::Relaxed),
        }
    }
}

impl TraceSink for Exporter {
    fn span_started(&self, span: &SpanRecord) {
        if self.0.realtime {
            self.push(Item::Span(Box::new(span.clone())));
        }
    }

    fn span_ended(&self, span: &SpanRecord) {
        self.push(Item::Span(Box::new(span.clone())));
    }

    fn flush(&self) -> BoxFuture<'_, ()> {
        Box::pin(Exporter::flush(self))
    }
}
