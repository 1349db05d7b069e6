//! The file: a thread that writes, and connections that read.

use std::fs;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use genkit::{Error, Result, Status};
use rusqlite::{Connection, OpenFlags, Params};
use tokio::sync::Semaphore;

use super::options::Sqlite;
use super::waiting::Waiting;
use super::writer::Writer;
use super::{error, schema};

pub(crate) struct File {
    pub(crate) options: Sqlite,
    pub(crate) writer: Writer,
    /// Those of them that nobody reads by at the moment.
    readers: Mutex<Vec<Connection>>,
    /// So many read at once.
    places: Arc<Semaphore>,
    pub(crate) waiting: Waiting,
}

impl File {
    pub(crate) async fn open(options: Sqlite) -> Result<Arc<Self>> {
        if options.path.as_os_str() == ":memory:" {
            let message = "SqliteSessionStore keeps a file: for memory there is InMemorySessionStore";
            return Err(Error::invalid_argument(message));
        }
        let (writer, places) = (Writer::start(options.clone())?, Arc::new(Semaphore::new(options.readers)));
        writer.write(|_| Ok(())).await?;
        let (readers, waiting) = (Mutex::default(), Waiting::default());
        Ok(Arc::new(Self { options, writer, readers, places, waiting }))
    }

    fn readers(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads on the thread that asks, for what takes some microseconds: to go to another one takes longer. `None` if no
    /// connection is ready, if another process is in the way, or if `work` says so: then it is to be done [by
    /// a thread](Self::read) that may wait.
    pub(crate) fn read_here<T>(&self, work: impl FnOnce(&Connection) -> Option<T>) -> Option<T> {
        let _place = self.places.try_acquire().ok()?;
        let connection = self.readers().pop()?;
        connection.busy_timeout(Duration::ZERO).ok()?;
        let done = work(&connection);
        connection.busy_timeout(self.options.busy_timeout).ok()?;
        self.readers().push(connection);
        done
    }

    /// Reads, on a thread that is there for what blocks, beside others.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = self.places.clone().acquire_owned().await?;
        let file = self.clone();
        let run = move || {
            let idle = file.readers().pop();
            let connection = idle.map_or_else(|| file.options.connect(), Ok)?;
            let done = work(&connection);
            // One that broke is not used again.
            if done.as_ref().err().is_none_or(|error| error.status() == Status::NotFound) {
                file.readers().push(connection);
            }
            drop(place);
            done
        };
        tokio::task::spawn_blocking(run).await?
    }
}

impl Sqlite {
    /// The time of day in milliseconds since 1970.
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970")]
    pub(crate) fn now(&self) -> i64 {
        self.env.now_ms() as i64
    }

    pub(crate) fn connect(&self) -> Result<Connection> {
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)
                .map_err(|e| Error::permission_denied(format!("SQLite: {}: {e}", folder.display())))?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&self.path, flags).map_err(error::of)?;
        connection.busy_timeout(self.busy_timeout).map_err(error::of)?;
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
        let since = self.env.elapsed();
        loop {
            let set = connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()));
            match set.map_err(error::of) {
                Err(error)
                    if error.status() == Status::Unavailable
                        && self.env.elapsed().saturating_sub(since) < self.busy_timeout =>
                {
                    std::thread::yield_now();
                }
                set => return set,
            }
        }
    }
}

pub(crate) fn execute(connection: &Connection, sql: &str, params: impl Params) -> Result<usize> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params)).map_err(error::of)
}
