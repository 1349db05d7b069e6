//! A cluster of three nodes: what is asked for is found, also while it moves from one to another.

use std::sync::Arc;
use std::time::Duration;

use genkit::durable::StreamManager;
use genkit::testing::{store_cases, stream_cases};
use genkit::{Env, Error, Result, SessionStore, StoreKey, Stored};
use genkit_redis::RedisOptions;
use libtest_mimic::Trial;
use redis::aio::MultiplexedConnection;
use redis::{FromRedisValue, Value};
use serde_json::json;
use store_tests::{port, trial};

use crate::server::Redis;

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("cluster: of three nodes, holds what one server does", suites),
        trial("cluster: a record is found while it moves to another node, and after", moves),
    ]
}

struct Node {
    server: Redis,
    id: String,
    raw: MultiplexedConnection,
}

const SLOTS: [(u16, u16); 3] = [(0, 5460), (5461, 10922), (10923, 16383)];

impl Node {
    async fn start(slots: (u16, u16)) -> Self {
        let own = ["--cluster-enabled", "yes", "--cluster-node-timeout", "60000"];
        let bus = port().to_string();
        let server = Redis::start(&[&own[..], &["--cluster-port", &bus]].concat()).unwrap();
        let client = redis::Client::open(server.url()).unwrap();
        let mut node =
            Self { raw: client.get_multiplexed_async_connection().await.unwrap(), id: String::new(), server };
        node.id = node.ask("CLUSTER MYID").await;
        let () = node.ask(&format!("CLUSTER ADDSLOTSRANGE {} {}", slots.0, slots.1)).await;
        node
    }

    async fn ask<T: FromRedisValue>(&mut self, command: &str) -> T {
        let mut words = command.split(' ');
        let mut asked = redis::cmd(words.next().unwrap());
        asked.arg(words.collect::<Vec<_>>());
        asked.query_async(&mut self.raw).await.unwrap()
    }
}

/// Three nodes that know each other.
async fn cluster() -> Vec<Node> {
    let mut nodes = Vec::new();
    for slots in SLOTS {
        nodes.push(Node::start(slots).await);
    }
    for n in 1..nodes.len() {
        let info: String = nodes[0].ask("CLUSTER NODES").await;
        // `id host:port@bus flags ..`
        let bus = info.lines().find(|line| line.contains("myself")).unwrap();
        let bus = bus.split(['@', ',', ' ']).nth(2).unwrap().to_owned();
        let port = nodes[0].server.port;
        let () = nodes[n].ask(&format!("CLUSTER MEET 127.0.0.1 {port} {bus}")).await;
    }
    for node in &mut nodes {
        loop {
            let (info, known): (String, String) =
                (node.ask("CLUSTER INFO").await, node.ask("CLUSTER NODES").await);
            if info.contains("cluster_state:ok")
                && known.matches("connected").count() >= 3
                && !known.contains("handshake")
            {
                break;
            }
            Env::system().sleep(Duration::from_millis(20)).await;
        }
    }
    nodes
}

async fn suites() -> Result<()> {
    let nodes = cluster().await;
    // Each by another node.
    let one = RedisOptions::new(nodes[0].server.url()).connect().await?;
    let other = RedisOptions::new(nodes[1].server.url()).connect().await?;
    let store: Arc<dyn SessionStore> = Arc::new(one.sessions());
    for case in store_cases() {
        case.run(store.clone()).await.map_err(|why| Error::internal(format!("{}: {why}", case.name)))?;
    }
    let (writes, reads): (Arc<dyn StreamManager>, Arc<dyn StreamManager>) =
        (Arc::new(one.streams()), Arc::new(other.streams()));
    for case in stream_cases() {
        let done = case.run(writes.clone(), reads.clone()).await;
        done.map_err(|why| Error::internal(format!("{}: {why}", case.name)))?;
    }
    store_tests::twenty(one.sessions(), other.sessions()).await
}

async fn moves() -> Result<()> {
    let mut nodes = cluster().await;
    let store = RedisOptions::new(nodes[0].server.url()).connect().await?.sessions();
    let key = StoreKey::new("session", "a");
    let first = store.save(&key, 0, json!(1), None).await?;
    let slot: u16 = nodes[0].ask("CLUSTER KEYSLOT {6:global:7:session}").await;
    let from = SLOTS.iter().position(|(first, last)| (*first..=*last).contains(&slot)).unwrap();
    let to = (from + 1) % 3;
    let (from_id, to_id, to_port) = (nodes[from].id.clone(), nodes[to].id.clone(), nodes[to].server.port);
    let () = nodes[to].ask(&format!("CLUSTER SETSLOT {slot} IMPORTING {from_id}")).await;
    let () = nodes[from].ask(&format!("CLUSTER SETSLOT {slot} MIGRATING {to_id}")).await;
    let keys: Vec<String> = nodes[from].ask(&format!("CLUSTER GETKEYSINSLOT {slot} 100")).await;
    let mut migrate = redis::cmd("MIGRATE");
    migrate.arg("127.0.0.1").arg(to_port).arg("").arg(0).arg(60_000).arg("KEYS").arg(&keys);
    let () = migrate.query_async(&mut nodes[from].raw).await.unwrap();
    // The record is there already, the slot is not: whoever asks is sent on for this once, or has to wait.
    let asking = tokio::spawn({
        let (store, key) = (store.clone(), key.clone());
        async move { store.save(&key, first, json!(2), None).await }
    });
    loop {
        let told: String = nodes[from].ask("INFO errorstats").await;
        if told.contains("errorstat_ASK") || told.contains("errorstat_TRYAGAIN") {
            break;
        }
        Env::system().sleep(Duration::from_millis(5)).await;
    }
    for at in [to, from, 3 - to - from] {
        let _: Value = nodes[at].ask(&format!("CLUSTER SETSLOT {slot} NODE {to_id}")).await;
    }
    let second = asking.await??;
    assert_eq!(store.get(&key).await?, Some(Stored { version: second, value: json!(2) }));
    let here: Vec<String> = nodes[to].ask(&format!("CLUSTER GETKEYSINSLOT {slot} 100")).await;
    assert!(here.iter().any(|key| key.ends_with(":record:a")), "{here:?}");
    store.delete(&key, Some(second)).await.map(drop)
}
