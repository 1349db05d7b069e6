//! Sessions in a file of SQLite.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::select;
use genkit::{BoxFuture, Conflict, Error, Result, SessionStore, Status, StoreKey, Stored};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use super::error;
use super::file::{File, execute};
use super::options::Sqlite;
use super::streams::SqliteStreams;
use super::waiting::Topic;

/// How often a record is looked at that somebody waits for: another process may write it.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// A record of so many bytes is read on the thread that asks.
const SHORT: i64 = 64 << 10;

/// Keeps sessions in a file of SQLite. Cloning is cheap; clones share their connections.
#[derive(Clone)]
pub struct SqliteSessionStore(Arc<File>);

impl SqliteSessionStore {
    /// Opens the file at a path, or as [`Sqlite`] says; makes it, or brings its tables up to date.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if the file is that of another program or of a newer version, `PERMISSION_DENIED` if it
    /// cannot be written, `DATA_LOSS` if it cannot be read.
    pub async fn open(file: impl Into<Sqlite>) -> Result<Self> {
        Ok(Self(File::open(file.into()).await?))
    }

    /// Streams in the same file, over the same connections.
    #[must_use]
    pub fn streams(&self) -> SqliteStreams {
        SqliteStreams::on(self.0.clone())
    }

    fn end(&self, lives: Option<Duration>) -> Option<i64> {
        Some(self.0.options.now().saturating_add(i64::try_from(lives?.as_millis()).unwrap_or(i64::MAX)))
    }
}

const VERSION: &str = "SELECT version FROM records WHERE tenant = ?1 AND collection = ?2 AND id = ?3 \
    AND (ends IS NULL OR ends > ?4)";
/// Of a record that is too long no value; how long it is stands before it.
const GET: &str = "SELECT version, CASE WHEN octet_length(value) <= ?5 THEN value END FROM records WHERE tenant = ?1 AND collection = ?2 AND id = ?3 \
    AND (ends IS NULL OR ends > ?4)";
const NEXT: &str = "UPDATE versions SET last = last + 1 RETURNING last";
const PUT: &str = "INSERT INTO records (tenant, collection, id, version, value, ends) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
    ON CONFLICT DO UPDATE SET version = excluded.version, value = excluded.value, ends = excluded.ends";
const DELETE: &str = "DELETE FROM records WHERE tenant = ?1 AND collection = ?2 AND id = ?3";
const TOUCH: &str = "UPDATE records SET ends = ?5 WHERE tenant = ?1 AND collection = ?2 AND id = ?3 \
    AND (ends IS NULL OR ends > ?4)";
const LIST: &str = "SELECT id FROM records WHERE tenant = ?1 AND collection = ?2 AND id > ?3 \
    AND (ends IS NULL OR ends > ?4) ORDER BY id LIMIT ?5";

/// The version of a record that lives; 0 if there is none.
fn version(connection: &Connection, key: &StoreKey, now: i64) -> Result<u64> {
    let params = params![key.tenant, key.collection, key.id, now];
    let version = connection
        .prepare_cached(VERSION)
        .and_then(|mut statement| statement.query_row(params, |row| row.get::<_, i64>(0)).optional());
    Ok(version.map_err(error::of)?.unwrap_or_default().cast_unsigned())
}

/// A record that lives, if there is one; `None` in it if it has more bytes than these.
fn get(connection: &Connection, key: &StoreKey, now: i64, most: i64) -> Result<Option<Option<Stored>>> {
    let params = params![key.tenant, key.collection, key.id, now, most];
    let row = connection.prepare_cached(GET).and_then(|mut statement| {
        let row = statement.query_row(params, |row| {
            let value = row.get_ref(1)?.as_str_or_null()?.map(serde_json::from_str);
            Ok((row.get::<_, i64>(0)?, value))
        });
        row.optional()
    });
    let Some((version, value)) = row.map_err(error::of)? else { return Ok(None) };
    let value = value.transpose();
    let value =
        value.map_err(|e| Error::new(Status::DataLoss, format!("a record in SQLite is no JSON: {e}")))?;
    Ok(Some(value.map(|value| Stored { version: version.cast_unsigned(), value })))
}

/// Refuses to go on if the record has another version.
fn check(connection: &Connection, key: &StoreKey, now: i64, seen: u64) -> Result<()> {
    match version(connection, key, now)? {
        found if found == seen => Ok(()),
        found => Err(Conflict { seen, found }.into()),
    }
}

