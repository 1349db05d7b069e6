//! Sessions in PostgreSQL.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::select;
use genkit::{BoxFuture, Conflict, Error, Result, SessionStore, Status, StoreKey, Stored};
use serde_json::Value;
use tokio_postgres::Row;

use super::changes::LOOK_AGAIN;
use super::database::{Database, Params};
use super::options::Postgres;
use super::streams::PostgresStreams;
use super::text::{Columns, escape, number_of, unescape};

/// Longer lives are for ever.
const LONGEST_LIFE: Duration = Duration::from_secs(1000 * 365 * 24 * 3600);

/// Keeps sessions in PostgreSQL. Cloning is cheap; clones share their connections.
///
/// Whatever was saved is on the server's disk, and a save that saw another version than there is changes nothing, on
/// whichever connection and from whichever process. What lives for a while ends by the server's clock. If the server is
/// gone calls fail with `UNAVAILABLE`; once it is back they succeed again.
///
/// ```no_run
/// use genkit::prelude::*;
/// use genkit_postgres::{Postgres, PostgresSessionStore};
///
/// # async fn run() -> Result<()> {
/// let store = PostgresSessionStore::from_env().await?;                  // DATABASE_URL
/// let ai = Genkit::builder().session_store(store).build().await?;
///
/// let database = Postgres::from_env()?.schema("chat").connections(20);
/// let other = PostgresSessionStore::connect(database).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PostgresSessionStore(Arc<Inner>);

struct Inner {
    db: Arc<Database>,
    sql: Sql,
}

struct Sql {
    get: String,
    create: String,
    change: String,
    touch: String,
    delete: String,
    list: String,
    changed: String,
}

impl PostgresSessionStore {
    /// Connects to the database of a connection string, or as [`Postgres`] says, and makes or updates the tables.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the server cannot be reached, `UNAUTHENTICATED` if it refuses the user, `INVALID_ARGUMENT` if
    /// the connection string cannot be read, `FAILED_PRECONDITION` if something has to be set up.
    pub async fn connect(database: impl Into<Postgres>) -> Result<Self> {
        Ok(Self::on(Database::connect(database.into()).await?))
    }

    /// Connects to the database that the environment names in `DATABASE_URL`.
    ///
    /// # Errors
    /// As [`connect`](Self::connect); `FAILED_PRECONDITION` if there is no such name.
    pub async fn from_env() -> Result<Self> {
        Self::connect(Postgres::from_env()?).await
    }

    fn on(db: Arc<Database>) -> Self {
        let sql = Sql::new(|sql| db.tables.name(sql));
        Self(Arc::new(Inner { db, sql }))
    }

    /// Streams in the same database, over the same connections.
    #[must_use]
    pub fn streams(&self) -> PostgresStreams {
        PostgresStreams::on(self.0.db.clone())
    }
}

impl Sql {
    fn new(name: impl Fn(&str) -> String) -> Self {
        const LIVES: &str = "(ends IS NULL OR ends > now())";
        const KEY: &str = "tenant = $1 AND collection = $2 AND id = $3";
        let one = format!("FROM {{records}} WHERE {KEY} AND {LIVES}");
        // What was done, or else the version that stands in the way.
        let or_found = |done: &str| {
            format!(
                "WITH done AS ({done} RETURNING version) SELECT version, true FROM done \
                 UNION ALL SELECT version, false {one} AND NOT EXISTS (SELECT FROM done)"
            )
        };
        let end = |at: &str| format!("now() + ${at}::float8 * interval '1 millisecond'");
        let create = format!(
            "INSERT INTO {{records}} AS r (tenant, collection, id, version, value, ends) \
             VALUES ($1, $2, $3, nextval('{{versions}}'), $4, {}) \
             ON CONFLICT (tenant, collection, id) DO UPDATE SET version = nextval('{{versions}}'), \
             value = excluded.value, ends = excluded.ends WHERE r.ends <= now()",
            end("5")
        );
        let change = format!(
            "UPDATE {{records}} SET version = nextval('{{versions}}'), value = $4, ends = {} \
             WHERE {KEY} AND {LIVES} AND version = $6",
            end("5")
        );
        // Those who touch the same keys lock them in the same order.
        let touch = format!(
            "WITH touched AS (SELECT r.tenant, r.collection, r.id FROM {{records}} r \
             JOIN unnest($1::text[], $2::text[], $3::text[]) AS k (tenant, collection, id) \
             ON r.tenant = k.tenant AND r.collection = k.collection AND r.id = k.id \
             WHERE {LIVES} ORDER BY 1, 2, 3 FOR UPDATE OF r) \
             UPDATE {{records}} r SET ends = {} FROM touched t \
             WHERE r.tenant = t.tenant AND r.collection = t.collection AND r.id = t.id",
            end("4")
        );
        let delete = format!(
            "DELETE FROM {{records}} WHERE {KEY} AND {LIVES} AND ($4::bigint IS NULL OR version = $4)"
        );
        Self {
            get: name(&format!("SELECT version, value {one}")),
            create: name(&or_found(&create)),
            change: name(&or_found(&change)),
            touch: name(&touch),
            delete: name(&or_found(&delete)),
            list: name(&format!(
                "SELECT id FROM {{records}} WHERE tenant = $1 AND collection = $2 AND id > $3 AND {LIVES} \
                 ORDER BY id LIMIT $4"
            )),
            changed: name(&format!("SELECT version, CASE WHEN version <> $4 THEN value END {one}")),
        }
    }
}

