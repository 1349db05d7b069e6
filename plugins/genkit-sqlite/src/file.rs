//! The file: one connection that writes and some that read, each used on threads that are there for what blocks.

use std::fs;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use genkit::{Error, Result, Status};
use rusqlite::{Connection, OpenFlags, Params, Transaction, TransactionBehavior};
use tokio::sync::Semaphore;

use super::options::Sqlite;
use super::waiting::Waiting;
use super::{error, schema};

pub(crate) struct File {
    pub(crate) options: Sqlite,
    writer: Lane,
    readers: Lane,
    pub(crate) waiting: Waiting,
}

/// Connections of which so many are used at once.
struct Lane {
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl Lane {
    fn new(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), idle: Mutex::default() }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl File {
    pub(crate) async fn open(options: Sqlite) -> Result<Arc<Self>> {
        if options.path.as_os_str() == ":memory:" {
            let message = "SqliteSessionStore keeps a file: for memory there is InMemorySessionStore";
            return Err(Error::invalid_argument(message));
        }
        let (writer, readers) = (Lane::new(1), Lane::new(options.readers));
        let file = Arc::new(Self { options, writer, readers, waiting: Waiting::default() });
        file.write(|_| Ok(())).await?;
        Ok(file)
    }

    /// The time of day in milliseconds since 1970.
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970")]
    pub(crate) fn now(&self) -> i64 {
        self.options.env.now_ms() as i64
    }

    /// Reads, beside others.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.run(|file| &file.readers, work).await
    }

    /// Writes, one after the other; once it has begun it goes on whether or not somebody waits.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.run(|file| &file.writer, work).await
    }

    async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        lane: fn(&Self) -> &Lane,
        work: impl FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = lane(self).places.clone().acquire_owned().await?;
        let file = self.clone();
        let run = move || {
            let lane = lane(&file);
            let idle = lane.idle().pop();
            let mut connection = idle.map_or_else(|| file.connect(), Ok)?;
            let done = work(&mut connection);
            // One that broke is not used again.
            if done.as_ref().err().is_none_or(|error| error.status() == Status::Aborted) {
                lane.idle().push(connection);
            }
            drop(place);
            done
        };
        tokio::task::spawn_blocking(run).await?
    }

    fn connect(&self) -> Result<Connection> {
        let path = &self.options.path;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)
                .map_err(|e| Error::permission_denied(format!("SQLite: {}: {e}", folder.display())))?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(error::of)?;
        connection.busy_timeout(self.options.busy_timeout).map_err(error::of)?;
        self.log_ahead(&connection)?;
        // A commit is on the disk when it is acknowledged, not only when the next checkpoint is.
        connection.pragma_update(None, "synchronous", "FULL").map_err(error::of)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(error::of)?;
        schema::migrate(&mut connection)?;
        Ok(connection)
    }

    /// Readers do not wait for the writer then. It is a property of the file: who comes first sets it, and may find
    /// others at it, for whom SQLite does not wait here by itself.
    fn log_ahead(&self, connection: &Connection) -> Result<()> {
        let since = self.options.env.elapsed();
        loop {
            let set = connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()));
            match set.map_err(error::of) {
                Err(error)
                    if error.status() == Status::Unavailable
                        && self.options.env.elapsed().saturating_sub(since) < self.options.busy_timeout =>
                {
                    std::thread::yield_now();
                }
                set => return set,
            }
        }
    }
}

/// A transaction that writes.
pub(crate) fn begin(connection: &mut Connection) -> Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error::of)
}

pub(crate) fn execute(connection: &Connection, sql: &str, params: impl Params) -> Result<usize> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params)).map_err(error::of)
}
