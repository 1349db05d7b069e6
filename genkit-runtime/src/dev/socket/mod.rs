//! Reflection API, version 2: a connection to a tool, over which it asks as it would over HTTP.

mod message;
mod session;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio_tungstenite::connect_async;

use super::options::DevOptions;
use super::serve::Dev;

/// The first and the longest wait before the tool is tried again.
const WAITS: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(5));

/// The id that the tool knows the runtime by: the process, and a number where it has more than one.
pub(super) fn id(options: &DevOptions) -> String {
    static RUNTIMES: AtomicU32 = AtomicU32::new(0);
    let own = || match (std::process::id(), RUNTIMES.fetch_add(1, Ordering::Relaxed)) {
        (pid, 0) => pid.to_string(),
        (pid, n) => format!("{pid}-{n}"),
    };
    options.runtime_id.clone().unwrap_or_else(own)
}

/// Answers the tool at this address until asked to stop; connects again whenever the connection is lost.
pub(super) async fn serve(dev: Arc<Dev>, url: String, id: String) {
    let stop = dev.stop.clone();
    tokio::select! {
        () = stop.cancelled() => {}
        () = connect_for_ever(&dev, &url, &id) => {}
    }
}

async fn connect_for_ever(dev: &Arc<Dev>, url: &str, id: &str) {
    let mut wait = WAITS.0;
    let mut told = false;
    loop {
        match connect_async(url).await {
            Ok((socket, _)) => {
                if told {
                    tracing::info!(target: "genkit::dev", "the tool at {url} is there again");
                }
                (wait, told) = (WAITS.0, false);
                session::run(dev, socket, id).await;
            }
            Err(error) if !told => {
                told = true;
                tracing::warn!(target: "genkit::dev", "the tool at {url} does not answer ({error}): trying again");
            }
            Err(_) => {}
        }
        dev.ai.env().sleep(wait).await;
        wait = (wait * 2).min(WAITS.1);
    }
}
