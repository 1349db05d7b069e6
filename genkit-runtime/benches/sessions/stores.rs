//! Operations of the stores themselves.

use std::time::Instant;

use genkit::prelude::*;
use genkit::{FileSessionStore, InMemorySessionStore, SessionStore, StoreKey};
use serde_json::json;

use crate::common;

pub(crate) async fn run() -> Result<()> {
    store("memory", &InMemorySessionStore::new(), common::repetitions(100_000)).await?;
    let folder = std::env::temp_dir().join(format!("genkit-bench-{}", std::process::id()));
    store("file", &FileSessionStore::new(&folder), common::repetitions(500)).await?;
    raw(&folder, common::repetitions(500));
    let _ = std::fs::remove_dir_all(folder);
    Ok(())
}

async fn store(name: &str, store: &dyn SessionStore, n: usize) -> Result<()> {
    let value = json!({"text": "x".repeat(1000)});
    let key = StoreKey::new("bench", "one");
    let mut seen = 0;
    let begun = Instant::now();
    for _ in 0..n {
        seen = store.save(&key, seen, value.clone(), None).await?;
    }
    let saves = begun.elapsed();
    let begun = Instant::now();
    for _ in 0..n {
        store.get(&key).await?;
    }
    let gets = begun.elapsed();
    common::row(&json!({
        "workload": "store", "store": name, "bytes": 1000, "save_us": common::us(saves, n), "get_us": common::us(gets, n),
        "saves_per_s": (n as f64 / saves.as_secs_f64()).round(), "gets_per_s": (n as f64 / gets.as_secs_f64()).round(),
    }));
    Ok(())
}

/// The least that a file that survives costs: written, synced, renamed, and its folder synced.
fn raw(folder: &std::path::Path, n: usize) {
    let bytes = vec![b'x'; 1000];
    let begun = Instant::now();
    for _ in 0..n {
        let temp = folder.join("raw.tmp");
        let mut file = std::fs::File::create(&temp).unwrap();
        std::io::Write::write_all(&mut file, &bytes).unwrap();
        file.sync_all().unwrap();
        std::fs::rename(&temp, folder.join("raw")).unwrap();
        std::fs::File::open(folder).unwrap().sync_all().unwrap();
    }
    let took = begun.elapsed();
    common::row(&json!({
        "workload": "store", "store": "raw file", "bytes": 1000, "save_us": common::us(took, n),
        "saves_per_s": (n as f64 / took.as_secs_f64()).round(),
    }));
}
