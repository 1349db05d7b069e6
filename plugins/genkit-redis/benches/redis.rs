//! Operations a second, beside the raw driver on the same server in the same run: rounds alternate, and medians are told.
//!
//! The server is that of `REDIS_URL`, or one that is started for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark"
)]

#[allow(dead_code, reason = "shared with the tests")]
#[path = "../tests/witness/server.rs"]
mod server;

use std::time::Instant;

use futures_util::{StreamExt, future};
use genkit::durable::{StreamEvent, StreamManager};
use genkit::{Env, Result, SessionStore, StoreKey};
use genkit_redis::{RedisOptions, RedisSessionStore, RedisStreams};
use redis::aio::MultiplexedConnection;
use serde_json::{Value, json};

const ROUNDS: usize = 7;
const COUNT: u32 = 2000;
/// How many do it at once.
const AT_ONCE: u32 = 50;
/// Chunks of a stream, and how many are written at once.
const CHUNKS: u32 = 10_000;
const BATCH: u32 = 10;

fn main() -> Result<()> {
    // `cargo test` runs benchmarks, too: they are for `cargo bench`.
    if !std::env::args().any(|arg| arg == "--bench") {
        return Ok(());
    }
    let own = std::env::var("REDIS_URL").err().map(|_| server::Redis::start(&["--appendonly", "no"]));
    let own = match own.transpose() {
        Ok(own) => own,
        Err(why) => {
            println!("skipped: {why}");
            return Ok(());
        }
    };
    let url = own.as_ref().map_or_else(|| std::env::var("REDIS_URL").unwrap(), server::Redis::url);
    store_tests::block_on(run(url))
}

async fn run(url: String) -> Result<()> {
    let run = Env::system().id();
    let redis = RedisOptions::new(&url).prefix(format!("bench-{run}")).connect().await?;
    let raw = redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let (store, streams) = (redis.sessions(), redis.streams());
    let value = json!({"messages": [{"role": "user", "content": [{"text": "x".repeat(900)}]}]});
    let text = value.to_string();
    println!("records of {} bytes, {AT_ONCE} at once; streams by {BATCH} chunks a write", text.len());

    let mut rows: Vec<(&str, Vec<f64>, Vec<f64>)> = Vec::new();
    for name in ["save", "get", "stream: chunks written", "stream: chunks read"] {
        rows.push((name, Vec::new(), Vec::new()));
    }
    for round in 0..ROUNDS {
        let tenant = format!("{run} {round}");
        rows[0].1.push(rate(COUNT, each(|n| save(&store, &tenant, n, &value))).await);
        rows[0].2.push(rate(COUNT, each(|n| raw_set(&raw, n, &text))).await);
        rows[1].1.push(rate(COUNT, each(|n| get(&store, &tenant, n))).await);
        rows[1].2.push(rate(COUNT, each(|n| raw_get(&raw, n))).await);
        rows[2].1.push(rate(CHUNKS, write(&streams, &tenant)).await);
        rows[2].2.push(rate(CHUNKS, raw_write(&raw, &tenant)).await);
        rows[3].1.push(rate(CHUNKS, read(&streams, &tenant)).await);
        rows[3].2.push(rate(CHUNKS, raw_read(&raw, &tenant)).await);
    }
    println!("{:<24}{:>12}{:>12}{:>10}", "a second", "plugin", "driver", "ratio");
    for (name, plugin, driver) in rows {
        let (plugin, driver) = (median(plugin), median(driver));
        println!("{name:<24}{plugin:>12.0}{driver:>12.0}{:>10.2}", plugin / driver);
    }
    Ok(())
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

async fn rate(count: u32, work: impl Future<Output = ()>) -> f64 {
    let began = Instant::now();
    work.await;
    f64::from(count) / began.elapsed().as_secs_f64()
}

/// Does it for each number, so many at once.
async fn each<F: Future<Output = ()>>(work: impl Fn(u32) -> F) {
    let work = &work;
    let hands = (0..AT_ONCE).map(|hand| async move {
        for n in (hand..COUNT).step_by(AT_ONCE as usize) {
            work(n).await;
        }
    });
    future::join_all(hands).await;
}

fn key(tenant: &str, n: u32) -> StoreKey {
    StoreKey::new("session", n.to_string()).of(tenant)
}

async fn save(store: &RedisSessionStore, tenant: &str, n: u32, value: &Value) {
    store.save(&key(tenant, n), 0, value.clone(), None).await.unwrap();
}

async fn get(store: &RedisSessionStore, tenant: &str, n: u32) {
    store.get(&key(tenant, n)).await.unwrap().expect("a record");
}

async fn raw_set(raw: &MultiplexedConnection, n: u32, text: &str) {
    let () = redis::cmd("SET").arg(format!("raw:{n}")).arg(text).query_async(&mut raw.clone()).await.unwrap();
}

async fn raw_get(raw: &MultiplexedConnection, n: u32) {
    let text: Vec<u8> =
        redis::cmd("GET").arg(format!("raw:{n}")).query_async(&mut raw.clone()).await.unwrap();
    let _: Value = serde_json::from_slice(&text).unwrap();
}

async fn write(streams: &RedisStreams, id: &str) {
    let mut writer = streams.open(id).await.unwrap();
    for from in (0..CHUNKS).step_by(BATCH as usize) {
        let chunks = (from..from + BATCH).map(|n| StreamEvent::Chunk(n.to_string())).collect();
        writer.write(chunks).await.unwrap();
    }
    writer.write(vec![StreamEvent::Done("null".to_owned())]).await.unwrap();
}

async fn read(streams: &RedisStreams, id: &str) {
    let events = streams.subscribe(id).await.unwrap().expect("a stream");
    assert_eq!(events.count().await, CHUNKS as usize + 1);
}

async fn raw_write(raw: &MultiplexedConnection, id: &str) {
    for from in (0..CHUNKS).step_by(BATCH as usize) {
        let mut add = redis::cmd("XADD");
        add.arg(format!("raw:{id}")).arg("*");
        for n in from..from + BATCH {
            add.arg("c").arg(n);
        }
        let _: String = add.query_async(&mut raw.clone()).await.unwrap();
    }
}

async fn raw_read(raw: &MultiplexedConnection, id: &str) {
    let (mut last, mut count) = ("-".to_owned(), 0);
    loop {
        let mut range = redis::cmd("XRANGE");
        range.arg(format!("raw:{id}")).arg(&last).arg("+").arg("COUNT").arg(64);
        let entries: Vec<(String, Vec<(String, String)>)> =
            range.query_async(&mut raw.clone()).await.unwrap();
        let Some((id, _)) = entries.last() else { break };
        last = format!("({id}");
        count += entries.iter().map(|(_, chunks)| chunks.len()).sum::<usize>();
    }
    assert_eq!(count, CHUNKS as usize);
}
