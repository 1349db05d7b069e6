//! Servers that are killed and come back, and connections that break: what was acknowledged is there, and once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use genkit::durable::{StreamEvent, StreamManager};
use genkit::{Env, Result, SessionStore, Status, StoreKey, Stored};
use genkit_redis::{RedisOptions, RedisSessionStore, RedisStreams};
use libtest_mimic::Trial;
use serde_json::json;
use store_tests::trial;

use crate::cable::Cable;
use crate::server::Redis;

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("store: what was acknowledged survives kill -9 of the server, and the store works on", killed),
        trial("store: who waits for a change outlives kill -9 of the server", waits),
        trial("store: a save whose answer is lost is done once", once),
        trial("store: a save waits for replicas", replicas),
        trial("streams: every chunk once, although the server was killed", outlive),
        trial("streams: every chunk once, although answers are lost", chunks_once),
    ]
}

fn key() -> StoreKey {
    StoreKey::new("session", "a")
}

fn number(stored: Option<&Stored>) -> u64 {
    stored.and_then(|stored| stored.value.as_u64()).unwrap_or_default()
}

/// Waits until something is as it should be.
async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    for _ in 0..6000 {
        if let Some(seen) = look().await {
            return seen;
        }
        Env::system().sleep(Duration::from_millis(20)).await;
    }
    panic!("not within two minutes: {what}")
}

async fn killed() -> Result<()> {
    let mut server = Redis::start(&[]).unwrap();
    let store = RedisSessionStore::connect(server.url()).await?;
    let acknowledged = Arc::new(AtomicU64::new(0));
    for round in 1..=3 {
        let (writer, wrote) = (store.clone(), acknowledged.clone());
        let writing = tokio::spawn(async move {
            loop {
                let stored = writer.get(&key()).await?;
                let n = number(stored.as_ref()) + 1;
                writer.save(&key(), stored.map_or(0, |stored| stored.version), json!(n), None).await?;
                wrote.store(n, Ordering::SeqCst);
            }
        });
        let enough = 20 * round;
        until("some writes", || async { (acknowledged.load(Ordering::SeqCst) >= enough).then_some(()) })
            .await;
        server.kill();
        let ended: Result<()> = writing.await?;
        assert_eq!(ended.unwrap_err().status(), Status::Unavailable);
        let gone = store.get(&key()).await.unwrap_err();
        assert_eq!(gone.status(), Status::Unavailable);
        assert!(gone.message().contains(&server.port.to_string()), "{gone}");

        server.again();
        let stored = until("the server is back", || async { store.get(&key()).await.ok() }).await;
        let (n, least) = (number(stored.as_ref()), acknowledged.load(Ordering::SeqCst));
        assert!(n == least || n == least + 1, "{n} after {least} were acknowledged");
    }
    Ok(())
}

async fn waits() -> Result<()> {
    let mut server = Redis::start(&[]).unwrap();
    let store = RedisSessionStore::connect(server.url()).await?;
    let first = store.save(&key(), 0, json!(1), None).await?;
    let other = store.clone();
    let waiting = tokio::spawn(async move { other.changed(&key(), first).await });
    // The wait has begun when it has looked: after the look of the save, the second.
    let looked = || async {
        let told = redis(&server, &["INFO", "commandstats"]).await;
        let calls = told.split("cmdstat_getrange:calls=").nth(1).and_then(|rest| rest.split(',').next());
        (calls.is_some_and(|calls| calls.parse::<u32>().unwrap() >= 2)).then_some(())
    };
    until("a look", looked).await;
    server.kill();
    let _ = store.get(&key()).await.unwrap_err();
    server.again();
    let second = until("a save", || async { store.save(&key(), first, json!(2), None).await.ok() }).await;
    let told = waiting.await??;
    assert_eq!(told, Some(Stored { version: second, value: json!(2) }));
    Ok(())
}

