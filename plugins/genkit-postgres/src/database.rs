//! Connections: a pool of them, and statements that end in time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool_postgres::{
    Client, Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use futures_util::future::{Either, join, select};
use genkit::{Env, Error, Result, Status};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::changes::Changes;
use super::error;
use super::options::Postgres;
use super::schema::Tables;
use super::tls::Reach;

pub(crate) type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// What is over is taken away so often at most, in milliseconds, and so much of it.
const SWEEP: u64 = 10_000;
const SWEEP_RECORDS: &str = "DELETE FROM {records} WHERE (tenant, collection, id) IN (SELECT tenant, collection, id \
    FROM {records} WHERE ends <= now() ORDER BY ends LIMIT 500 FOR UPDATE SKIP LOCKED)";
const SWEEP_STREAMS: &str = "DELETE FROM {streams} WHERE number IN (SELECT number \
    FROM {streams} WHERE gone <= now() ORDER BY gone LIMIT 100 FOR UPDATE SKIP LOCKED)";
const TELL: &str = "SELECT pg_notify($1, $2), set_config('synchronous_commit', 'off', true)";
/// What the server itself takes until it says that it stopped a statement.
const GRACE: Duration = Duration::from_secs(2);

/// The database as stores and streams use it.
pub(crate) struct Database {
    pool: Pool,
    pub(crate) tables: Tables,
    pub(crate) changes: Changes,
    pub(crate) options: Postgres,
    pub(crate) env: Env,
    /// When to sweep again, in milliseconds of the clock.
    sweep: AtomicU64,
}

impl Database {
    /// Connects once, to see that all is well, and brings the tables up to date.
    pub(crate) async fn connect(options: Postgres) -> Result<Arc<Self>> {
        let reach = Reach::of(&options)?;
        let tables = Tables::of(&options)?;
        let env = Env::system();
        let changes = Changes::new(reach.clone(), tables.channel(), env.clone());
        let pool = pool(reach, &options)?;
        let database = Self { pool, tables, changes, options, env, sweep: AtomicU64::new(0) };
        let mut client = database.client().await?;
        database.tables.migrate(&mut client).await?;
        drop(client);
        Ok(Arc::new(database))
    }

    async fn client(&self) -> Result<Object> {
        self.pool.get().await.map_err(error::of_pool)
    }

    /// The rows of a statement.
    pub(crate) async fn query(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        let client = self.client().await?;
        self.in_time(client, async |client| {
            let statement = client.prepare_cached(sql).await?;
            client.query(&statement, params).await
        })
        .await
    }

    /// The same, and tells whoever waits for this number. The server gets both at once, and does one after the other:
    /// to tell within the statement would make commits wait for each other. What is told need not be on the disk.
    pub(crate) async fn query_and_tell(
        &self,
        sql: &str,
        params: Params<'_>,
        number: u64,
    ) -> Result<Vec<Row>> {
        let client = self.client().await?;
        self.in_time(client, async |client| {
            let statement = client.prepare_cached(sql).await?;
            let tell = client.prepare_cached(TELL).await?;
            let (channel, number) = (self.changes.channel(), format!("{number:016x}"));
            let (rows, told) =
                join(client.query(&statement, params), client.query(&tell, &[&channel, &number])).await;
            // Those who wait look by themselves after a while, too.
            if let Err(error) = told {
                tracing::debug!(target: "genkit::postgres", %error, "a change is told late");
            }
            rows
        })
        .await
    }

    /// A statement that the server does not answer in time costs its connection.
    async fn in_time<T>(
        &self,
        client: Object,
        work: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T> {
        let limit = self.env.limit(self.options.statement_timeout + GRACE);
        let done = match select(std::pin::pin!(work(&client)), limit).await {
            Either::Left((done, _)) => Some(done),
            Either::Right(_) => None,
        };
        match done {
            Some(done) => done.map_err(error::of),
            None => {
                drop(Object::take(client));
                Err(Error::public(Status::Unavailable, "the database does not answer"))
            }
        }
    }

    /// Takes away what is over, beside what goes on, if it is time to.
    pub(crate) fn sweep(self: &Arc<Self>) {
        let now = u64::try_from(self.env.elapsed().as_millis()).unwrap_or(u64::MAX);
        let due = self.sweep.load(Ordering::Relaxed);
        let next = now.saturating_add(SWEEP);
        let turn = self.sweep.compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed);
        if now < due || turn.is_err() {
            return;
        }
        let db = self.clone();
        tokio::spawn(async move {
            for sql in [SWEEP_RECORDS, SWEEP_STREAMS] {
                if let Err(error) = db.query(&db.tables.name(sql), &[]).await {
                    tracing::debug!(target: "genkit::postgres", %error, "what is over stays for a while");
                }
            }
        });
    }
}

fn pool(reach: Reach, options: &Postgres) -> Result<Pool> {
    let config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(reach.config, reach.tls, config);
    // Saves are conditions of single statements: what they wait for they see.
    let begin = format!(
        "SET statement_timeout = {}; SET default_transaction_isolation = 'read committed'",
        options.statement_timeout.as_millis()
    );
    let pool = Pool::builder(manager)
        .max_size(options.connections)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(options.connect_timeout))
        .create_timeout(Some(options.connect_timeout))
        .recycle_timeout(Some(options.connect_timeout))
        .post_create(Hook::async_fn(move |client, _| {
            let begin = begin.clone();
            Box::pin(async move { client.batch_execute(&begin).await.map_err(HookError::Backend) })
        }))
        .build();
    pool.map_err(|e| Error::internal(format!("no pool of connections: {e}")))
}
