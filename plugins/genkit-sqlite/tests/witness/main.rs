//! The store in files of its own.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test program")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod files;

use std::process::ExitCode;
use std::sync::Arc;

use genkit::durable::{Limits, StreamManager};
use genkit::{BoxFuture, Result};
use genkit_sqlite::{Sqlite, SqliteSessionStore, SqliteStreams};
use store_tests::Tested;

fn store(place: String) -> BoxFuture<'static, Result<SqliteSessionStore>> {
    Box::pin(SqliteSessionStore::open(place))
}

fn streams(place: String, limits: Limits) -> BoxFuture<'static, Result<Arc<dyn StreamManager>>> {
    Box::pin(async move {
        let file = Sqlite::at(place).limits(limits);
        Ok(Arc::new(SqliteStreams::open(file).await?) as Arc<dyn StreamManager>)
    })
}

fn main() -> ExitCode {
    let tested = Tested { store, streams: Some(streams) };
    store_tests::main(&tested, || {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let mut trials = tested.trials(&folder.path().join("new/sessions.db").to_string_lossy());
        trials.extend(files::trials(folder.path()));
        (folder, trials)
    })
}
