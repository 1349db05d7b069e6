//! The one that writes: a thread with a connection, which takes all that waits into one transaction. So those that write
//! at once wait for the disk together, not one after the other.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::{iter, thread};

use genkit::{Error, Result};
use rusqlite::{Connection, TransactionBehavior, params};
use tokio::sync::oneshot;

use super::error;
use super::file::execute;
use super::options::Sqlite;

/// So many records whose life is over are taken away with what is written.
const SWEPT: u32 = 100;
const SWEEP: &str =
    "DELETE FROM records WHERE rowid IN (SELECT rowid FROM records WHERE ends <= ?1 ORDER BY ends LIMIT ?2)";

/// Writes, and gives what tells of it, once it is known whether it is on the disk.
type Job = Box<dyn FnOnce(Result<&Connection>) -> Tell + Send>;
type Tell = Box<dyn FnOnce(Result<()>)>;

/// The way to the thread, which ends when nobody has this any more.
pub(crate) struct Writer(Sender<Job>);

impl Writer {
    pub(crate) fn start(options: Sqlite) -> Result<Self> {
        let (jobs, waiting) = channel();
        thread::Builder::new().name("genkit-sqlite".to_owned()).spawn(move || run(&options, &waiting))?;
        Ok(Self(jobs))
    }

    /// Writes all or nothing, after what was asked for before; whether or not somebody waits for it.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let done = connection.and_then(|connection| whole(connection, work));
            Box::new(move |kept| drop(tell.send(kept.and(done))))
        });
        let gone = || Error::internal("the thread that writes to SQLite is gone");
        self.0.send(job).map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }
}

fn run(options: &Sqlite, waiting: &Receiver<Job>) {
    let mut idle = None;
    while let Ok(first) = waiting.recv() {
        let jobs = iter::once(first).chain(waiting.try_iter());
        idle = match idle.take().map_or_else(|| options.connect(), Ok) {
            Ok(mut connection) => together(&mut connection, jobs, options.now()).ok().map(|()| connection),
            Err(error) => {
                jobs.for_each(|job| job(Err(error.clone()))(Ok(())));
                None
            }
        };
    }
}

/// Does what is asked for in one transaction. After an error the connection is not used again.
fn together(connection: &mut Connection, jobs: impl Iterator<Item = Job>, now: i64) -> Result<()> {
    let transaction = match connection.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        Err(error) => {
            let error = error::of(error);
            jobs.for_each(|job| job(Err(error.clone()))(Ok(())));
            return Err(error);
        }
    };
    // Some errors, that of a full disk for one, end a transaction: what comes after must not be done by itself.
    let open = || if transaction.is_autocommit() { Err(ended()) } else { Ok(&*transaction) };
    let tells: Vec<Tell> = jobs.map(|job| job(open())).collect();
    let swept = open().and_then(|connection| execute(connection, SWEEP, params![now, SWEPT]));
    let kept = swept.and_then(|_| transaction.commit().map_err(error::of));
    tells.into_iter().for_each(|tell| tell(kept.clone()));
    kept
}

#[cold]
fn ended() -> Error {
    Error::unavailable("SQLite ended the transaction that this was part of: try again")
}

/// Does all or nothing of a job.
fn whole<T>(connection: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    execute(connection, "SAVEPOINT job", [])?;
    let done = work(connection);
    let end = if done.is_ok() { "RELEASE job" } else { "ROLLBACK TO job" };
    if let Err(error) = execute(connection, end, []) {
        // Then nothing of the whole transaction is kept.
        let _ = connection.execute_batch("ROLLBACK");
        return done.and(Err(error));
    }
    done
}
