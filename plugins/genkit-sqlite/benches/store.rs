//! Operations a second beside rusqlite itself: `cargo bench -p genkit-sqlite`.
//!
//! The driver does what the store must: one row by its key; a commit that is on the disk, if the version is as seen.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark")]

use futures_util::future::try_join_all;
use genkit::{Result, SessionStore, StoreKey};
use genkit_sqlite::SqliteSessionStore;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use store_tests::{beside, block_on};

fn main() -> Result<()> {
    block_on(run())
}

/// A session of some turns, about 2 kB.
fn value() -> Value {
    (0..10)
        .map(|n| json!({"role": "user", "content": [{"text": format!("{n}{}", "word ".repeat(35))}]}))
        .collect()
}

const TABLE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE records (id TEXT PRIMARY KEY, version INTEGER NOT NULL, value TEXT NOT NULL);
    INSERT INTO records VALUES ('a', 1, '')";

async fn run() -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let store = SqliteSessionStore::open(folder.path().join("ours.db")).await?;
    let driver = Connection::open(folder.path().join("bare.db"))?;
    driver.execute_batch(TABLE)?;
    let (key, text) = (StoreKey::new("session", "a"), value().to_string());

    let mut version = 1;
    let mut seen = 0;
    beside(
        "save",
        100,
        async |n| {
            for _ in 0..n {
                let update =
                    "UPDATE records SET version = version + 1, value = ? WHERE id = ? AND version = ?";
                assert_eq!(driver.prepare_cached(update)?.execute(params![text, "a", version])?, 1);
                version += 1;
            }
            Ok(())
        },
        async |n| {
            for _ in 0..n {
                seen = store.save(&key, seen, value(), None).await?;
            }
            Ok::<_, genkit::Error>(())
        },
    )
    .await?;
    let read = || -> Result<()> {
        let mut get = driver.prepare_cached("SELECT version, value FROM records WHERE id = ?")?;
        let value = get.query_row(["a"], |row| row.get::<_, String>(1))?;
        assert!(value.len() > 1000);
        Ok(())
    };
    beside(
        "get",
        1000,
        async |n| (0..n).try_for_each(|_| read()),
        async |n| {
            for _ in 0..n {
                assert!(store.get(&key).await?.is_some());
            }
            Ok::<_, genkit::Error>(())
        },
    )
    .await?;
    beside(
        "get, 16 at once (the driver one by one)",
        1600,
        async |n| (0..n).try_for_each(|_| read()),
        async |n| {
            let readers = (0..16).map(|_| {
                let (store, key) = (store.clone(), key.clone());
                tokio::spawn(async move {
                    for _ in 0..n / 16 {
                        assert!(store.get(&key).await?.is_some());
                    }
                    Ok::<_, genkit::Error>(())
                })
            });
            try_join_all(readers).await?.into_iter().collect()
        },
    )
    .await
}
