//! The tables, version by version.

use deadpool_postgres::Client;
use genkit::{Error, Result};

use super::error;
use super::options::Postgres;
use super::text::number_of;

/// What brings the tables from each version to the next. What stands here is never changed, only continued.
const MIGRATIONS: &[&str] = &[
    r#"
    CREATE SEQUENCE {versions};
    CREATE TABLE {records} (
        tenant text COLLATE "C" NOT NULL,
        collection text COLLATE "C" NOT NULL,
        id text COLLATE "C" NOT NULL,
        version bigint NOT NULL,
        value text NOT NULL,
        ends timestamptz,
        PRIMARY KEY (tenant, collection, id)
    );
    CREATE INDEX ON {records} (ends) WHERE ends IS NOT NULL;
    "#,
    r#"
    CREATE TABLE {streams} (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id text COLLATE "C" NOT NULL UNIQUE,
        written bigint NOT NULL DEFAULT 0,
        ended boolean NOT NULL DEFAULT false,
        lease timestamptz NOT NULL,
        gone timestamptz NOT NULL
    );
    CREATE INDEX ON {streams} (gone);
    CREATE TABLE {events} (
        stream bigint NOT NULL REFERENCES {streams} ON DELETE CASCADE,
        n bigint NOT NULL,
        kind smallint NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (stream, n)
    );
    "#,
];

/// The names of the tables.
#[derive(Clone)]
pub(crate) struct Tables {
    schema: Option<String>,
    prefix: String,
}

impl Tables {
    pub(crate) fn of(options: &Postgres) -> Result<Self> {
        let (schema, prefix) = (options.schema.clone(), options.prefix.clone());
        for (what, name) in [("schema", schema.as_deref()), ("prefix", Some(prefix.as_str()))] {
            let wrong = |name: &str| name.len() > 50 || name.contains(['\0', '{', '}']);
            if let Some(name) = name.filter(|name| wrong(name)) {
                return Err(Error::invalid_argument(format!(
                    "{what} of the tables: expected at most 50 bytes without braces, got {name:?}"
                )));
            }
        }
        Ok(Self { schema, prefix })
    }

    /// Puts names of tables in the places of `{records}` and others.
    pub(crate) fn name(&self, sql: &str) -> String {
        let mut named = sql.to_owned();
        for table in ["records", "versions", "streams", "events", "schema"] {
            named = named.replace(&format!("{{{table}}}"), &self.table(table));
        }
        named
    }

    fn table(&self, table: &str) -> String {
        let table = quoted(&format!("{}{table}", self.prefix));
        self.schema.as_deref().map_or(table.clone(), |schema| format!("{}.{table}", quoted(schema)))
    }

    /// Where changes of these tables are told.
    pub(crate) fn channel(&self) -> String {
        let schema = self.schema.as_deref().unwrap_or_default();
        format!("genkit_{:016x}", number_of(&[schema, &self.prefix]))
    }

    /// Brings the tables up to date; one process does it, others that come meanwhile wait for it.
    pub(crate) async fn migrate(&self, client: &mut Client) -> Result<()> {
        if self.version(client).await? == MIGRATIONS.len() {
            return Ok(());
        }
        let transaction = client.transaction().await.map_err(error::of)?;
        // One lock for all prefixes of a schema, which the first of them makes.
        let lock =
            number_of(&["genkit migrations", self.schema.as_deref().unwrap_or_default()]).cast_signed();
        let locked = transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&lock]).await;
        locked.map_err(error::of)?;
        let from = self.version(&transaction).await?;
        if from == 0 {
            self.check_encoding(&transaction).await?;
            let schema =
                self.schema.as_deref().map(|s| format!("CREATE SCHEMA IF NOT EXISTS {};", quoted(s)));
            let begin = "CREATE TABLE {schema} (version integer NOT NULL); INSERT INTO {schema} VALUES (0);";
            let begin = format!("{}{}", schema.unwrap_or_default(), self.name(begin));
            transaction.batch_execute(&begin).await.map_err(error::of)?;
        }
        for migration in MIGRATIONS.iter().skip(from) {
            transaction.batch_execute(&self.name(migration)).await.map_err(error::of)?;
        }
        let done = self.name(&format!("UPDATE {{schema}} SET version = {}", MIGRATIONS.len()));
        transaction.batch_execute(&done).await.map_err(error::of)?;
        transaction.commit().await.map_err(error::of)
    }

    /// The version that the tables have; 0 if there are none.
    async fn version(&self, client: &impl deadpool_postgres::GenericClient) -> Result<usize> {
        // To read from a table brings what the session knows of names up to date, which waiting for the lock does not.
        let there = "SELECT to_regclass($1) IS NOT NULL FROM pg_database WHERE datname = current_database()";
        let there = client.query_one(there, &[&self.table("schema")]).await;
        if !there.map_err(error::of)?.get::<_, bool>(0) {
            return Ok(0);
        }
        let row =
            client.query_one(&self.name("SELECT version FROM {schema}"), &[]).await.map_err(error::of)?;
        let version = usize::try_from(row.get::<_, i32>(0)).unwrap_or_default();
        if version > MIGRATIONS.len() {
            return Err(Error::failed_precondition(format!(
                "the tables in PostgreSQL have version {version}, and this program knows {} at most: a newer one made \
                 them, and this one has to be brought up to date",
                MIGRATIONS.len()
            )));
        }
        Ok(version)
    }

    async fn check_encoding(&self, client: &impl deadpool_postgres::GenericClient) -> Result<()> {
        let row = client.query_one("SHOW server_encoding", &[]).await.map_err(error::of)?;
        match row.get::<_, &str>(0) {
            "UTF8" => Ok(()),
            other => Err(Error::failed_precondition(format!(
                "the database keeps texts as {other}, which has not all signs: create it with ENCODING 'UTF8'"
            ))),
        }
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
