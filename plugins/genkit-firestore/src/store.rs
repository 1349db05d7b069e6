//! The store: each write reads first, and its commit names the document as it was read.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use genkit::{BoxFuture, Conflict, Error, Result, SessionStore, Status, StoreKey, Stored};
use serde_json::{Value, json};

use crate::api::Api;
use crate::options::FirestoreOptions;
use crate::parts;
use crate::record::{self, Document};

/// How many bytes a record may have, as it is sent: a commit has ten mebibytes, with names and times.
const LARGEST: usize = (10 << 20) - (64 << 10);
/// How often a write is begun anew where others were in its way without changing the record.
const TRIES: u32 = 12;
/// The first pause of who waits for a change, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));
/// How many documents one request reads at most.
const AT_ONCE: usize = 300;
/// Everything but the value.
const HEAD: &[&str] = &["id", "version", "token", "expires", "parts"];

/// Keeps sessions in Firestore. Cloning is cheap.
#[derive(Clone)]
pub struct FirestoreSessionStore(pub(crate) Arc<Api>);

impl FirestoreSessionStore {
    /// A store in the default database of this project, as the account of the machine.
    ///
    /// # Errors
    /// As [`FirestoreOptions::connect`].
    pub async fn connect(project: impl Into<String>) -> Result<Self> {
        FirestoreOptions::new(project).connect().await
    }

    /// A store where the environment says: see [`FirestoreOptions::from_env`].
    ///
    /// # Errors
    /// As [`FirestoreOptions::connect`].
    pub async fn from_env() -> Result<Self> {
        FirestoreOptions::from_env().connect().await
    }

    /// The document of a key, if there is one, and Firestore's time; without the value.
    async fn head(&self, key: &StoreKey) -> Result<(u64, Option<Document>)> {
        key.check()?;
        let name = self.0.document(key);
        let mut read = self.0.read(std::slice::from_ref(&name), Some(HEAD)).await?;
        Ok((read.now, read.documents.remove(&name)))
    }

    /// Waits a little before another go, longer each time.
    async fn rest(&self, tried: u32) {
        let env = &self.0.env;
        let most = Duration::from_millis(10 << tried.min(7));
        env.sleep(most.mul_f64((env.random() % 1024) as f64 / 1024.0)).await;
    }
}

/// The version that there is for whoever asks.
fn found(document: Option<&Document>, now: u64) -> u64 {
    document.filter(|document| document.lives(now)).map_or(0, |document| document.version)
}

/// What a write says of the document that it was made of.
fn precondition(document: Option<&Document>) -> Value {
    match document {
        Some(document) => json!({"updateTime": document.updated}),
        None => json!({"exists": false}),
    }
}

/// What a commit that failed means for the next go.
enum Failed {
    /// Somebody was in the way: nothing is written.
    Met,
    /// Nobody knows whether it is written.
    Lost(Error),
}

fn failed(error: Error) -> Result<Failed> {
    use Status::{
        Aborted, AlreadyExists, DeadlineExceeded, FailedPrecondition, Internal, NotFound, ResourceExhausted,
        Unavailable, Unknown,
    };
    match error.status() {
        Aborted | AlreadyExists | FailedPrecondition | NotFound => Ok(Failed::Met),
        // Also where Firestore asks for patience.
        Unavailable | DeadlineExceeded | Internal | Unknown | ResourceExhausted => Ok(Failed::Lost(error)),
        _ => Err(error),
    }
}

#[cold]
fn crowded() -> Error {
    Error::unavailable(format!("too many write the same record: {TRIES} tries")).with_source("firestore")
}

