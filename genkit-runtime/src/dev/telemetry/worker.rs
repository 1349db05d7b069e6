//! The task that sends what waits.

use std::sync::atomic::Ordering;
use std::time::Duration;

use hyper::body::Bytes;

use super::batch::Batch;
use super::post::Client;
use super::queue::{MOST, Queue};
use super::{Destination, Exporter, Shared};
use crate::core::env::Task;
use crate::core::error::Status;

/// How many items are sent at once.
const BATCH: usize = 256;
/// The longest wait before a server that is gone is tried again.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Sends what waits, for ever.
pub(in crate::dev) async fn work(exporter: Exporter) {
    let shared = &*exporter.0;
    let mut destination = shared.destination.subscribe();
    let mut client = Client::default();
    loop {
        if destination.wait_for(|to| !matches!(to, Destination::Nowhere)).await.is_err() {
            return;
        }
        shared.queue.filled().await;
        let (items, upto) = shared.queue.take(BATCH);
        let batch = Batch::new(items);
        let to = destination.borrow_and_update().clone();
        match to {
            Destination::Nowhere => continue,
            Destination::Server(_) => deliver(shared, &mut client, &mut destination, &batch).await,
            Destination::Files(store) => {
                let saved = Task::blocking(move || batch.traces().try_for_each(|spans| store.save(spans)));
                if let Err(error) = saved.await.and_then(|saved| saved) {
                    tracing::warn!(target: "genkit::dev", %error, "a trace cannot be written");
                }
            }
        }
        tell_dropped(&shared.queue);
        shared.done.send_replace(upto);
    }
}

/// Sends a batch, again and again while the server does not answer; elsewhere if another address is told meanwhile.
async fn deliver(
    shared: &Shared,
    client: &mut Client,
    destination: &mut tokio::sync::watch::Receiver<Destination>,
    batch: &Batch,
) {
    let mut waiting = None;
    for (path, body) in batch.requests() {
        let body = Bytes::from(body);
        loop {
            let Destination::Server(url) = destination.borrow_and_update().clone() else { return };
            match client.post(&shared.env, &url, path, body.clone()).await {
                Ok(()) => break,
                Err(error) if error.status() == Status::Unavailable => {
                    shared.answers.store(false, Ordering::Relaxed);
                    if waiting.is_none() {
                        tracing::warn!(
                            target: "genkit::dev",
                            "the telemetry server at {url} does not answer ({}): traces wait, the newest {MOST}",
                            error.message()
                        );
                    }
                    let wait =
                        waiting.map_or(Duration::from_millis(500), |w: Duration| (w * 2).min(LONGEST_WAIT));
                    waiting = Some(wait);
                    tokio::select! {
                        () = shared.env.sleep(wait) => {}
                        _ = destination.changed() => {}
                    }
                }
                Err(error) => {
                    tracing::warn!(target: "genkit::dev", "the telemetry server at {url}: {}", error.message());
                    break;
                }
            }
        }
    }
    shared.answers.store(true, Ordering::Relaxed);
    if waiting.is_some() {
        tracing::info!(target: "genkit::dev", "the telemetry server answers again");
    }
}

fn tell_dropped(queue: &Queue) {
    let dropped = queue.dropped();
    if dropped > 0 {
        tracing::warn!(target: "genkit::dev", dropped, "spans and logs were dropped: too many waited");
    }
}
