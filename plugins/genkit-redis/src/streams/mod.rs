//! Durable streams: a Redis stream each, whose writer has a lease.

mod event;
mod reader;
mod writer;

use std::sync::LazyLock;
use std::time::Duration;

use futures_util::stream;
use genkit::durable::{StreamManager, StreamWriter, Subscription};
use genkit::{BoxFuture, Env, Error, Result};
use redis::{Script, ScriptInvocation};

use crate::options::{Redis, RedisOptions};
use reader::Reader;
use writer::Writer;

static OPEN: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("open.lua")));
static WRITE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("write.lua")));
static READ: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("read.lua")));

/// Keeps the streams of flows in Redis: whoever knows the id of one reads it from its first chunk, from any server that
/// shares the database. Cloning is cheap.
///
/// ```no_run
/// use genkit::prelude::*;
/// use genkit::serve;
/// use genkit_redis::RedisStreams;
///
/// /// Tells a story, chunk by chunk.
/// #[flow]
/// async fn story(topic: String, out: Chunks<String>) -> Result<u32> {
///     out.send("Once upon a time".to_owned()).await?;
///     Ok(1)
/// }
///
/// # async fn f(ai: Genkit) -> Result<()> {
/// let streams = RedisStreams::connect("redis://localhost").await?;
/// let story = serve::handler::<story>().durable(streams);
/// # Ok(()) }
/// ```
///
/// A writer says three times in its lease that it is there; after a lease without a word readers are told that it is
/// gone: its process was killed, or has lost the server.
#[derive(Clone, Debug)]
pub struct RedisStreams(pub(crate) Redis);

impl RedisStreams {
    /// Streams on the server at this address, `redis://user:password@host:6379/0` or `rediss://..`.
    ///
    /// # Errors
    /// As [`RedisOptions::connect`].
    pub async fn connect(url: impl Into<String>) -> Result<Self> {
        Ok(RedisOptions::new(url).connect().await?.streams())
    }

    /// Streams on the server that `REDIS_URL` names.
    ///
    /// # Errors
    /// As [`RedisOptions::from_env`] and [`RedisOptions::connect`].
    pub async fn from_env() -> Result<Self> {
        Ok(RedisOptions::from_env()?.connect().await?.streams())
    }
}

/// One stream, as scripts name it.
#[derive(Clone)]
struct Place {
    redis: Redis,
    stream: String,
    writer: String,
}

impl Place {
    fn new(streams: &RedisStreams, id: &str) -> Self {
        let redis = streams.0.clone();
        let both = format!("{}:stream:{{{}:{id}}}", redis.prefix, id.len());
        Self { stream: format!("{both}:events"), writer: format!("{both}:writer"), redis }
    }

    fn script(&self, script: &'static Script) -> ScriptInvocation<'static> {
        let mut invocation = script.key(&self.stream);
        invocation.key(&self.writer);
        invocation
    }

    fn kept(&self) -> u64 {
        millis(self.redis.limits.kept())
    }

    fn lease(&self) -> u64 {
        millis(self.redis.limits.lease())
    }
}

fn millis(time: Duration) -> u64 {
    // A hundred years are enough.
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).clamp(1, 3_153_600_000_000)
}

impl StreamManager for RedisStreams {
    fn open<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Box<dyn StreamWriter>>> {
        Box::pin(async move {
            let place = Place::new(self, id);
            let mut open = place.script(&OPEN);
            open.arg(Env::system().id()).arg(place.lease()).arg(place.kept());
            if !self.0.link.script::<bool>(&open).await?.value {
                return Err(Error::already_exists(format!("Stream with id {id} already exists.")));
            }
            Ok(Box::new(Writer::new(place)) as Box<dyn StreamWriter>)
        })
    }

    fn subscribe<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Subscription>>> {
        Box::pin(async move {
            let reader = Reader::open(Place::new(self, id)).await?;
            Ok(reader.map(|reader| Box::pin(stream::unfold(reader, Reader::next)) as Subscription))
        })
    }
}
