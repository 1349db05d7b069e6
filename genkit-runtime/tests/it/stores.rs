//! The stores of the runtime: the suite of every store, and what holds for files only.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use genkit::testing::{check_store, store_cases};
use genkit::{
    BoxFuture, Conflict, FileSessionStore, InMemorySessionStore, Result, SessionStore, StoreKey, Stored,
};
use serde_json::{Value, json};

/// A folder of its own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!("store-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Self(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_holds_the_suite() {
    check_store(InMemorySessionStore::new()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn files_hold_the_suite() {
    let folder = Folder::new();
    check_store(FileSessionStore::new(&folder.0)).await;
}

/// A store that forgets to look at versions, as many do.
struct Careless(InMemorySessionStore);

impl SessionStore for Careless {
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>> {
        self.0.get(key)
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        _seen: u64,
        value: Value,
        lives: Option<Duration>,
    ) -> BoxFuture<'a, Result<u64>> {
        Box::pin(async move {
            loop {
                tokio::task::yield_now().await;
                let seen = self.0.get(key).await?.map_or(0, |stored| stored.version);
                match self.0.save(key, seen, value.clone(), lives).await {
                    Err(error) if Conflict::of(&error).is_some() => {}
                    saved => return saved,
                }
            }
        })
    }

    fn touch<'a>(&'a self, keys: &'a [StoreKey], lives: Option<Duration>) -> BoxFuture<'a, Result<()>> {
        self.0.touch(keys, lives)
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, _seen: Option<u64>) -> BoxFuture<'a, Result<bool>> {
        self.0.delete(key, None)
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        collection: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>>> {
        self.0.list(tenant, collection, after, limit)
    }

    fn changed<'a>(&'a self, key: &'a StoreKey, seen: u64) -> BoxFuture<'a, Result<Option<Stored>>> {
        self.0.changed(key, seen)
    }
}

#[tokio::test]
async fn the_suite_finds_a_store_that_loses_updates() {
    let store: Arc<dyn SessionStore> = Arc::new(Careless(InMemorySessionStore::new()));
    let mut found = Vec::new();
    for case in store_cases() {
        if case.run(store.clone()).await.is_err() {
            found.push(case.name);
        }
    }
    assert_eq!(
        found,
        [
            "a save that saw another version changes nothing",
            "a version never comes again, not after a deletion either",
            "a deletion may name the version it saw",
            "of two writers of one version one comes through",
            "50 writers of one record are linearisable",
        ]
    );
}

#[tokio::test]
async fn what_is_cut_off_is_told_and_not_taken_for_nothing() -> Result<()> {
    let folder = Folder::new();
    let store = FileSessionStore::new(&folder.0);
    let key = StoreKey::new("session", "a");
    store.save(&key, 0, json!({"n": 1}), None).await?;
    let record = folder.0.join("global/session/a");
    let mut files = std::fs::read_dir(&record)?.map(|file| file.unwrap().path());
    let blob = files.find(|path| std::fs::metadata(path).unwrap().len() > 0).unwrap();
    std::fs::write(&blob, "{\"key\": {\"ten").unwrap();
    let error = store.get(&key).await.unwrap_err();
    assert_eq!(error.status(), genkit::Status::DataLoss);
    assert!(error.message().contains(".json"), "{error}");
    Ok(())
}

const WRITER: &str = "GENKIT_TEST_STORE_WRITER";

/// Not a test of its own: the program that the next one kills.
#[tokio::test]
async fn writes_until_it_is_killed() -> Result<()> {
    let Some(folder) = std::env::var_os(WRITER) else { return Ok(()) };
    let store = FileSessionStore::new(folder);
    let key = StoreKey::new("session", "a");
    let mut out = std::io::stdout().lock();
    loop {
        let (seen, n) = match store.get(&key).await? {
            Some(stored) => (stored.version, stored.value["n"].as_u64().unwrap()),
            None => (0, 0),
        };
        let filler = "x".repeat(100_000);
        store.save(&key, seen, json!({"n": n + 1, "filler": filler}), None).await?;
        writeln!(out, "wrote {}", n + 1)?;
        out.flush()?;
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill() -> Result<()> {
    let folder = Folder::new();
    let store = FileSessionStore::new(&folder.0);
    let key = StoreKey::new("session", "a");
    let mut kills = 0;
    for round in 0..15 {
        let mut writer = Command::new(std::env::current_exe()?)
            .args(["stores::writes_until_it_is_killed", "--exact", "--nocapture"])
            .env(WRITER, &folder.0)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut acknowledged = 0;
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        // In the middle of whatever comes after some writes.
        for _ in 0..=round {
            while let Some(line) = lines.next().transpose()? {
                if let Some((_, n)) = line.split_once("wrote ") {
                    acknowledged = n.trim().parse::<u64>().unwrap();
                    break;
                }
            }
        }
        for _ in 0..round * 300 {
            std::hint::spin_loop();
        }
        writer.kill()?;
        writer.wait()?;
        kills += 1;
        let stored = store.get(&key).await?.unwrap();
        let n = stored.value["n"].as_u64().unwrap();
        assert!(n >= acknowledged && acknowledged > 0, "{n} after {acknowledged} were acknowledged");
        assert_eq!(stored.value["filler"].as_str().unwrap().len(), 100_000);
    }
    println!("{kills} kills, nothing lost");
    Ok(())
}
