//! Sessions: a string a record, its version before its JSON, and sorted sets that know the ids of each collection.

mod keys;

use std::sync::LazyLock;
use std::time::Duration;

use genkit::{BoxFuture, Conflict, Env, Error, Result, SessionStore, Status, StoreKey, Stored};
use redis::Script;
use serde_json::Value;

use crate::options::{Redis, RedisOptions};
use keys::Keys;

macro_rules! script {
    ($name:ident, $file:literal) => {
        static $name: LazyLock<Script> =
            LazyLock::new(|| Script::new(concat!(include_str!("collection.lua"), include_str!($file))));
    };
}
script!(SAVE, "save.lua");
script!(TOUCH, "touch.lua");
script!(DELETE, "delete.lua");
script!(LIST, "list.lua");

/// How often a record is looked at that somebody waits for, while messages come: its life may have ended.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
/// How often a wait bears that the server is gone before it fails; about half a minute.
const FAILURES: u32 = 60;
/// A life longer than this, a hundred years, has no end.
const FOR_EVER: Duration = Duration::from_secs(100 * 365 * 86400);
/// How many records are touched at once.
const AT_ONCE: usize = 500;

/// Keeps sessions in Redis. Cloning is cheap; clones share their connections.
///
/// ```no_run
/// use genkit::prelude::*;
/// use genkit_redis::RedisSessionStore;
///
/// # async fn f() -> Result<()> {
/// let ai = Genkit::builder().session_store(RedisSessionStore::from_env().await?).build().await?;
/// let session = ai.create_session().await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct RedisSessionStore(pub(crate) Redis);

impl RedisSessionStore {
    /// A store on the server at this address, `redis://user:password@host:6379/0` or `rediss://..`.
    ///
    /// # Errors
    /// As [`RedisOptions::connect`].
    pub async fn connect(url: impl Into<String>) -> Result<Self> {
        Ok(RedisOptions::new(url).connect().await?.sessions())
    }

    /// A store on the server that `REDIS_URL` names.
    ///
    /// # Errors
    /// As [`RedisOptions::from_env`] and [`RedisOptions::connect`].
    pub async fn from_env() -> Result<Self> {
        Ok(RedisOptions::from_env()?.connect().await?.sessions())
    }

    fn keys(&self, key: &StoreKey) -> Keys {
        Keys::of_record(&self.0.prefix, key)
    }

    async fn version(&self, record: &str) -> Result<u64> {
        let head: String = self.0.link.command(redis::cmd("GETRANGE").arg(record).arg(0).arg(20)).await?;
        match head.split_once(' ') {
            Some((version, _)) => number(version),
            None => Ok(0),
        }
    }

    /// Waits until replicas have what was written.
    async fn replicated(&self) -> Result<()> {
        let Some((replicas, within)) = self.0.replicas else { return Ok(()) };
        let have: u32 = self.0.link.command(redis::cmd("WAIT").arg(replicas).arg(millis(within))).await?;
        if have >= replicas {
            return Ok(());
        }
        let message = format!("written, but {have} of {replicas} replicas have it after {within:?}");
        Err(Error::unavailable(message).with_source("redis"))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1)
}

/// As scripts read it.
fn lasts(lives: Option<Duration>) -> String {
    lives.filter(|lives| *lives < FOR_EVER).map_or_else(String::new, |lives| millis(lives).to_string())
}

fn number(text: &str) -> Result<u64> {
    text.parse().map_err(|_| unreadable())
}

#[cold]
fn unreadable() -> Error {
    Error::new(Status::DataLoss, "what stands at a record's key is no record").with_source("redis")
}

fn read(bytes: &[u8]) -> Result<Stored> {
    let mut parts = bytes.splitn(3, |byte| *byte == b' ');
    let (version, json) = (parts.next().unwrap_or_default(), parts.nth(1).ok_or_else(unreadable)?);
    let version = number(std::str::from_utf8(version).map_err(|_| unreadable())?)?;
    let value = serde_json::from_slice(json).map_err(|e| unreadable().with_cause(e))?;
    Ok(Stored { version, value })
}

