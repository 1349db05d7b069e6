//! Durable streams in PostgreSQL: events are rows, numbered as they come.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use genkit::durable::{
    EventKind, Limits, LoggedStreams, StreamEvent, StreamLog, StreamManager, StreamWriter, Subscription,
};
use genkit::{BoxFuture, Env, Error, Result};
use tokio_postgres::Row;

use super::changes::LOOK_AGAIN;
use super::database::{Database, Params};
use super::options::Postgres;
use super::text::{escape, number_of, short, unescape};

/// Keeps streams in PostgreSQL: whoever has the database reads them, from the first event, while they are written and for
/// five minutes after. Cloning is cheap; clones share their connections.
///
/// A writer gives signs of life. When its process is gone, readers are told within
/// [`Limits::writer_lease`] and a moment.
///
/// ```standalone_crate,no_run
/// use genkit::prelude::*;
/// use genkit_postgres::PostgresStreams;
///
/// /// Tells a story, chunk by chunk.
/// #[flow]
/// async fn story(topic: String, out: Chunks<String>) -> Result<String> {
///     out.send(format!("Once upon a time there was {topic}.")).await?;
///     Ok("The end.".to_owned())
/// }
///
/// # async fn run() -> Result<()> {
/// let streams = PostgresStreams::from_env().await?;                     // DATABASE_URL
/// let story = genkit::serve::handler::<story>().durable(streams);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PostgresStreams(LoggedStreams<Rows>);

/// Streams as rows.
struct Rows {
    db: Arc<Database>,
    sql: Sql,
}

/// Each takes the milliseconds of a lease, and those until the stream may be taken away.
struct Sql {
    open: String,
    remove: String,
    find: String,
    write: String,
    renew: String,
    read: String,
    end: String,
}

impl PostgresStreams {
    /// Connects to the database of a connection string, or as [`Postgres`] says, and makes or updates the tables.
    ///
    /// # Errors
    /// As [`PostgresSessionStore::connect`](crate::PostgresSessionStore::connect).
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

    pub(crate) fn on(db: Arc<Database>) -> Self {
        let sql = Sql::new(|sql| db.tables.name(sql));
        Self(LoggedStreams::new(Rows { db, sql }))
    }
}

impl Sql {
    fn new(name: impl Fn(&str) -> String) -> Self {
        let after = |at: u8| format!("now() + ${at}::float8 * interval '1 millisecond'");
        Self {
            open: name(&format!(
                "INSERT INTO {{streams}} (id, lease, gone) VALUES ($1, {}, {}) ON CONFLICT (id) DO NOTHING \
                 RETURNING number",
                after(2),
                after(3)
            )),
            remove: name("DELETE FROM {streams} WHERE id = $1 AND gone <= now() RETURNING number"),
            find: name("SELECT number FROM {streams} WHERE id = $1 AND gone > now()"),
            // The row of the stream is locked until its events are there: numbers come in the order of commits.
            write: name(&format!(
                "WITH open AS (UPDATE {{streams}} SET written = written + cardinality($4::smallint[]), ended = $6, \
                 lease = {}, gone = {} WHERE number = $1 AND NOT ended RETURNING number, written), \
                 added AS (INSERT INTO {{events}} (stream, n, kind, body) \
                 SELECT open.number, open.written - cardinality($4) + e.n, e.kind, e.body \
                 FROM open, unnest($4, $5::text[]) WITH ORDINALITY AS e (kind, body, n)) SELECT number FROM open",
                after(2),
                after(3)
            )),
            renew: name(&format!(
                "UPDATE {{streams}} SET lease = {}, gone = {} WHERE number = ANY($1) AND NOT ended",
                after(2),
                after(3)
            )),
            read: name(
                "SELECT n, kind, body FROM {events} WHERE stream = $1 AND n > $2 ORDER BY n LIMIT 100",
            ),
            end: name(&format!(
                "WITH dead AS (UPDATE {{streams}} SET written = written + 1, ended = true, gone = {} \
                 WHERE number = $1 AND NOT ended AND lease <= now() RETURNING number, written), \
                 told AS (INSERT INTO {{events}} (stream, n, kind, body) \
                 SELECT number, written, {FAILED}::smallint, $3 FROM dead) SELECT number FROM {{streams}} WHERE number = $1",
                after(2)
            )),
        }
    }
}

