//! Durable streams in a file of SQLite: events are rows, numbered as they come.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use genkit::durable::{
    EventKind, Limits, LoggedStreams, StreamEvent, StreamLog, StreamManager, StreamWriter, Subscription,
};
use genkit::{BoxFuture, Env, Error, Result};
use rusqlite::{Connection, OptionalExtension, params};

use super::error;
use super::file::{File, execute};
use super::options::Sqlite;
use super::waiting::Topic;

/// How often a reader looks by itself: another process may write.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Keeps streams in a file of SQLite: every process that has it reads them, from the first event, while they are written
/// and for five minutes after. Cloning is cheap; clones share their connections.
///
/// A writer gives signs of life; when its process is gone, readers are told within
/// [`Limits::writer_lease`] and a moment.
///
/// ```standalone_crate,no_run
/// use genkit::prelude::*;
/// use genkit_sqlite::SqliteStreams;
///
/// /// Tells a story, chunk by chunk.
/// #[flow]
/// async fn story(topic: String, out: Chunks<String>) -> Result<String> {
///     out.send(format!("Once upon a time there was {topic}.")).await?;
///     Ok("The end.".to_owned())
/// }
///
/// # async fn run() -> Result<()> {
/// let streams = SqliteStreams::open("streams.db").await?;
/// let story = genkit::serve::handler::<story>().durable(streams);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SqliteStreams(LoggedStreams<Rows>);

impl SqliteStreams {
    /// Opens the file at a path, or as [`Sqlite`] says; makes it, or brings its tables up to date.
    ///
    /// # Errors
    /// As [`SqliteSessionStore::open`](crate::SqliteSessionStore::open).
    pub async fn open(file: impl Into<Sqlite>) -> Result<Self> {
        Ok(Self::on(File::open(file.into()).await?))
    }

    pub(crate) fn on(file: Arc<File>) -> Self {
        Self(LoggedStreams::new(Rows(file)))
    }
}

impl StreamManager for SqliteStreams {
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Box<dyn StreamWriter>>> {
        self.0.open(id)
    }

    fn subscribe<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Subscription>>> {
        self.0.subscribe(id)
    }
}

impl fmt::Debug for SqliteStreams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStreams").field("file", &self.0.log().0.options.path).finish()
    }
}

/// Streams as rows.
struct Rows(Arc<File>);

/// Moments in milliseconds since 1970, counted from now.
#[derive(Clone, Copy)]
struct Times {
    now: i64,
    lease: i64,
    /// Until when a stream that ends now is kept.
    kept: i64,
    /// Until when one is kept whose writer gives no sign of life any more.
    gone: i64,
}

impl Rows {
    fn times(&self) -> Times {
        let (now, limits) = (self.0.options.now(), &self.0.options.limits);
        let after = |time| now.saturating_add(i64::try_from(time).unwrap_or(i64::MAX));
        let (lease, kept) = (limits.lease().as_millis(), limits.kept().as_millis());
        Times { now, lease: after(lease), kept: after(kept), gone: after(lease.saturating_add(kept)) }
    }
}

impl StreamLog for Rows {
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<i64>> {
        let (id, times) = (id.to_owned(), self.times());
        Box::pin(self.0.writer.write(move |connection| open(connection, &id, times)))
    }

    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<i64>>> {
        let (id, now) = (id.to_owned(), self.0.options.now());
        Box::pin(self.0.read(move |connection| {
            let find = connection.prepare_cached(FIND);
            let found =
                find.and_then(|mut find| find.query_row(params![id, now], |row| row.get(0)).optional());
            found.map_err(error::of)
        }))
    }

    fn write(&self, stream: i64, events: Vec<StreamEvent>) -> BoxFuture<'_, Result<bool>> {
        let times = self.times();
        Box::pin(async move {
            let work = move |connection: &_| write(connection, stream, events, times);
            let open = self.0.writer.write(work).await?;
            self.0.waiting.tell(&Topic::Stream(stream));
            Ok(open)
        })
    }

    fn renew(&self, streams: Vec<i64>) -> BoxFuture<'_, Result<()>> {
        let times = self.times();
        Box::pin(self.0.writer.write(move |connection| {
            streams.iter().try_for_each(|stream| {
                execute(connection, BEAT, params![stream, times.lease, times.gone]).map(drop)
            })
        }))
    }

    fn read(&self, stream: i64, behind: i64) -> BoxFuture<'_, Result<Vec<(i64, StreamEvent)>>> {
        Box::pin(self.0.read(move |connection| read(connection, stream, behind)))
    }

    fn end_if_left(&self, stream: i64) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let times = self.times();
            if self.0.read(move |connection| is_left(connection, stream, times.now)).await? {
                // Unless the writer showed itself meanwhile.
                let end = move |connection: &_| match is_left(connection, stream, times.now)? {
                    true => write(connection, stream, vec![StreamEvent::left()], times).map(drop),
                    false => Ok(()),
                };
                self.0.writer.write(end).await?;
                self.0.waiting.tell(&Topic::Stream(stream));
            }
            Ok(())
        })
    }

    fn told(&self, stream: i64) -> BoxFuture<'static, ()> {
        Box::pin(self.0.waiting.place(Topic::Stream(stream)).notified_owned())
    }

    fn look_again(&self) -> Duration {
        LOOK_AGAIN
    }

    fn limits(&self) -> &Limits {
        &self.0.options.limits
    }

    fn env(&self) -> &Env {
        &self.0.options.env
    }
}

