//! Records that live for a while. The store's own clock tells, hence real time; nothing here depends on how long things
//! take, only on that they end.

use std::time::Duration;

use serde_json::json;

use super::{Checked, Probe, StoreCase, same, told};
use crate::core::env::Env;

pub(super) const CASES: &[StoreCase] = &[
    StoreCase { name: "a record whose life is over is gone", run: |p| Box::pin(ends(p)) },
    StoreCase { name: "a save and a touch say anew how long a record lives", run: |p| Box::pin(anew(p)) },
];

const SHORT: Option<Duration> = Some(Duration::from_millis(50));
const LONG: Option<Duration> = Some(Duration::from_secs(3600));

async fn lasting(probe: &Probe, id: &str, lives: Option<Duration>) -> Result<u64, String> {
    told("a save", probe.store.save(&probe.key(id), 0, json!(id), lives).await)
}

/// Waits until a record is gone.
async fn gone(probe: &Probe, id: &str) -> Checked {
    for _ in 0..1000 {
        if probe.get(id).await?.is_none() {
            return Ok(());
        }
        Env::system().sleep(Duration::from_millis(10)).await;
    }
    Err(format!("the record {id:?} of 50 ms is there after 10 s"))
}

async fn ends(probe: Probe) -> Checked {
    let first = lasting(&probe, "a", SHORT).await?;
    lasting(&probe, "b", LONG).await?;
    gone(&probe, "a").await?;
    same("the ids", &probe.list(None, 10).await?, &vec!["b".to_owned()])?;
    same("a deletion", &told("it", probe.store.delete(&probe.key("a"), None).await)?, &false)?;
    let second = lasting(&probe, "a", LONG).await?;
    if second <= first {
        return Err(format!("version {second} after {first} whose life was over"));
    }
    same("the ids", &probe.list(None, 10).await?, &vec!["a".to_owned(), "b".to_owned()])
}

async fn anew(probe: Probe) -> Checked {
    let ids = ["saved", "touched", "for ever"];
    let mut versions = Vec::new();
    for id in ids {
        versions.push(lasting(&probe, id, LONG).await?);
    }
    let keys: Vec<_> = ["touched", "nobody"].iter().map(|id| probe.key(id)).collect();
    told("a touch", probe.store.touch(&keys, SHORT).await)?;
    let saved = versions.first().copied().unwrap_or_default();
    told("a save", probe.store.save(&probe.key("saved"), saved, json!("again"), SHORT).await)?;
    told("a touch", probe.store.touch(&[probe.key("for ever")], None).await)?;
    gone(&probe, "saved").await?;
    gone(&probe, "touched").await?;
    let kept = probe.get("for ever").await?.ok_or("what was to live for ever is gone")?;
    same("the version after touches", &Some(&kept.version), &versions.last())?;
    same("the ids", &probe.list(None, 10).await?, &vec!["for ever".to_owned()])
}
