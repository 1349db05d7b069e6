//! Where the database is, and how to speak with it.

use std::time::Duration;

use genkit::durable::Limits;
use genkit::{Error, Result, Secret};

/// A database, and how to speak with it. A connection string alone is one, too.
///
/// ```
/// use std::time::Duration;
/// use genkit_postgres::Postgres;
///
/// let database = Postgres::at("postgres://genkit:secret@db.example/app?sslmode=require")
///     .schema("chat")
///     .connections(20)
///     .statement_timeout(Duration::from_secs(5));
/// assert!(!format!("{database:?}").contains("secret"));
/// ```
#[derive(Clone, Debug)]
pub struct Postgres {
    pub(crate) url: Secret<String>,
    pub(crate) schema: Option<String>,
    pub(crate) prefix: String,
    pub(crate) root: Option<String>,
    pub(crate) connections: usize,
    pub(crate) connect_timeout: Duration,
    pub(crate) statement_timeout: Duration,
    pub(crate) limits: Limits,
}

impl Postgres {
    /// The database of this connection string: `postgres://user:password@host:5432/database`, or `host=… user=…`.
    ///
    /// `sslmode` says when TLS is spoken: `disable`, `prefer` (if the server does) or `require`. Whatever the mode, a
    /// certificate has to be good for the host's name and come from an authority that the machine trusts, or from the
    /// one in the file that `sslrootcert` names. Without a mode it is `disable` for a server on this machine and
    /// `prefer` for others.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: Secret::new(url.into()),
            schema: None,
            prefix: "genkit_".to_owned(),
            root: None,
            connections: 10,
            connect_timeout: Duration::from_secs(10),
            statement_timeout: Duration::from_secs(30),
            limits: Limits::default(),
        }
    }

    /// The database that the environment names in `DATABASE_URL`.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if it names none.
    pub fn from_env() -> Result<Self> {
        let url = std::env::var("DATABASE_URL").ok().filter(|url| !url.trim().is_empty());
        let none = "no database: set DATABASE_URL to postgres://user:password@host:5432/database";
        url.map(Self::at).ok_or_else(|| Error::failed_precondition(none))
    }

    /// The tables are in this schema, which is made if it is not there; without, where the database looks first.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// What names of tables begin with, `genkit_` if nothing else is said: two applications may share a schema.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// The server's certificate has to come from this authority (PEM; several may stand in it) and from no other.
    #[must_use]
    pub fn root_certificate(mut self, pem: impl Into<String>) -> Self {
        self.root = Some(pem.into());
        self
    }

    /// So many connections at most, 10 if nothing is said; one more waits for changes.
    #[must_use]
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections.max(1);
        self
    }

    /// How long a connection may take, and waiting for a free one; 10 s if nothing is said.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a statement may take; 30 s if nothing is said.
    #[must_use]
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = timeout;
        self
    }

    /// How large records may be, and how long streams live.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

impl From<&str> for Postgres {
    fn from(url: &str) -> Self {
        Self::at(url)
    }
}

impl From<String> for Postgres {
    fn from(url: String) -> Self {
        Self::at(url)
    }
}

impl From<&String> for Postgres {
    fn from(url: &String) -> Self {
        Self::at(url)
    }
}