impl SessionStore for FirestoreSessionStore {
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            key.check()?;
            let name = self.0.document(key);
            for tried in 0..TRIES {
                let mut read = self.0.read(std::slice::from_ref(&name), None).await?;
                let document = read.documents.remove(&name).filter(|document| document.lives(read.now));
                let Some(document) = document else { return Ok(None) };
                let rest = match document.parts {
                    0 => Some(Vec::new()),
                    _ => self.0.texts(&parts::names(&document)).await?,
                };
                if let Some(rest) = rest {
                    return document.stored(key, &rest).map(Some);
                }
                // Another version came between.
                self.rest(tried).await;
            }
            Err(crowded())
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
            let json = value.to_string();
            let escapes = json.bytes().filter(|byte| matches!(byte, b'"' | b'\\')).count();
            let size = json.len() + escapes + 4 * key.id.len();
            if size > LARGEST {
                let message = format!("a record of {size} bytes; a commit of Firestore takes {LARGEST}");
                return Err(Error::resource_exhausted(message).with_source("firestore"));
            }
            // By its token a save knows its own record, where an answer was lost.
            let token = format!("{:016x}", self.0.env.random());
            let pieces = parts::cut(&json);
            let mut lost = None;
            for tried in 0..TRIES {
                let (now, document) = self.head(key).await?;
                let document = document.as_ref();
                if let Some(own) = document.filter(|document| document.token == token) {
                    return Ok(own.version);
                }
                let found = found(document, now);
                if found != seen {
                    return Err(lost.unwrap_or_else(|| Conflict { seen, found }.into()));
                }
                let version = now.max(document.map_or(0, |document| document.version) + 1);
                let expires = record::after(now, lives);
                let fields = record::fields(key, version, &token, &pieces, expires.as_ref());
                let name = self.0.document(key);
                let mut writes = parts::writes(&name, &token, &pieces, expires.as_ref());
                writes.push(json!({
                    "update": {"name": name, "fields": fields},
                    "currentDocument": precondition(document),
                }));
                writes.extend(document.into_iter().flat_map(parts::deletions));
                match self.0.commit(&writes).await.map_err(failed) {
                    Ok(()) => return Ok(version),
                    Err(Err(error)) => return Err(error),
                    Err(Ok(Failed::Lost(error))) => lost = Some(error),
                    Err(Ok(Failed::Met)) => {}
                }
                self.rest(tried).await;
            }
            Err(lost.unwrap_or_else(crowded))
        })
    }

    fn touch<'a>(&'a self, keys: &'a [StoreKey], lives: Option<Duration>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            keys.iter().try_for_each(StoreKey::check)?;
            let names: BTreeSet<String> = keys.iter().map(|key| self.0.document(key)).collect();
            let names: Vec<String> = names.into_iter().collect();
            for some in names.chunks(AT_ONCE) {
                let mut lost = None;
                for tried in 0.. {
                    let read = self.0.read(some, Some(HEAD)).await?;
                    let expires = record::after(read.now, lives);
                    let fields = expires.map_or_else(|| json!({}), |expires| json!({"expires": expires}));
                    let living = read.documents.values().filter(|document| document.lives(read.now));
                    let names = living.flat_map(|document| {
                        parts::names(document).into_iter().chain([document.name.clone()])
                    });
                    let writes: Vec<Value> = names
                        .map(|name| {
                            json!({
                                "update": {"name": name, "fields": fields},
                                "updateMask": {"fieldPaths": ["expires"]},
                                "currentDocument": {"exists": true},
                            })
                        })
                        .collect();
                    if writes.is_empty() {
                        break;
                    }
                    match self.0.commit(&writes).await.map_err(failed) {
                        Ok(()) => break,
                        Err(Err(error)) => return Err(error),
                        Err(Ok(Failed::Lost(error))) => lost = Some(error),
                        Err(Ok(Failed::Met)) => {}
                    }
                    if tried + 1 == TRIES {
                        return Err(lost.unwrap_or_else(crowded));
                    }
                    self.rest(tried).await;
                }
            }
            Ok(())
        })
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let mut lost = None;
            for tried in 0..TRIES {
                let (now, document) = self.head(key).await?;
                let found = found(document.as_ref(), now);
                if found == 0 && lost.is_some() {
                    return Ok(true);
                }
                if let Some(seen) = seen.filter(|seen| *seen != found) {
                    return Err(lost.unwrap_or_else(|| Conflict { seen, found }.into()));
                }
                let Some(document) = document else { return Ok(false) };
                let record =
                    json!({"delete": document.name, "currentDocument": precondition(Some(&document))});
                let writes: Vec<Value> = parts::deletions(&document).chain([record]).collect();
                match self.0.commit(&writes).await.map_err(failed) {
                    Ok(()) => return Ok(found != 0),
                    Err(Err(error)) => return Err(error),
                    Err(Ok(Failed::Lost(error))) => lost = Some(error),
                    Err(Ok(Failed::Met)) => {}
                }
                self.rest(tried).await;
            }
            Err(lost.unwrap_or_else(crowded))
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
            let mut ids = Vec::new();
            let mut after = after.map(str::to_owned);
            while ids.len() < limit {
                let most = (limit - ids.len()).min(AT_ONCE);
                let (now, documents) = self.0.ids(tenant, collection, after.as_deref(), most).await?;
                let is_last = documents.len() < most;
                after = documents.last().map(|document| document.id.clone()).or(after);
                let living = documents.into_iter().filter(|document| document.lives(now));
                ids.extend(living.map(|document| document.id));
                if is_last {
                    break;
                }
            }
            Ok(ids)
        })
    }

    fn changed<'a>(&'a self, key: &'a StoreKey, seen: u64) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            let (mut pause, longest) = PAUSES;
            loop {
                let (now, document) = self.head(key).await?;
                if found(document.as_ref(), now) != seen {
                    let stored = self.get(key).await?;
                    if stored.as_ref().map_or(0, |stored| stored.version) != seen {
                        return Ok(stored);
                    }
                }
                self.0.env.sleep(pause).await;
                pause = pause.mul_f64(1.5).min(longest);
            }
        })
    }
}

impl fmt::Debug for FirestoreSessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FirestoreSessionStore").field("place", &self.0.documents).finish_non_exhaustive()
    }
}