fn save(
    connection: &Connection,
    key: &StoreKey,
    seen: u64,
    row: (&str, Option<i64>),
    now: i64,
) -> Result<u64> {
    check(connection, key, now, seen)?;
    let next = connection.prepare_cached(NEXT).and_then(|mut next| next.query_row([], |row| row.get(0)));
    let version: i64 = next.map_err(error::of)?;
    let (value, ends) = row;
    execute(connection, PUT, params![key.tenant, key.collection, key.id, version, value, ends])?;
    Ok(version.cast_unsigned())
}

fn delete(connection: &Connection, key: &StoreKey, seen: Option<u64>, now: i64) -> Result<bool> {
    let found = version(connection, key, now)?;
    if let Some(seen) = seen.filter(|seen| *seen != found) {
        return Err(Conflict { seen, found }.into());
    }
    execute(connection, DELETE, params![key.tenant, key.collection, key.id])?;
    Ok(found != 0)
}

impl File {
    /// A record that lives, if there is one.
    async fn look(self: &Arc<Self>, key: &StoreKey) -> Result<Option<Stored>> {
        let now = self.options.now();
        let here = self.read_here(|connection| match get(connection, key, now, SHORT) {
            Ok(None) => Some(None),
            Ok(Some(Some(stored))) => Some(Some(stored)),
            // Too long, or in need of a thread that may wait; what else went wrong is told from there.
            Ok(Some(None)) | Err(_) => None,
        });
        match here {
            Some(stored) => Ok(stored),
            None => {
                let key = key.clone();
                self.read(move |connection| get(connection, &key, now, i64::MAX).map(Option::flatten)).await
            }
        }
    }
}

impl SessionStore for SqliteSessionStore {
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            key.check()?;
            self.0.look(key).await
        })
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        seen: u64,
        value: Value,
        lives: Option<Duration>,
    ) -> BoxFuture<'a, Result<u64>> {
        let (of, now, ends) = (key.clone(), self.0.options.now(), self.end(lives));
        Box::pin(async move {
            key.check()?;
            let value = value.to_string();
            self.0.options.limits.check(&value)?;
            let work = move |connection: &_| save(connection, &of, seen, (&value, ends), now);
            let saved = self.0.writer.write(work).await;
            self.0.waiting.tell(&Topic::Record(key.clone()));
            saved
        })
    }

    fn touch<'a>(&'a self, keys: &'a [StoreKey], lives: Option<Duration>) -> BoxFuture<'a, Result<()>> {
        let (keys, now, ends) = (keys.to_vec(), self.0.options.now(), self.end(lives));
        Box::pin(async move {
            keys.iter().try_for_each(StoreKey::check)?;
            let work = move |connection: &_| {
                keys.iter().try_for_each(|key| {
                    execute(connection, TOUCH, params![key.tenant, key.collection, key.id, now, ends])
                        .map(drop)
                })
            };
            self.0.writer.write(work).await
        })
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> BoxFuture<'a, Result<bool>> {
        let (of, now) = (key.clone(), self.0.options.now());
        Box::pin(async move {
            key.check()?;
            let deleted = self.0.writer.write(move |connection| delete(connection, &of, seen, now)).await;
            self.0.waiting.tell(&Topic::Record(key.clone()));
            deleted
        })
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        collection: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>>> {
        let key = StoreKey::new(collection, after.unwrap_or_default()).of(tenant);
        let (now, limit) = (self.0.options.now(), i64::try_from(limit).unwrap_or(i64::MAX));
        let work = move |connection: &Connection| {
            let mut statement = connection.prepare_cached(LIST).map_err(error::of)?;
            let params = params![key.tenant, key.collection, key.id, now, limit];
            let rows = statement.query_map(params, |row| row.get(0)).map_err(error::of)?;
            rows.collect::<Result<_, _>>().map_err(error::of)
        };
        Box::pin(self.0.read(work))
    }

    fn changed<'a>(&'a self, key: &'a StoreKey, seen: u64) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            key.check()?;
            let place = self.0.waiting.place(Topic::Record(key.clone()));
            loop {
                let written = place.notified();
                let stored = self.0.look(key).await?;
                if stored.as_ref().map_or(0, |stored| stored.version) != seen {
                    return Ok(stored);
                }
                select(std::pin::pin!(written), self.0.options.env.sleep(LOOK_AGAIN)).await;
            }
        })
    }
}

impl fmt::Debug for SqliteSessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteSessionStore").field("file", &self.0.options.path).finish()
    }
}
