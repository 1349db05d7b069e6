//! The store in files of its own.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test program")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod files;

use std::process::ExitCode;

use genkit::{BoxFuture, Result};
use genkit_sqlite::SqliteSessionStore;
use store_tests::Tested;

fn store(place: String) -> BoxFuture<'static, Result<SqliteSessionStore>> {
    Box::pin(SqliteSessionStore::open(place))
}

fn main() -> ExitCode {
    let tested = Tested { store, streams: None };
    store_tests::main(&tested, || {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let mut trials = tested.trials(&folder.path().join("new/sessions.db").to_string_lossy());
        trials.extend(files::trials(folder.path()));
        (folder, trials)
    })
}