/// A command by a client of its own.
async fn redis(server: &Redis, command: &[&str]) -> String {
    let client = redis::Client::open(server.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let mut asked = redis::cmd(command[0]);
    asked.arg(&command[1..]);
    let answer: redis::Value = asked.query_async(&mut connection).await.unwrap();
    redis::from_redis_value::<String>(answer).unwrap_or_default()
}

async fn once() -> Result<()> {
    let server = Redis::start(&[]).unwrap();
    let cable = Cable::to(server.port).await;
    let store = RedisSessionStore::connect(cable.url()).await?;
    let mut version = 0;
    for n in 1..=10 {
        cable.cut();
        version = store.save(&key(), version, json!(n), None).await?;
        assert!(cable.was_cut());
        assert_eq!(store.get(&key()).await?, Some(Stored { version, value: json!(n) }));
    }
    cable.cut();
    assert!(store.delete(&key(), Some(version)).await?);
    assert!(cable.was_cut());
    assert_eq!(store.get(&key()).await?, None);
    Ok(())
}

async fn replicas() -> Result<()> {
    let server = Redis::start(&[]).unwrap();
    let options = RedisOptions::new(server.url()).replicas(1, Duration::from_millis(200));
    let store = options.connect().await?.sessions();
    let alone = store.save(&key(), 0, json!(1), None).await.unwrap_err();
    assert_eq!(
        (alone.status(), alone.message()),
        (Status::Unavailable, "written, but 0 of 1 replicas have it after 200ms")
    );
    let _replica = Redis::start(&["--replicaof", "127.0.0.1", &server.port.to_string()]).unwrap();
    let key = StoreKey::new("session", "b");
    until("a replica", || async {
        let seen = store.get(&key).await.ok()?.map_or(0, |stored| stored.version);
        store.save(&key, seen, json!(1), None).await.ok()
    })
    .await;
    Ok(())
}

fn numbers(range: std::ops::Range<u32>) -> Vec<StreamEvent> {
    range.map(|n| StreamEvent::Chunk(n.to_string())).collect()
}

fn whole(count: u32) -> Vec<StreamEvent> {
    [numbers(0..count), vec![StreamEvent::Done("null".to_owned())]].concat()
}

async fn read(streams: &RedisStreams, id: &str) -> Result<Vec<StreamEvent>> {
    let events = streams.subscribe(id).await?.expect("a stream that was begun");
    events.collect::<Vec<_>>().await.into_iter().collect()
}

async fn outlive() -> Result<()> {
    let mut server = Redis::start(&[]).unwrap();
    let streams = RedisStreams::connect(server.url()).await?;
    let reads = RedisStreams::connect(server.url()).await?;
    let mut writer = streams.open("a").await?;
    let mut early = reads.subscribe("a").await?.expect("a stream that was begun");
    writer.write(numbers(0..10)).await?;
    let mut seen = vec![early.next().await.unwrap()?];
    server.kill();
    let writing = tokio::spawn(async move {
        for from in (10..50).step_by(10) {
            writer.write(numbers(from..from + 10)).await?;
        }
        writer.write(vec![StreamEvent::Done("null".to_owned())]).await
    });
    server.again();
    writing.await??;
    seen.extend(early.collect::<Vec<_>>().await.into_iter().collect::<Result<Vec<_>>>()?);
    assert_eq!(seen, whole(50));
    assert_eq!(read(&reads, "a").await?, whole(50));
    Ok(())
}

async fn chunks_once() -> Result<()> {
    let server = Redis::start(&[]).unwrap();
    let cable = Cable::to(server.port).await;
    let streams = RedisStreams::connect(cable.url()).await?;
    cable.cut();
    let mut writer = streams.open("a").await?;
    assert!(cable.was_cut());
    for from in (0..50).step_by(10) {
        cable.cut();
        writer.write(numbers(from..from + 10)).await?;
    }
    cable.cut();
    writer.write(vec![StreamEvent::Done("null".to_owned())]).await?;
    // Reads are cut as well.
    cable.cut();
    assert_eq!(read(&streams, "a").await?, whole(50));
    assert!(cable.was_cut());
    let again = streams.open("a").await.map(drop).unwrap_err();
    assert_eq!(again.status(), Status::AlreadyExists);
    Ok(())
}