const OPEN: &str = "INSERT INTO streams (id, lease, gone) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
/// The one of this id, and some others, if their time is over.
const REMOVE: &str = "DELETE FROM streams WHERE id = ?1 AND gone <= ?2 \
    OR number IN (SELECT number FROM streams WHERE gone <= ?2 ORDER BY gone LIMIT 100)";
const FIND: &str = "SELECT number FROM streams WHERE id = ?1 AND gone > ?2";
const WRITTEN: &str = "UPDATE streams SET written = written + ?2, ended = ?3, lease = ?4, gone = ?5 \
    WHERE number = ?1 AND NOT ended RETURNING written - ?2";
const ADD: &str = "INSERT INTO events (stream, n, kind, body) VALUES (?1, ?2, ?3, ?4)";
const BEAT: &str = "UPDATE streams SET lease = ?2, gone = ?3 WHERE number = ?1 AND NOT ended";
const READ: &str = "SELECT n, kind, body FROM events WHERE stream = ?1 AND n > ?2 ORDER BY n LIMIT 100";
const STANDS: &str = "SELECT NOT ended AND lease <= ?2 FROM streams WHERE number = ?1";

const CHUNK: i64 = 0;
const DONE: i64 = 1;
const FAILED: i64 = 2;

fn columns(event: StreamEvent) -> (i64, String) {
    let kind = match event.kind() {
        EventKind::Chunk => CHUNK,
        EventKind::Done => DONE,
        EventKind::Failed => FAILED,
    };
    (kind, event.into_text())
}

fn open(connection: &Connection, id: &str, times: Times) -> Result<i64> {
    execute(connection, REMOVE, params![id, times.now])?;
    let opened = execute(connection, OPEN, params![id, times.lease, times.gone])?;
    let stream = connection.last_insert_rowid();
    if opened == 0 {
        return Err(Error::already_exists(format!("Stream with id {id} already exists.")));
    }
    Ok(stream)
}

/// Writes what comes before an end, and that; false if the stream had one.
fn write(connection: &Connection, stream: i64, events: Vec<StreamEvent>, times: Times) -> Result<bool> {
    let ended = events.last().is_some_and(StreamEvent::is_end);
    let (lease, gone) = if ended { (times.now, times.kept) } else { (times.lease, times.gone) };
    let params = params![stream, events.len().cast_signed(), ended, lease, gone];
    let before = connection
        .prepare_cached(WRITTEN)
        .and_then(|mut written| written.query_row(params, |row| row.get::<_, i64>(0)).optional());
    let Some(before) = before.map_err(error::of)? else { return Ok(false) };
    for (n, event) in (before + 1..).zip(events) {
        let (kind, body) = columns(event);
        execute(connection, ADD, params![stream, n, kind, body])?;
    }
    Ok(true)
}

/// Events behind one, with their numbers.
fn read(connection: &Connection, stream: i64, behind: i64) -> Result<Vec<(i64, StreamEvent)>> {
    let mut read = connection.prepare_cached(READ).map_err(error::of)?;
    let rows = read
        .query_map(params![stream, behind], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?)))
        .map_err(error::of)?;
    rows.map(|row| {
        let (n, kind, body): (i64, i64, String) = row.map_err(error::of)?;
        let kind = match kind {
            CHUNK => EventKind::Chunk,
            DONE => EventKind::Done,
            _ => EventKind::Failed,
        };
        Ok((n, StreamEvent::of(kind, body)?))
    })
    .collect()
}

/// True if the writer of a stream gave no sign of life for too long.
fn is_left(connection: &Connection, stream: i64, now: i64) -> Result<bool> {
    let stands = connection.prepare_cached(STANDS);
    let left = stands.and_then(|mut left| left.query_row(params![stream, now], |row| row.get(0)).optional());
    left.map_err(error::of)?.ok_or_else(|| Error::not_found("the stream is not kept any more"))
}
