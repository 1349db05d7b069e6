//! The store and the streams on a real server, which is started here: Debian's PostgreSQL, or the one that `PGBIN` names.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test program")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod server;
mod streams;
mod tables;
mod trouble;

use std::process::ExitCode;
use std::sync::Arc;

use genkit::durable::{Limits, StreamManager};
use genkit::{BoxFuture, Result};
use genkit_postgres::{Postgres, PostgresSessionStore, PostgresStreams};
use server::Server;
use store_tests::{Tested, absent};

fn store(place: String) -> BoxFuture<'static, Result<PostgresSessionStore>> {
    Box::pin(PostgresSessionStore::connect(place))
}

fn open_streams(place: String, limits: Limits) -> BoxFuture<'static, Result<Arc<dyn StreamManager>>> {
    Box::pin(async move {
        let database = Postgres::at(place).limits(limits);
        Ok(Arc::new(PostgresStreams::connect(database).await?) as Arc<dyn StreamManager>)
    })
}

fn main() -> ExitCode {
    let tested = Tested { store, streams: Some(open_streams) };
    store_tests::main(&tested, || match Server::start() {
        Ok(server) => {
            let mut trials = tested.trials(&server.url());
            trials.extend(tables::trials(&server));
            trials.extend(trouble::trials(&server));
            trials.extend(streams::trials(&server));
            (Some(server), trials)
        }
        Err(why) => (None, vec![absent("PostgreSQL", &why)]),
    })
}
