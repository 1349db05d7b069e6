//! Sessions and durable streams of Genkit in a file of SQLite, which is built in: no server, one file, as many processes as there are.
//!
//! ```
//! use genkit::prelude::*;
//! use genkit_sqlite::SqliteSessionStore;
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! # let folder = tempfile::tempdir()?;
//! # std::env::set_current_dir(folder.path())?;
//! let ai = Genkit::builder().session_store(SqliteSessionStore::open("sessions.db").await?).build().await?;
//! let session = ai.create_session().state(serde_json::json!({"name": "Ada"})).await?;
//! # assert!(ai.load_session(session.id()).await.is_ok());
//! # Ok::<(), genkit::Error>(())
//! # }).unwrap();
//! ```
//!
//! What was acknowledged is on the disk. A write that saw another version than there is changes nothing, from whichever
//! process it comes. Options stand in [`Sqlite`].

mod error;
mod file;
mod options;
mod schema;
mod store;
mod streams;
mod waiting;
mod writer;

pub use options::Sqlite;
pub use store::SqliteSessionStore;
pub use streams::SqliteStreams;
