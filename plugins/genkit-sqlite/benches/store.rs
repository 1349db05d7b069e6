//! Operations a second beside rusqlite itself: `cargo bench -p genkit-sqlite`.
//!
//! The driver does what the store must, by prepared statements: one row by its key, its JSON read; a commit that is on
//! the disk, if the version is as seen. Many at once have a thread each: to read with a connection each, to write with
//! one under a lock, since SQLite lets one write and would have the others sleep.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark")]

use std::path::Path;
use std::sync::Mutex;
use std::thread;

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

const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS records (id TEXT PRIMARY KEY, version INTEGER NOT NULL, value TEXT NOT NULL)";

fn bare(file: &Path) -> Result<Connection> {
    let driver = Connection::open(file)?;
    driver.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
    driver.execute_batch(TABLE)?;
    Ok(driver)
}

fn bare_save(driver: &Mutex<Connection>, id: u32, times: u32) -> Result<()> {
    let read = "SELECT version FROM records WHERE id = ?";
    let from: i64 = driver.lock().unwrap().query_row(read, [id], |row| row.get(0))?;
    for version in from..from + i64::from(times) {
        let text = value().to_string();
        let update = "UPDATE records SET version = version + 1, value = ? WHERE id = ? AND version = ?";
        let driver = driver.lock().unwrap();
        assert_eq!(driver.prepare_cached(update)?.execute(params![text, id, version])?, 1);
    }
    Ok(())
}

fn bare_get(driver: &Connection, id: u32, times: u32) -> Result<()> {
    for _ in 0..times {
        let mut get = driver.prepare_cached("SELECT version, value FROM records WHERE id = ?")?;
        let text = get.query_row([id], |row| row.get::<_, String>(1))?;
        assert!(serde_json::from_str::<Value>(&text)?.is_array());
    }
    Ok(())
}

async fn save(store: SqliteSessionStore, id: u32, times: u32) -> Result<()> {
    let key = StoreKey::new("session", id.to_string());
    let mut seen = store.get(&key).await?.map_or(0, |stored| stored.version);
    for _ in 0..times {
        seen = store.save(&key, seen, value(), None).await?;
    }
    Ok(())
}

async fn get(store: SqliteSessionStore, id: u32, times: u32) -> Result<()> {
    let key = StoreKey::new("session", id.to_string());
    for _ in 0..times {
        assert!(store.get(&key).await?.is_some());
    }
    Ok(())
}

/// A thread each.
fn at_once(hands: u32, work: impl Fn(u32) -> Result<()> + Sync) -> Result<()> {
    thread::scope(|threads| {
        let hands: Vec<_> = (0..hands)
            .map(|id| {
                threads.spawn({
                    let work = &work;
                    move || work(id)
                })
            })
            .collect();
        hands.into_iter().try_for_each(|hand| hand.join().unwrap())
    })
}

async fn run() -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let store = SqliteSessionStore::open(folder.path().join("ours.db")).await?;
    let file = folder.path().join("bare.db");
    let writer = Mutex::new(bare(&file)?);
    for id in 0..16 {
        writer.lock().unwrap().execute("INSERT INTO records VALUES (?, 0, '[]')", [id])?;
    }
    for hands in [1, 16] {
        let each = 160 / hands;
        beside(
            &format!("save, {hands} at once"),
            hands * each,
            async |_| at_once(hands, |id| bare_save(&writer, id, each)),
            async |_| {
                let saves = (0..hands).map(|id| tokio::spawn(save(store.clone(), id, each)));
                try_join_all(saves).await?.into_iter().collect()
            },
        )
        .await?;
    }
    let readers: Vec<_> = (0..16).map(|_| bare(&file).map(Mutex::new)).collect::<Result<_>>()?;
    for hands in [1, 16] {
        let each = 20_000 / hands;
        beside(
            &format!("get, {hands} at once"),
            hands * each,
            async |_| at_once(hands, |id| bare_get(&readers[id as usize].lock().unwrap(), id, each)),
            async |_| {
                let gets = (0..hands).map(|id| tokio::spawn(get(store.clone(), id, each)));
                try_join_all(gets).await?.into_iter().collect()
            },
        )
        .await?;
    }
    Ok(())
}
