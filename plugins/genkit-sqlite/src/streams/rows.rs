//! Streams as rows.

use genkit::durable::{EventKind, StreamEvent};
use genkit::{Error, Result};
use rusqlite::{Connection, OptionalExtension, params};

use crate::error;
use crate::file::{begin, execute};

/// Moments in milliseconds since 1970, counted from now.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub(super) now: i64,
    pub(super) lease: i64,
    /// Until when a stream that ends now is kept.
    pub(super) kept: i64,
    /// Until when one is kept whose writer gives no sign of life any more.
    pub(super) gone: i64,
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

fn columns(event: &StreamEvent) -> (i64, String) {
    let kind = match event.kind() {
        EventKind::Chunk => CHUNK,
        EventKind::Done => DONE,
        EventKind::Failed => FAILED,
    };
    (kind, event.clone().into_text())
}

pub(super) fn open(connection: &mut Connection, id: &str, times: Times) -> Result<i64> {
    let transaction = begin(connection)?;
    execute(&transaction, REMOVE, params![id, times.now])?;
    let opened = execute(&transaction, OPEN, params![id, times.lease, times.gone])?;
    let stream = transaction.last_insert_rowid();
    transaction.commit().map_err(error::of)?;
    if opened == 0 {
        return Err(Error::already_exists(format!("Stream with id {id} already exists.")));
    }
    Ok(stream)
}

pub(super) fn find(connection: &Connection, id: &str, now: i64) -> Result<Option<i64>> {
    let find = connection.prepare_cached(FIND);
    let found = find.and_then(|mut find| find.query_row(params![id, now], |row| row.get(0)).optional());
    found.map_err(error::of)
}

/// Writes what comes before an end, and that; false if the stream had one.
pub(super) fn write(
    connection: &mut Connection,
    stream: i64,
    events: &[StreamEvent],
    times: Times,
) -> Result<bool> {
    let ended = events.last().is_some_and(StreamEvent::is_end);
    let (lease, gone) = if ended { (times.now, times.kept) } else { (times.lease, times.gone) };
    let transaction = begin(connection)?;
    let params = params![stream, events.len().cast_signed(), ended, lease, gone];
    let before = transaction
        .prepare_cached(WRITTEN)
        .and_then(|mut written| written.query_row(params, |row| row.get::<_, i64>(0)).optional());
    let Some(before) = before.map_err(error::of)? else { return Ok(false) };
    for (n, event) in (before + 1..).zip(events) {
        let (kind, body) = columns(event);
        execute(&transaction, ADD, params![stream, n, kind, body])?;
    }
    transaction.commit().map_err(error::of)?;
    Ok(true)
}

pub(super) fn beat(connection: &mut Connection, streams: &[i64], times: Times) -> Result<()> {
    let transaction = begin(connection)?;
    for stream in streams {
        execute(&transaction, BEAT, params![stream, times.lease, times.gone])?;
    }
    transaction.commit().map_err(error::of)
}

/// Events behind one, with their numbers.
pub(super) fn read(connection: &Connection, stream: i64, behind: i64) -> Result<Vec<(i64, StreamEvent)>> {
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
pub(super) fn is_left(connection: &Connection, stream: i64, now: i64) -> Result<bool> {
    let stands = connection.prepare_cached(STANDS);
    let left = stands.and_then(|mut left| left.query_row(params![stream, now], |row| row.get(0)).optional());
    left.map_err(error::of)?.ok_or_else(|| Error::not_found("the stream is not kept any more"))
}