const CHUNK: i16 = 0;
const DONE: i16 = 1;
const FAILED: i16 = 2;

/// Kind and text of an event, as columns.
fn columns(event: StreamEvent) -> (i16, String) {
    let kind = match event.kind() {
        EventKind::Chunk => CHUNK,
        EventKind::Done => DONE,
        EventKind::Failed => FAILED,
    };
    (kind, escape(&event.into_text()).into_owned())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// What stands for a stream in notifications.
fn topic(stream: i64) -> u64 {
    number_of(&["stream", &stream.to_string()])
}

fn event(row: &Row) -> Result<(i64, StreamEvent)> {
    let kind = match row.get(1) {
        CHUNK => EventKind::Chunk,
        DONE => EventKind::Done,
        _ => EventKind::Failed,
    };
    Ok((row.get(0), StreamEvent::of(kind, unescape(row.get(2)))?))
}

impl Rows {
    fn lease(&self) -> f64 {
        milliseconds(self.limits().lease())
    }

    fn kept(&self) -> f64 {
        milliseconds(self.limits().kept())
    }
}

impl StreamLog for Rows {
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<i64>> {
        Box::pin(async move {
            let text = escape(id);
            short("the id of a stream", text.len())?;
            self.db.sweep();
            loop {
                let params: Params<'_> = &[&text, &self.lease(), &(self.lease() + self.kept())];
                if let Some(row) = self.db.query(&self.sql.open, params).await?.first() {
                    return Ok(row.get(0));
                }
                // One whose time is over makes room, if it is not swept away at this moment.
                let removed = !self.db.query(&self.sql.remove, &[&text]).await?.is_empty();
                if !removed && self.find(id).await?.is_some() {
                    return Err(Error::already_exists(format!("Stream with id {id} already exists.")));
                }
            }
        })
    }

    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<i64>>> {
        Box::pin(async move {
            let rows = self.db.query(&self.sql.find, &[&escape(id)]).await?;
            Ok(rows.first().map(|row| row.get(0)))
        })
    }

    fn write(&self, stream: i64, events: Vec<StreamEvent>) -> BoxFuture<'_, Result<bool>> {
        Box::pin(async move {
            let ended = events.last().is_some_and(StreamEvent::is_end);
            let (kinds, bodies): (Vec<_>, Vec<_>) = events.into_iter().map(columns).unzip();
            let lease = if ended { 0.0 } else { self.lease() };
            let params: Params<'_> = &[&stream, &lease, &(lease + self.kept()), &kinds, &bodies, &ended];
            Ok(!self.db.query_and_tell(&self.sql.write, params, topic(stream)).await?.is_empty())
        })
    }

    fn renew(&self, streams: Vec<i64>) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let params: Params<'_> = &[&streams, &self.lease(), &(self.lease() + self.kept())];
            self.db.query(&self.sql.renew, params).await.map(drop)
        })
    }

    fn read(&self, stream: i64, behind: i64) -> BoxFuture<'_, Result<Vec<(i64, StreamEvent)>>> {
        Box::pin(async move {
            self.db.query(&self.sql.read, &[&stream, &behind]).await?.iter().map(event).collect()
        })
    }

    fn end_if_left(&self, stream: i64) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let (_, left) = columns(StreamEvent::left());
            if self.db.query(&self.sql.end, &[&stream, &self.kept(), &left]).await?.is_empty() {
                return Err(Error::not_found("the stream is not kept any more"));
            }
            Ok(())
        })
    }

    fn told(&self, stream: i64) -> BoxFuture<'static, ()> {
        Box::pin(self.db.changes.of(topic(stream)))
    }

    fn look_again(&self) -> Duration {
        LOOK_AGAIN.min(self.limits().lease())
    }

    fn limits(&self) -> &Limits {
        &self.db.options.limits
    }

    fn env(&self) -> &Env {
        &self.db.env
    }
}

impl StreamManager for PostgresStreams {
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Box<dyn StreamWriter>>> {
        self.0.open(id)
    }

    fn subscribe<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Subscription>>> {
        self.0.subscribe(id)
    }
}

impl fmt::Debug for PostgresStreams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStreams").field("database", &self.0.log().db.options).finish()
    }
}
