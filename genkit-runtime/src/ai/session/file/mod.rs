//! Records in files: a folder a record, in which a blob has the value and the name of an empty file, the head, tells
//! version and blob.
//!
//! To write is to write another blob, sync it, and rename the head: of two writers who saw one version, in whatever
//! process, the second finds no head of that name any more. A record begins as a whole folder, renamed into its place.

mod head;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use head::{Head, failed, unreadable};

use super::store::{Conflict, SessionStore, StoreKey, Stored};
use crate::core::BoxFuture;
use crate::core::env::{Env, Task};
use crate::core::error::Result;

/// How often a record is looked at that somebody waits for: another process may write it.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// How long a folder's name may be before it is a digest.
const LONGEST: usize = 120;

/// Keeps records in the files of a folder; several processes may share it. What was acknowledged survives them.
#[derive(Clone)]
pub struct FileSessionStore(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    env: Env,
}

/// A record as it stands in a blob. The key is in it since names of folders may be digests.
#[derive(Deserialize)]
struct Record {
    key: StoreKey,
    value: Value,
}

impl FileSessionStore {
    /// A store in this folder, which is made when the first record is written.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Inner { folder: folder.into(), env: Env::system() }))
    }

    /// The same with this clock and these ids.
    #[must_use]
    pub fn env(self, env: Env) -> Self {
        Self(Arc::new(Inner { folder: self.0.folder.clone(), env }))
    }

    /// Runs work on files where it may block.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = self.0.clone();
        Task::blocking(move || work(&inner)).await?
    }
}

impl Inner {
    fn collection(&self, tenant: &str, collection: &str) -> PathBuf {
        self.folder.join(name_of(tenant)).join(name_of(collection))
    }

    fn record(&self, key: &StoreKey) -> PathBuf {
        self.collection(&key.tenant, &key.collection).join(name_of(&key.id))
    }

    /// A record that is there, and its version.
    fn read(&self, key: &StoreKey) -> Result<Option<Stored>> {
        let folder = self.record(key);
        loop {
            let Some(head) = Head::of(&folder)?.filter(|head| head.found(self.now()) != 0) else {
                return Ok(None);
            };
            let Some(blob) = &head.blob else { return Ok(None) };
            let path = folder.join(blob);
            match fs::read(&path) {
                Ok(bytes) => {
                    let record: Record = serde_json::from_slice(&bytes).map_err(|e| unreadable(&path, &e))?;
                    if record.key != *key {
                        return Err(unreadable(&path, &"it is the record of another key"));
                    }
                    return Ok(Some(Stored { version: head.version, value: record.value }));
                }
                // A newer version came and took this one away; if not, it is lost.
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    if Head::of(&folder)?.is_some_and(|now| now.name == head.name) {
                        return Err(unreadable(&path, &error));
                    }
                }
                Err(error) => return Err(failed(&path, &error)),
            }
        }
    }

    /// Writes the version after the one that is there, if it is the one seen. Gives it, and whether one was there.
    fn write(
        &self,
        key: &StoreKey,
        seen: Option<u64>,
        value: Option<&Value>,
        ends: Option<u64>,
    ) -> Result<(u64, bool)> {
        key.check()?;
        let folder = self.record(key);
        loop {
            let before = Head::of(&folder)?;
            let found = before.as_ref().map_or(0, |head| head.found(self.now()));
            if let Some(seen) = seen.filter(|seen| *seen != found) {
                return Err(Conflict { seen, found }.into());
            }
            if value.is_none() && found == 0 {
                return Ok((0, false));
            }
            let blob = value.is_some().then(|| format!("{}.json", self.env.id()));
            let after = Head::new(before.as_ref().map_or(0, |head| head.version) + 1, blob, ends);
            let written = match &before {
                Some(before) => self.go_on(&folder, before, &after, key, value),
                None => self.create(&folder, &after, key, value),
            };
            match written {
                Ok(true) => return Ok((after.version, found != 0)),
                // Somebody was faster: the version that they saw is another now, or whoever saw none tries again.
                Ok(false) => {}
                Err(error) => return Err(failed(&folder, &error)),
            }
        }
    }

    /// Puts another head in the place of one; false if that is not there any more.
    fn go_on(
        &self,
        folder: &Path,
        before: &Head,
        after: &Head,
        key: &StoreKey,
        value: Option<&Value>,
    ) -> io::Result<bool> {
        put(folder, after, key, value)?;
        let renamed = fs::rename(folder.join(&before.name), folder.join(&after.name));
        let gone = match &renamed {
            Ok(()) => &before.blob,
            Err(_) => &after.blob,
        };
        if renamed.is_ok() {
            sync(folder);
        }
        if let Some(gone) = gone {
            let _ = fs::remove_file(folder.join(gone));
        }
        match renamed {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            renamed => renamed.map(|()| true),
        }
    }

    /// Makes a record; false if there is one by now.
    fn create(&self, folder: &Path, head: &Head, key: &StoreKey, value: Option<&Value>) -> io::Result<bool> {
        let Some(collection) = folder.parent() else { return Err(ErrorKind::InvalidInput.into()) };
        let temp = collection.join(format!(".{}.tmp", self.env.id()));
        fs::create_dir_all(&temp)?;
        let made = put(&temp, head, key, value)
            .and_then(|()| File::create_new(temp.join(&head.name)).map(drop))
            .and_then(|()| {
                sync(&temp);
                fs::rename(&temp, folder)
            });
        if made.is_ok() {
            sync(collection);
            return Ok(true);
        }
        let _ = fs::remove_dir_all(&temp);
        if folder.exists() { Ok(false) } else { made.map(|()| true) }
    }

    /// Gives a record another end.
    fn touch(&self, key: &StoreKey, ends: Option<u64>) -> Result<()> {
        key.check()?;
        let folder = self.record(key);
        loop {
            let Some(before) = Head::of(&folder)?.filter(|head| head.found(self.now()) != 0) else {
                return Ok(());
            };
            let after = before.ending(ends);
            match fs::rename(folder.join(&before.name), folder.join(&after.name)) {
                // Somebody was faster.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                renamed => return renamed.map_err(|e| failed(&folder, &e)),
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
    fn now(&self) -> u64 {
        self.env.now_ms() as u64
    }

    fn end(&self, lives: Option<Duration>) -> Option<u64> {
        Some(self.now().saturating_add(u64::try_from(lives?.as_millis()).unwrap_or(u64::MAX)))
    }

    fn list(&self, tenant: &str, collection: &str) -> Result<Vec<String>> {
        let folder = self.collection(tenant, collection);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(&folder, &error)),
        };
        let mut ids = Vec::new();
        for entry in entries {
            let record = entry.map_err(|e| failed(&folder, &e))?.path();
            let hidden = record.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
            let head = if hidden { None } else { Head::of(&record)? };
            let Some(head) = head else { continue };
            let Some(blob) = &head.blob else { continue };
            if head.has_ended(self.now()) {
                sweep(&record, &head);
                continue;
            }
            let path = record.join(blob);
            // A version that is gone was superseded; the next listing has it.
            let Ok(bytes) = fs::read(&path) else { continue };
            let Record { key, .. } = serde_json::from_slice(&bytes).map_err(|e| unreadable(&path, &e))?;
            ids.push(key.id);
        }
        ids.sort_unstable();
        Ok(ids)
    }
}

