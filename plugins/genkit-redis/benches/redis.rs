//! Operations a second beside the bare driver on the same server: `cargo bench -p genkit-redis`.
//!
//! The server is that of `REDIS_URL`, or one that is started for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark"
)]

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/witness/server.rs"]
mod server;

use futures_util::StreamExt;
use futures_util::future::try_join_all;
use genkit::durable::{StreamEvent, StreamManager};
use genkit::{Env, Error, Result, SessionStore, StoreKey};
use genkit_redis::{RedisOptions, RedisSessionStore};
use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue, Script};
use serde_json::{Value, json};
use store_tests::{beside, block_on};

const AT_ONCE: u32 = 16;
const OPERATIONS: u32 = 4000;
/// Chunks of a stream, and how many are written at once.
const CHUNKS: u32 = 20_000;
const BATCH: u32 = 10;

fn main() -> Result<()> {
    // `cargo test` runs benchmarks, too: they are for `cargo bench`.
    if !std::env::args().any(|arg| arg == "--bench") {
        return Ok(());
    }
    if let Ok(url) = std::env::var("REDIS_URL") {
        return block_on(run(url));
    }
    match server::Redis::start(&["--appendonly", "no"]) {
        Ok(server) => block_on(run(server.url())),
        Err(why) => {
            println!("Redis: absent; {why}");
            Ok(())
        }
    }
}

/// A session of some turns, about 2 kB.
fn value() -> Value {
    (0..10)
        .map(|n| json!({"role": "user", "content": [{"text": format!("{n}{}", "word ".repeat(35))}]}))
        .collect()
}

/// The driver: a connection, and keys of its own.
struct Bare(MultiplexedConnection, String);

impl Bare {
    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T> {
        Ok(command.query_async(&mut self.0.clone()).await?)
    }

    fn key(&self, name: impl std::fmt::Display) -> String {
        format!("{}:{name}", self.1)
    }
}

/// What a save must: compare a version, write, count.
const CONDITIONAL: &str = "
    local found = string.match(redis.call('GETRANGE', KEYS[1], 0, 20), '^%d+') or '0'
    if found ~= ARGV[1] then return redis.error_reply('CONFLICT ' .. found) end
    local version = redis.call('INCR', KEYS[2])
    redis.call('SET', KEYS[1], version .. ' ' .. ARGV[2])
    return tostring(version)";

async fn run(url: String) -> Result<()> {
    let run = format!("bench-{}", Env::system().id());
    let redis = RedisOptions::new(&url).prefix(&run).connect().await?;
    let bare =
        Bare(redis::Client::open(url)?.get_multiplexed_async_connection().await?, format!("bare-{run}"));
    let (store, text) = (redis.sessions(), value().to_string());
    println!("records of {} bytes; streams by {BATCH} chunks a write", text.len());

    for hands in [1, AT_ONCE] {
        saves(&store, &bare, hands).await?;
    }
    let set = |n: u32| {
        let mut set = redis::cmd("SET");
        set.arg(bare.key(format!("plain {n}"))).arg(&text).to_owned()
    };
    beside(
        &format!("save, {AT_ONCE} at once; driver: SET alone"),
        OPERATIONS,
        async |times| {
            let hands = (0..AT_ONCE).map(async |n| {
                for _ in 0..times / AT_ONCE {
                    let () = bare.ask(&set(n)).await?;
                }
                Ok::<_, Error>(())
            });
            try_join_all(hands).await.map(drop)
        },
        async |times| save(&store, AT_ONCE, times).await,
    )
    .await?;
    beside(
        &format!("get, {AT_ONCE} at once"),
        OPERATIONS,
        async |times| {
            let hands = (0..AT_ONCE).map(async |n| {
                for _ in 0..times / AT_ONCE {
                    let text: Vec<u8> =
                        bare.ask(redis::cmd("GET").arg(bare.key(format!("plain {n}")))).await?;
                    let _: Value = serde_json::from_slice(&text)?;
                }
                Ok::<_, Error>(())
            });
            try_join_all(hands).await.map(drop)
        },
        async |times| {
            let hands = (0..AT_ONCE).map(async |n| {
                for _ in 0..times / AT_ONCE {
                    store.get(&StoreKey::new("session", n.to_string())).await?.expect("a record");
                }
                Ok::<_, Error>(())
            });
            try_join_all(hands).await.map(drop)
        },
    )
    .await?;
    streams(&redis, &bare).await
}

async fn save(store: &RedisSessionStore, hands: u32, times: u32) -> Result<()> {
    let hands = (0..hands).map(async |n| {
        let key = StoreKey::new("session", n.to_string());
        let mut seen = store.get(&key).await?.map_or(0, |stored| stored.version);
        for _ in 0..times / hands {
            seen = store.save(&key, seen, value(), None).await?;
        }
        Ok::<_, Error>(())
    });
    try_join_all(hands).await.map(drop)
}

async fn saves(store: &RedisSessionStore, bare: &Bare, hands: u32) -> Result<()> {
    let script = Script::new(CONDITIONAL);
    beside(
        &format!("save, {hands} at once"),
        OPERATIONS,
        async |times| {
            let hands = (0..hands).map(async |n| {
                let (key, last) = (bare.key(format!("{{{n}}}")), bare.key(format!("{{{n}}}:last")));
                let mut seen: String = bare
                    .ask::<Option<String>>(redis::cmd("GET").arg(&last))
                    .await?
                    .unwrap_or_else(|| "0".to_owned());
                for _ in 0..times / hands {
                    let text = value().to_string();
                    let mut save = script.key(&key);
                    seen = save.key(&last).arg(&seen).arg(text).invoke_async(&mut bare.0.clone()).await?;
                }
                Ok::<_, Error>(())
            });
            try_join_all(hands).await.map(drop)
        },
        async |times| save(store, hands, times).await,
    )
    .await
}

async fn streams(redis: &genkit_redis::Redis, bare: &Bare) -> Result<()> {
    let (streams, mut written, mut added) = (redis.streams(), 0, 0);
    beside(
        "chunks of a stream, written",
        CHUNKS,
        async |times| {
            added += 1;
            for from in (0..times).step_by(BATCH as usize) {
                let mut add = redis::cmd("XADD");
                add.arg(bare.key(format!("stream {added}"))).arg("*");
                for n in from..from + BATCH {
                    add.arg("c").arg(n);
                }
                let _: String = bare.ask(&add).await?;
            }
            Ok::<_, Error>(())
        },
        async |times| {
            written += 1;
            let mut writer = streams.open(&format!("{written}")).await?;
            for from in (0..times).step_by(BATCH as usize) {
                let chunks = (from..from + BATCH).map(|n| StreamEvent::Chunk(n.to_string())).collect();
                writer.write(chunks).await?;
            }
            writer.write(vec![StreamEvent::Done("null".to_owned())]).await
        },
    )
    .await?;
    beside(
        "chunks of a stream, read",
        CHUNKS,
        async |times| {
            let (mut last, mut count) = ("-".to_owned(), 0);
            while count < times {
                let mut range = redis::cmd("XRANGE");
                range.arg(bare.key("stream 1")).arg(&last).arg("+").arg("COUNT").arg(64);
                let entries: Vec<(String, Vec<(String, String)>)> = bare.ask(&range).await?;
                last = format!("({}", entries.last().expect("more").0);
                count += entries.iter().map(|(_, chunks)| chunks.len() as u32).sum::<u32>();
            }
            Ok(())
        },
        async |times| {
            let events = streams.subscribe("1").await?.expect("a stream");
            assert_eq!(events.count().await, times as usize + 1);
            Ok(())
        },
    )
    .await
}
