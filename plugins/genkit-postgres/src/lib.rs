//! Sessions and durable streams of Genkit in PostgreSQL.
//!
//! ```no_run
//! use genkit::prelude::*;
//! use genkit_postgres::PostgresSessionStore;
//!
//! # async fn run() -> Result<()> {
//! let ai = Genkit::builder()
//!     .session_store(PostgresSessionStore::connect("postgres://genkit:secret@db.example/app").await?)
//!     .build()
//!     .await?;
//! let session = ai.create_session().await?;
//! # Ok(())
//! # }
//! ```
//!
//! `from_env()` reads the connection string from `DATABASE_URL`; options stand in [`Postgres`]. Whatever number of
//! processes share the database: a turn is kept once it is acknowledged, on whichever of them it was taken, and streams
//! that one writes are read by the others ([`PostgresStreams`]).
//!
//! Tables are made, and brought up to date, by whoever connects first. They are named `genkit_…` and may stand beside
//! those of an application.

mod changes;
mod database;
mod error;
mod options;
mod schema;
mod store;
mod streams;
mod text;
mod tls;

pub use options::Postgres;
pub use store::PostgresSessionStore;
pub use streams::PostgresStreams;
