//! Durable streams in PostgreSQL: events are rows, numbered as they come.

mod beats;
mod reader;
mod writer;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::unfold;
use genkit::durable::{EventKind, StreamEvent, StreamManager, StreamWriter, Subscription};
use genkit::{BoxFuture, Error, Result};

use self::beats::Beats;
use self::reader::Reader;
use self::writer::Writer;
use super::database::{Database, Params};
use super::options::Postgres;
use super::text::{escape, number_of, short};

/// Keeps streams in PostgreSQL: whoever has the database reads them, from the first event, while they are written and for
/// five minutes after. Cloning is cheap; clones share their connections.
///
/// A writer gives signs of life. When its process is gone, readers are told within
/// [`Postgres::writer_lease`] and a moment.
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
pub struct PostgresStreams(Arc<Shared>);

pub(super) struct Shared {
    db: Arc<Database>,
    sql: Sql,
    beats: Beats,
}

/// Each takes the milliseconds of a lease, and those until the stream may be taken away.
struct Sql {
    open: String,
    remove: String,
    find: String,
    write: String,
    beat: String,
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
        Self(Arc::new(Shared { db, sql, beats: Beats::default() }))
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
            beat: name(&format!(
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

impl Shared {
    fn lease(&self) -> f64 {
        milliseconds(self.db.options.lease)
    }

    fn kept(&self) -> f64 {
        milliseconds(self.db.options.kept)
    }

    async fn open(&self, id: &str) -> Result<i64> {
        let id = escape(id);
        short("the id of a stream", id.len())?;
        self.db.sweep();
        loop {
            let params: Params<'_> = &[&id, &self.lease(), &(self.lease() + self.kept())];
            if let Some(row) = self.db.query(&self.sql.open, params).await?.first() {
                return Ok(row.get(0));
            }
            // One whose time is over makes room.
            if self.db.query(&self.sql.remove, &[&id]).await?.is_empty() {
                return Err(Error::already_exists(format!("Stream with id {id} already exists.")));
            }
        }
    }

    /// Writes what comes before an end, and that; false if the stream had one.
    async fn write(&self, stream: i64, events: Vec<StreamEvent>) -> Result<bool> {
        let ended = events.last().is_some_and(StreamEvent::is_end);
        let (kinds, bodies): (Vec<_>, Vec<_>) = events.into_iter().map(columns).unzip();
        let lease = if ended { 0.0 } else { self.lease() };
        let params: Params<'_> = &[&stream, &lease, &(lease + self.kept()), &kinds, &bodies, &ended];
        Ok(!self.db.query_and_tell(&self.sql.write, params, topic(stream)).await?.is_empty())
    }
}

impl StreamManager for PostgresStreams {
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Box<dyn StreamWriter>>> {
        Box::pin(async move {
            let stream = self.0.open(id).await?;
            Ok(Box::new(Writer::new(self.0.clone(), stream)) as Box<dyn StreamWriter>)
        })
    }

    fn subscribe<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Subscription>>> {
        Box::pin(async move {
            let Shared { db, sql, .. } = &*self.0;
            let rows = db.query(&sql.find, &[&escape(id)]).await?;
            let Some(row) = rows.first() else { return Ok(None) };
            let reader = Reader::new(self.0.clone(), row.get(0));
            Ok(Some(Box::pin(unfold(reader, Reader::next)) as Subscription))
        })
    }
}

impl fmt::Debug for PostgresStreams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStreams").field("database", &self.0.db.options).finish()
    }
}
