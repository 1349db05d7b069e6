//! The store and the streams on a real server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod broken;
mod cable;
mod flows;
mod refused;
mod server;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use genkit::durable::StreamManager;
use genkit::{BoxFuture, Result};
use genkit_redis::{RedisSessionStore, RedisStreams};
use server::Redis;
use store_tests::Tested;

fn main() -> ExitCode {
    let tested = Tested { store, streams: Some(streams) };
    store_tests::main(&tested, || match Redis::start(&[]) {
        Ok(server) => {
            let mut trials = tested.trials(&server.url());
            trials.extend(broken::trials());
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

/// With a short lease, so that readers of a killed writer are told soon.
fn streams(url: String) -> BoxFuture<'static, Result<Arc<dyn StreamManager>>> {
    Box::pin(async move {
        let streams = RedisStreams::connect(url).await?.lease(Duration::from_secs(3));
        Ok(Arc::new(streams) as Arc<dyn StreamManager>)
    })
}