impl SessionStore for RedisSessionStore {
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            key.check()?;
            let record = self.keys(key).record(&key.id);
            let bytes: Option<Vec<u8>> = self.0.link.command(redis::cmd("GET").arg(record)).await?;
            bytes.map(|bytes| read(&bytes)).transpose()
        })
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        seen: u64,
        value: Value,
        lives: Option<Duration>,
    ) -> BoxFuture<'a, Result<u64>> {
        Box::pin(async move {
            key.check()?;
            let (keys, text) = (self.keys(key), value.to_string());
            self.0.limits.check(&text).map_err(|e| e.with_source("redis"))?;
            let mut save = SAVE.key(&keys.ids);
            save.key(&keys.ends).key(&keys.last).key(keys.record(&key.id));
            // By its token a save that is sent again knows that it was done.
            save.arg(&key.id).arg(seen).arg(format!("{:016x}", Env::system().random()));
            save.arg(lasts(lives)).arg(text);
            let answer = self.0.link.script::<(bool, String)>(&save).await?;
            let (written, found) = answer.value;
            let found = number(&found)?;
            match written {
                true => self.replicated().await.map(|()| found),
                false if answer.again => Err(Error::unavailable(
                    "the connection broke during a save, and the record was changed since: it may have been done",
                )
                .with_source("redis")),
                false => Err(Conflict { seen, found }.into()),
            }
        })
    }

    fn touch<'a>(&'a self, keys: &'a [StoreKey], lives: Option<Duration>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            keys.iter().try_for_each(StoreKey::check)?;
            let mut sorted: Vec<&StoreKey> = keys.iter().collect();
            sorted.sort();
            let same =
                |a: &&StoreKey, b: &&StoreKey| (&a.tenant, &a.collection) == (&b.tenant, &b.collection);
            for some in sorted.chunk_by(same).flat_map(|collection| collection.chunks(AT_ONCE)) {
                let Some(first) = some.first() else { continue };
                let names = self.keys(first);
                let mut touch = TOUCH.key(&names.ids);
                touch.key(&names.ends).key(&names.last).arg(lasts(lives));
                for key in some {
                    touch.key(names.record(&key.id)).arg(&key.id);
                }
                self.0.link.script::<()>(&touch).await?;
            }
            Ok(())
        })
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            key.check()?;
            let keys = self.keys(key);
            let mut delete = DELETE.key(&keys.ids);
            delete.key(&keys.ends).key(&keys.last).key(keys.record(&key.id));
            delete.arg(&key.id).arg(seen.map_or_else(String::new, |seen| seen.to_string()));
            let answer = self.0.link.script::<(bool, String)>(&delete).await?;
            let (agrees, found) = answer.value;
            let found = number(&found)?;
            match seen {
                // Sent again: what is gone now was deleted the first time.
                Some(seen) if answer.again && found == 0 && seen != 0 => Ok(true),
                Some(seen) if !agrees => Err(Conflict { seen, found }.into()),
                _ => Ok(found != 0),
            }
        })
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        collection: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>>> {
        Box::pin(async move {
            let keys = Keys::of(&self.0.prefix, tenant, collection);
            let from = after.map_or_else(|| "-".to_owned(), |after| format!("({after}"));
            let mut list = LIST.key(&keys.ids);
            list.key(&keys.ends).arg(from).arg(i64::try_from(limit).unwrap_or(i64::MAX));
            loop {
                if let Some(ids) = self.0.link.script::<Option<Vec<String>>>(&list).await?.value {
                    return Ok(ids);
                }
            }
        })
    }

    fn changed<'a>(&'a self, key: &'a StoreKey, seen: u64) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            key.check()?;
            let record = self.keys(key).record(&key.id);
            let signal = self.0.signals.of(record.clone()).await;
            let mut patience = 0;
            loop {
                match self.version(&record).await {
                    Ok(version) if version != seen => {
                        let stored = self.get(key).await?;
                        if stored.as_ref().map_or(0, |stored| stored.version) != seen {
                            return Ok(stored);
                        }
                    }
                    Ok(_) => patience = FAILURES,
                    Err(error) if error.status() == Status::Unavailable && patience > 0 => patience -= 1,
                    Err(error) => return Err(error),
                }
                signal.wait(LOOK_AGAIN).await;
            }
        })
    }
}
