//! The tables, version by version.

use genkit::{Error, Result};
use rusqlite::{Connection, TransactionBehavior};

use super::error;

/// Marks a file as one of ours: "GKSS".
const OURS: i32 = 0x474b_5353;

/// What brings the tables from each version to the next. What stands here is never changed, only continued.
const MIGRATIONS: &[&str] = &[
    "CREATE TABLE records (
        tenant TEXT NOT NULL,
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        value TEXT NOT NULL,
        ends INTEGER,
        UNIQUE (tenant, collection, id)
    ) STRICT;
    CREATE TABLE versions (last INTEGER NOT NULL) STRICT;
    INSERT INTO versions VALUES (0);",
    "CREATE INDEX records_ends ON records (ends) WHERE ends IS NOT NULL;
    CREATE TABLE streams (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        written INTEGER NOT NULL DEFAULT 0,
        ended INTEGER NOT NULL DEFAULT 0,
        lease INTEGER NOT NULL,
        gone INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX streams_gone ON streams (gone);
    CREATE TABLE events (
        stream INTEGER NOT NULL REFERENCES streams ON DELETE CASCADE,
        n INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (stream, n)
    ) STRICT;",
];

fn pragma(connection: &Connection, name: &str) -> Result<i32> {
    connection.pragma_query_value(None, name, |row| row.get(0)).map_err(error::of)
}

/// Brings the tables up to date; one process does it, others that come meanwhile wait for it.
pub(crate) fn migrate(connection: &mut Connection) -> Result<()> {
    // One transaction, one state of the file: what others do between two questions would make it look foreign.
    if version(&*connection.transaction().map_err(error::of)?)? == MIGRATIONS.len() {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error::of)?;
    for migration in MIGRATIONS.iter().skip(version(&transaction)?) {
        transaction.execute_batch(migration).map_err(error::of)?;
    }
    transaction.pragma_update(None, "application_id", OURS).map_err(error::of)?;
    transaction.pragma_update(None, "user_version", MIGRATIONS.len().cast_signed()).map_err(error::of)?;
    transaction.commit().map_err(error::of)
}

/// The version that the tables have; 0 if the file is empty.
fn version(connection: &Connection) -> Result<usize> {
    let version = usize::try_from(pragma(connection, "user_version")?).unwrap_or_default();
    let mark = pragma(connection, "application_id")?;
    if mark != OURS && (mark != 0 || pragma(connection, "schema_version")? != 0) {
        let message = "the file of SQLite is that of another program: name one of its own for sessions";
        return Err(Error::failed_precondition(message));
    }
    if version > MIGRATIONS.len() {
        return Err(Error::failed_precondition(format!(
            "the file of SQLite has version {version}, and this program knows {} at most: a newer one made it, and this \
             one has to be brought up to date",
            MIGRATIONS.len()
        )));
    }
    Ok(version)
}
