//! Durable streams in a file of SQLite: events are rows, numbered as they come.

mod reader;
mod rows;
mod writer;

use std::fmt;
use std::sync::Arc;

use futures_util::stream::unfold;
use genkit::durable::{StreamManager, StreamWriter, Subscription};
use genkit::{BoxFuture, Result};

use self::reader::Reader;
use self::rows::Times;
use self::writer::{Beats, Writer};
use super::file::File;
use super::options::Sqlite;

/// Keeps streams in a file of SQLite: every process that has it reads them, from the first event, while they are written
/// and for five minutes after. Cloning is cheap; clones share their connections.
///
/// A writer gives signs of life; when its process is gone, readers are told within [`Sqlite::writer_lease`] and a moment.
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
pub struct SqliteStreams(Arc<Shared>);

struct Shared {
    file: Arc<File>,
    beats: Beats,
}

impl SqliteStreams {
    /// Opens the file at a path, or as [`Sqlite`] says; makes it, or brings its tables up to date.
    ///
    /// # Errors
    /// As [`SqliteSessionStore::open`](crate::SqliteSessionStore::open).
    pub async fn open(file: impl Into<Sqlite>) -> Result<Self> {
        Ok(Self::on(File::open(file.into()).await?))
    }

    pub(crate) fn on(file: Arc<File>) -> Self {
        Self(Arc::new(Shared { file, beats: Beats::default() }))
    }
}

impl Shared {
    fn times(&self) -> Times {
        let options = &self.file.options;
        let after = |time| self.file.now().saturating_add(i64::try_from(time).unwrap_or(i64::MAX));
        let (lease, kept) = (options.lease.as_millis(), options.kept.as_millis());
        Times {
            now: self.file.now(),
            lease: after(lease),
            kept: after(kept),
            gone: after(lease.saturating_add(kept)),
        }
    }
}

impl StreamManager for SqliteStreams {
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Box<dyn StreamWriter>>> {
        let (id, times) = (id.to_owned(), self.0.times());
        Box::pin(async move {
            let stream = self.0.file.write(move |connection| rows::open(connection, &id, times)).await?;
            Ok(Box::new(Writer::new(self.0.clone(), stream)) as Box<dyn StreamWriter>)
        })
    }

    fn subscribe<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Subscription>>> {
        let (id, now) = (id.to_owned(), self.0.file.now());
        Box::pin(async move {
            let stream = self.0.file.read(move |connection| rows::find(connection, &id, now)).await?;
            let reader = stream.map(|stream| unfold(Reader::new(self.0.clone(), stream), Reader::next));
            Ok(reader.map(|reader| Box::pin(reader) as Subscription))
        })
    }
}

impl fmt::Debug for SqliteStreams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStreams").field("file", &self.0.file.options.path).finish()
    }
}
