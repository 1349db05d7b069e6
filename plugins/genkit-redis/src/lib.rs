//! Sessions and durable streams in Redis (6.2 or newer) or Valkey.
//!
//! ```no_run
//! use genkit::prelude::*;
//! use genkit_redis::RedisSessionStore;
//!
//! # async fn f() -> Result<()> {
//! let store = RedisSessionStore::connect("redis://localhost").await?;      // or `from_env()`: `REDIS_URL`
//! let ai = Genkit::builder().session_store(store).build().await?;
//! # Ok(()) }
//! ```
//!
//! Streams of flows over HTTP, which any server that shares the database gives on, and options for both:
//!
//! ```no_run
//! use std::time::Duration;
//! use genkit::durable::Limits;
//! use genkit_redis::RedisOptions;
//!
//! # async fn f() -> genkit::Result<()> {
//! let limits = Limits::default().keep_streams(Duration::from_secs(600));
//! let options = RedisOptions::from_env()?.prefix("menu").limits(limits).replicas(1, Duration::from_secs(1));
//! let redis = options.connect().await?;
//! let (sessions, streams) = (redis.sessions(), redis.streams());
//! # Ok(()) }
//! ```
//!
//! # What is kept, and how safely
//!
//! A record is written by one script on the server, whole or not at all; when `save` returns, the server has it in memory.
//! When it is on the server's disk is the server's own setting: with `appendonly yes` and `appendfsync always` what was
//! acknowledged survives a kill of the server, with `everysec` (the usual one) all but the last second does, without
//! `appendonly` what came after the last snapshot is lost. [`RedisOptions::replicas`] waits for replicas, too. A server that
//! evicts (`maxmemory-policy` other than `noeviction`) forgets sessions.
//!
//! Versions are microseconds of the server's clock, made to grow, so that a version does not come again even where
//! the server lost its last writes.
//!
//! # Clusters
//!
//! If the address is that of a node of a cluster, the others are found and asked. All keys of one tenant's collection, and
//! all of one stream, bear one hash tag: a cluster has them in one slot. While a slot moves to another node, or a replica
//! takes over, calls wait for some seconds, then fail with `UNAVAILABLE`: redirections of single keys (`ASK`) are not
//! followed. Messages of changes come by the node that was named; while that one is gone, whoever waits looks twice a second.

mod error;
mod link;
mod options;
mod sessions;
mod signals;
mod streams;

pub use options::{Redis, RedisOptions};
pub use sessions::RedisSessionStore;
pub use streams::RedisStreams;