/// What a statement did, or found instead.
enum Outcome {
    Done(u64),
    Found(u64),
}

fn outcome(rows: &[Row]) -> Outcome {
    rows.first().map_or(Outcome::Found(0), |row| {
        let version = version_of(row);
        if row.get(1) { Outcome::Done(version) } else { Outcome::Found(version) }
    })
}

fn version_of(row: &Row) -> u64 {
    row.get::<_, i64>(0).cast_unsigned()
}

fn stored(row: &Row) -> Result<Stored> {
    let value = serde_json::from_str(row.get(1));
    let value =
        value.map_err(|e| Error::new(Status::DataLoss, format!("a record in PostgreSQL is no JSON: {e}")))?;
    Ok(Stored { version: version_of(row), value })
}

fn milliseconds(lives: Option<Duration>) -> Option<f64> {
    Some(lives.filter(|lives| *lives < LONGEST_LIFE)?.as_secs_f64() * 1e3)
}

/// What stands for a record in notifications.
fn number(key: &StoreKey) -> u64 {
    number_of(&["record", &key.tenant, &key.collection, &key.id])
}

impl SessionStore for PostgresSessionStore {
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            let Inner { db, sql } = &*self.0;
            let Columns { tenant, collection, id } = Columns::of(key)?;
            let rows = db.query(&sql.get, &[&tenant, &collection, &id]).await?;
            rows.first().map(stored).transpose()
        })
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        seen: u64,
        value: Value,
        lives: Option<Duration>,
    ) -> BoxFuture<'a, Result<u64>> {
        Box::pin(async move {
            let Inner { db, sql } = &*self.0;
            let Columns { tenant, collection, id } = Columns::of(key)?;
            let (value, lives, of) = (value.to_string(), milliseconds(lives), seen.cast_signed());
            db.options.limits.check(&value)?;
            db.sweep();
            loop {
                let rows = if seen == 0 {
                    let params: Params<'_> = &[&tenant, &collection, &id, &value, &lives];
                    db.query_and_tell(&sql.create, params, number(key)).await?
                } else {
                    let params: Params<'_> = &[&tenant, &collection, &id, &value, &lives, &of];
                    db.query_and_tell(&sql.change, params, number(key)).await?
                };
                match outcome(&rows) {
                    Outcome::Done(version) => return Ok(version),
                    // Changed while the statement waited, which sees the table as it was when it began: look again.
                    Outcome::Found(found) if found == seen => {}
                    Outcome::Found(found) => return Err(Conflict { seen, found }.into()),
                }
            }
        })
    }

    fn touch<'a>(&'a self, keys: &'a [StoreKey], lives: Option<Duration>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let Inner { db, sql } = &*self.0;
            let columns: Vec<_> = keys.iter().map(Columns::of).collect::<Result<_>>()?;
            let tenants: Vec<&str> = columns.iter().map(|key| &*key.tenant).collect();
            let collections: Vec<&str> = columns.iter().map(|key| &*key.collection).collect();
            let ids: Vec<&str> = columns.iter().map(|key| &*key.id).collect();
            db.query(&sql.touch, &[&tenants, &collections, &ids, &milliseconds(lives)]).await.map(drop)
        })
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let Inner { db, sql } = &*self.0;
            let Columns { tenant, collection, id } = Columns::of(key)?;
            let of = seen.map(u64::cast_signed);
            loop {
                let params: Params<'_> = &[&tenant, &collection, &id, &of];
                let rows = db.query_and_tell(&sql.delete, params, number(key)).await?;
                match (outcome(&rows), seen) {
                    (Outcome::Done(_), _) => return Ok(true),
                    (Outcome::Found(0), None | Some(0)) => return Ok(false),
                    (Outcome::Found(found), Some(seen)) if found != seen => {
                        return Err(Conflict { seen, found }.into());
                    }
                    // Changed meanwhile: look again.
                    (Outcome::Found(_), _) => {}
                }
            }
        })
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        collection: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>>> {
        Box::pin(async move {
            let Inner { db, sql } = &*self.0;
            let [tenant, collection, after] = [tenant, collection, after.unwrap_or_default()].map(escape);
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = db.query(&sql.list, &[&tenant, &collection, &after, &limit]).await?;
            Ok(rows.iter().map(|row| unescape(row.get(0))).collect())
        })
    }

    fn changed<'a>(&'a self, key: &'a StoreKey, seen: u64) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            let Inner { db, sql } = &*self.0;
            let Columns { tenant, collection, id } = Columns::of(key)?;
            let of = seen.cast_signed();
            loop {
                let told = db.changes.of(number(key));
                let rows = db.query(&sql.changed, &[&tenant, &collection, &id, &of]).await?;
                match rows.first() {
                    Some(row) if version_of(row) != seen => return stored(row).map(Some),
                    None if seen != 0 => return Ok(None),
                    _ => drop(select(pin!(told), db.env.sleep(LOOK_AGAIN)).await),
                }
            }
        })
    }
}

impl fmt::Debug for PostgresSessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresSessionStore").field("database", &self.0.db.options).finish()
    }
}
