//! Operations a second beside tokio-postgres itself: `cargo bench -p genkit-postgres`.
//!
//! The driver does what the store must, by prepared statements: one row by its key, its JSON read; an update of the version seen.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark"
)]

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/witness/server.rs"]
mod server;

use futures_util::future::try_join_all;
use genkit::{Result, SessionStore, StoreKey};
use genkit_postgres::PostgresSessionStore;
use serde_json::{Value, json};
use server::{Server, driver};
use store_tests::{beside, block_on};
use tokio_postgres::{Client, Statement};

const AT_ONCE: u32 = 16;

fn main() -> Result<()> {
    match Server::start() {
        Ok(server) => block_on(run(&server)),
        Err(why) => {
            println!("PostgreSQL: absent; {why}");
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

const TABLE: &str = "CREATE TABLE bare (tenant text, collection text, id text, version bigint NOT NULL, \
    value text NOT NULL, PRIMARY KEY (tenant, collection, id)); CREATE SEQUENCE bare_versions";

/// The driver: a connection and its statements.
struct Bare {
    client: Client,
    get: Statement,
    save: Statement,
    id: String,
    version: i64,
}

impl Bare {
    async fn new(server: &Server, n: u32) -> Result<Self> {
        let (client, id) = (driver(&server.url()).await, format!("{n}"));
        client.execute("INSERT INTO bare VALUES ('global', 'session', $1, 0, '')", &[&id]).await?;
        let key = "tenant = 'global' AND collection = 'session' AND id = $1";
        let get = client.prepare(&format!("SELECT version, value FROM bare WHERE {key}")).await?;
        let save = format!(
            "UPDATE bare SET version = nextval('bare_versions'), value = $2 WHERE {key} AND version = $3 \
             RETURNING version"
        );
        let save = client.prepare(&save).await?;
        Ok(Self { client, get, save, id, version: 0 })
    }

    async fn save(&mut self, times: u32) -> Result<()> {
        for _ in 0..times {
            let text = value().to_string();
            let row = self.client.query_one(&self.save, &[&self.id, &text, &self.version]).await?;
            self.version = row.get(0);
        }
        Ok(())
    }

    async fn get(&self, times: u32) -> Result<()> {
        for _ in 0..times {
            let row = self.client.query_one(&self.get, &[&self.id]).await?;
            assert!(serde_json::from_str::<Value>(row.get(1))?.is_array());
        }
        Ok(())
    }
}

async fn save(store: &PostgresSessionStore, id: u32, times: u32) -> Result<()> {
    let key = StoreKey::new("session", format!("{id}"));
    let mut seen = store.get(&key).await?.map_or(0, |stored| stored.version);
    for _ in 0..times {
        seen = store.save(&key, seen, value(), None).await?;
    }
    Ok(())
}

async fn get(store: &PostgresSessionStore, id: u32, times: u32) -> Result<()> {
    let key = StoreKey::new("session", format!("{id}"));
    for _ in 0..times {
        assert!(store.get(&key).await?.is_some());
    }
    Ok(())
}

async fn run(server: &Server) -> Result<()> {
    driver(&server.url()).await.batch_execute(TABLE).await?;
    let store = &PostgresSessionStore::connect(server.url()).await?;
    let mut bare = Bare::new(server, 1000).await?;
    beside("save", 100, async |n| bare.save(n).await, async |n| save(store, 1000, n).await).await?;
    beside("get", 1000, async |n| bare.get(n).await, async |n| get(store, 1000, n).await).await?;

    let mut many = Vec::new();
    for n in 0..AT_ONCE {
        many.push(Bare::new(server, n).await?);
    }
    beside(
        "save, 16 at once (10 connections, 16)",
        320,
        async |n| try_join_all(many.iter_mut().map(|bare| bare.save(n / AT_ONCE))).await.map(drop),
        async |n| try_join_all((0..AT_ONCE).map(|id| save(store, id, n / AT_ONCE))).await.map(drop),
    )
    .await?;
    beside(
        "get, 16 at once (10 connections, 16)",
        1600,
        async |n| try_join_all(many.iter().map(|bare| bare.get(n / AT_ONCE))).await.map(drop),
        async |n| try_join_all((0..AT_ONCE).map(|id| get(store, id, n / AT_ONCE))).await.map(drop),
    )
    .await
}
