//! Many at once: whatever the order, it must look as if it had been one after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::{Checked, Probe, StoreCase, same, told};
use crate::ai::session::Conflict;
use crate::core::env::Task;

pub(super) const CASES: &[StoreCase] = &[
    StoreCase { name: "of two writers of one version one comes through", run: |p| Box::pin(two(p)) },
    StoreCase { name: "50 writers of one record are linearisable", run: |p| Box::pin(fifty(p)) },
    StoreCase { name: "a save that is given up is whole or not there", run: |p| Box::pin(given_up(p)) },
];

const WRITERS: u64 = 50;
const EACH: u64 = 4;

async fn two(probe: Probe) -> Checked {
    let mut seen = 0;
    for _ in 0..20 {
        let (a, b) = futures_util::future::join(probe.save("a", seen, "a"), probe.save("a", seen, "b")).await;
        let stored = probe.get("a").await?.ok_or("nothing was written")?;
        seen = match (a, b) {
            (Ok(version), Err(error)) | (Err(error), Ok(version)) if Conflict::of(&error).is_some() => {
                version
            }
            (a, b) => return Err(format!("one should come through and the other conflict: {a:?}, {b:?}")),
        };
        same("the version", &stored.version, &seen)?;
    }
    Ok(())
}

/// A write or a read, as whoever made it saw it.
struct Seen {
    /// Before it began and after it ended, by one clock.
    began: u64,
    ended: u64,
    version: u64,
    /// For writes: the version and the value that they were made of.
    of: Option<(u64, u64)>,
    value: u64,
}

async fn fifty(probe: Probe) -> Checked {
    let clock = Arc::new(AtomicU64::new(0));
    let writers: Vec<_> = (0..WRITERS).map(|_| Task::spawn(writer(probe.clone(), clock.clone()))).collect();
    let mut history = Vec::new();
    for writer in writers {
        history.extend(told("a writer", writer.await)??);
    }
    let last = probe.get("count").await?.ok_or("the record is gone")?;
    same("the count after all writers", &last.value, &json!(WRITERS * EACH))?;
    linearisable(&mut history)
}

/// Counts one up, again and again, and looks.
async fn writer(probe: Probe, clock: Arc<AtomicU64>) -> Result<Vec<Seen>, String> {
    let tick = || clock.fetch_add(1, Ordering::SeqCst);
    let mut history = Vec::new();
    let mut written = 0;
    while written < EACH {
        let began = tick();
        let stored = probe.get("count").await?;
        let (seen, value) = stored.map_or((0, 0), |s| (s.version, s.value.as_u64().unwrap_or_default()));
        history.push(Seen { began, ended: tick(), version: seen, of: None, value });
        let began = tick();
        match probe.save("count", seen, value + 1).await {
            Ok(version) => {
                written += 1;
                let of = Some((seen, value));
                history.push(Seen { began, ended: tick(), version, of, value: value + 1 });
            }
            Err(error) if Conflict::of(&error).is_some() => {}
            Err(error) => return Err(format!("a save failed: {error:?}")),
        }
    }
    Ok(history)
}

/// Versions give the only order there can be; it has to fit what each saw and when.
fn linearisable(history: &mut [Seen]) -> Checked {
    history.sort_by_key(|seen| seen.version);
    let (mut version, mut value) = (0, 0);
    for write in history.iter().filter(|seen| seen.of.is_some()) {
        same("what a write was made of", &write.of, &Some((version, value)))?;
        (version, value) = (write.version, write.value);
    }
    for read in history.iter().filter(|seen| seen.of.is_none() && seen.version > 0) {
        let write = history.iter().find(|seen| seen.of.is_some() && seen.version == read.version);
        same("what was read", &Some(read.value), &write.map(|write| write.value))?;
    }
    // What ended before another began is no later than it. Going by versions, the latest beginning so far must not
    // come after the end of what follows.
    let mut latest_began = 0;
    for of_version in history.chunk_by(|a, b| a.version == b.version) {
        if let Some(seen) = of_version.iter().find(|seen| seen.ended < latest_began) {
            let Seen { began, ended, version, .. } = seen;
            return Err(format!(
                "version {version}, seen from {began} to {ended}, is later than one seen after it"
            ));
        }
        latest_began = of_version.iter().map(|seen| seen.began).fold(latest_began, u64::max);
    }
    Ok(())
}

async fn given_up(probe: Probe) -> Checked {
    let mut seen = probe.saved("a", 0, json!({"n": 0})).await?;
    for n in 1..=20 {
        let (other, value) = (probe.clone(), json!({"n": n, "filler": "x".repeat(10_000)}));
        let task = Task::spawn(async move { other.save("a", seen, value).await });
        tokio::task::yield_now().await;
        drop(task);
        let stored = probe.get("a").await?.ok_or("the record is gone")?;
        let whole =
            |value: &Value| value["n"] == 0 || value["filler"].as_str().is_some_and(|f| f.len() == 10_000);
        if !whole(&stored.value) {
            return Err(format!("a save was kept in part: {:.100}", stored.value.to_string()));
        }
        seen = stored.version;
    }
    Ok(())
}