/// A name that is safe as that of a folder, and a different one for each text: lower-case letters, digits, `-` and `_`
/// as they are, other bytes in hexadecimal (file systems may not tell capitals), or a digest of what is long.
fn name_of(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            other => name.push_str(&format!("%{other:02x}")),
        }
    }
    if name.len() <= LONGEST {
        return name;
    }
    let digest: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("~{digest}")
}

/// Writes the blob that a head names.
fn put(folder: &Path, head: &Head, key: &StoreKey, value: Option<&Value>) -> io::Result<()> {
    let (Some(blob), Some(value)) = (&head.blob, value) else { return Ok(()) };
    let mut file = File::create_new(folder.join(blob))?;
    file.write_all(&serde_json::to_vec(&serde_json::json!({"key": key, "value": value}))?)?;
    file.sync_all()
}

/// Takes away what a record said whose life is over; its versions go on from here. Nothing, if somebody writes it anew.
fn sweep(folder: &Path, head: &Head) {
    let gone = Head::new(head.version, None, None);
    if let (Ok(()), Some(blob)) = (fs::rename(folder.join(&head.name), folder.join(gone.name)), &head.blob) {
        let _ = fs::remove_file(folder.join(blob));
    }
}

/// A name is on disk once its folder is; where folders cannot be synced the file system sees to it.
fn sync(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

impl SessionStore for FileSessionStore {
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>> {
        let key = key.clone();
        Box::pin(self.blocking(move |inner| {
            key.check()?;
            inner.read(&key)
        }))
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        seen: u64,
        value: Value,
        lives: Option<Duration>,
    ) -> BoxFuture<'a, Result<u64>> {
        let key = key.clone();
        Box::pin(
            self.blocking(move |inner| Ok(inner.write(&key, Some(seen), Some(&value), inner.end(lives))?.0)),
        )
    }

    fn touch<'a>(&'a self, keys: &'a [StoreKey], lives: Option<Duration>) -> BoxFuture<'a, Result<()>> {
        let keys = keys.to_vec();
        Box::pin(self.blocking(move |inner| {
            let ends = inner.end(lives);
            keys.iter().try_for_each(|key| inner.touch(key, ends))
        }))
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> BoxFuture<'a, Result<bool>> {
        let key = key.clone();
        Box::pin(self.blocking(move |inner| Ok(inner.write(&key, seen, None, None)?.1)))
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        collection: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>>> {
        let (tenant, collection, after) =
            (tenant.to_owned(), collection.to_owned(), after.map(str::to_owned));
        Box::pin(self.blocking(move |inner| {
            let mut ids = inner.list(&tenant, &collection)?;
            if let Some(after) = after {
                ids.retain(|id| *id > after);
            }
            ids.truncate(limit);
            Ok(ids)
        }))
    }

    fn changed<'a>(&'a self, key: &'a StoreKey, seen: u64) -> BoxFuture<'a, Result<Option<Stored>>> {
        Box::pin(async move {
            loop {
                let stored = self.get(key).await?;
                if stored.as_ref().map_or(0, |stored| stored.version) != seen {
                    return Ok(stored);
                }
                self.0.env.sleep(LOOK_AGAIN).await;
            }
        })
    }
}

impl fmt::Debug for FileSessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileSessionStore").field("folder", &self.0.folder).finish()
    }
}
