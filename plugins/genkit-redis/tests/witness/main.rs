//! The store and the streams on a real server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod broken;
mod cable;
mod cluster;
mod flows;
mod refused;
mod server;

use std::process::ExitCode;
use std::sync::Arc;

use genkit::durable::{Limits, StreamManager};
use genkit::{BoxFuture, Result};
use genkit_redis::{RedisOptions, RedisSessionStore};
use server::Redis;
use store_tests::Tested;

fn main() -> ExitCode {
    let tested = Tested { store, streams: Some(streams) };
    store_tests::main(&tested, || match Redis::start(&[]) {
        Ok(server) => {
            let mut trials = tested.trials(&server.url());
            trials.extend(broken::trials());
            trials.extend(cluster::trials());
            trials.extend(flows::trials(&server.url()));
            trials.extend(refused::trials(&server.url()));
            (Some(server), trials)
        }
        Err(why) => (None, vec![store_tests::absent("redis", &why)]),
    })
}

fn store(url: String) -> BoxFuture<'static, Result<RedisSessionStore>> {
    Box::pin(RedisSessionStore::connect(url))
}

fn streams(url: String, limits: Limits) -> BoxFuture<'static, Result<Arc<dyn StreamManager>>> {
    Box::pin(async move {
        let redis = RedisOptions::new(url).limits(limits).connect().await?;
        Ok(Arc::new(redis.streams()) as Arc<dyn StreamManager>)
    })
}
