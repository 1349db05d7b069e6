//! Records in files: one folder a record, one file a version, written whole or not at all.
//!
//! A version is written beside its place, synced, and linked to its name: of two writers of one version, in whatever
//! process, the file system lets one through. Readers take the highest version there is.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::store::{Conflict, SessionStore, StoreKey, Stored};
use crate::core::BoxFuture;
use crate::core::env::{Env, Task};
use crate::core::error::{Error, Result, Status};

/// How often a record is looked at that somebody waits for: another process may write it.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// How long a folder's name may be before it is a digest.
const LONGEST: usize = 120;

/// Keeps records in the files of a folder; several processes may share it. The folder must be on a file system with
/// hard links, as all but FAT have them.
#[derive(Clone)]
pub struct FileSessionStore(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    env: Env,
}

/// A record as it stands in a file. The key is in it since names of folders may be digests.
#[derive(Serialize, Deserialize)]
struct Record {
    key: StoreKey,
    /// `None` for a record that was deleted: its versions go on from here.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
}

/// A value of `null` is one.
fn present<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
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

    /// The highest version and what it says, of a deleted record too.
    fn read(&self, key: &StoreKey) -> Result<Option<(u64, Record)>> {
        let folder = self.record(key);
        loop {
            let Some(version) = newest(&folder)? else { return Ok(None) };
            let path = version_path(&folder, version);
            match fs::read(&path) {
                Ok(bytes) => {
                    let record: Record = serde_json::from_slice(&bytes).map_err(|e| unreadable(&path, &e))?;
                    if record.key != *key {
                        return Err(unreadable(&path, &"it is the record of another key"));
                    }
                    return Ok(Some((version, record)));
                }
                // A newer version came and took this one away.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(failed(&path, &error)),
            }
        }
    }

    /// Writes the version after the one that is there, if it is the one seen.
    fn write(&self, key: &StoreKey, seen: Option<u64>, value: Option<Value>) -> Result<(u64, bool)> {
        key.check()?;
        let there = self.read(key)?;
        let last = there.as_ref().map_or(0, |(version, _)| *version);
        let is_there = there.is_some_and(|(_, record)| record.value.is_some());
        let found = if is_there { last } else { 0 };
        if let Some(seen) = seen.filter(|seen| *seen != found) {
            return Err(Conflict { seen, found }.into());
        }
        if value.is_none() && !is_there {
            return Ok((0, false));
        }
        let folder = self.record(key);
        fs::create_dir_all(&folder).map_err(|e| failed(&folder, &e))?;
        let version = last + 1;
        let record = Record { key: key.clone(), value };
        let temp = folder.join(format!(".{}.tmp", self.env.id()));
        let linked = put(&temp, &record).and_then(|()| fs::hard_link(&temp, version_path(&folder, version)));
        let _ = fs::remove_file(&temp);
        let conflict = |found| Error::from(Conflict { seen: seen.unwrap_or(found), found });
        match linked {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(conflict(version)),
            Err(error) => return Err(failed(&folder, &error)),
        }
        // Whoever was so slow that this version had come and gone meanwhile has written nothing.
        let newest = newest(&folder)?.unwrap_or(version);
        let gone = last > 0 && !version_path(&folder, last).exists();
        if newest > version || gone {
            let _ = fs::remove_file(version_path(&folder, version));
            return Err(conflict(newest));
        }
        sync_folder(&folder);
        let _ = fs::remove_file(version_path(&folder, last));
        Ok((version, is_there))
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
            let Some(version) = newest(&record)? else { continue };
            let path = version_path(&record, version);
            // A version that is gone was superseded; the next listing has it.
            let Ok(bytes) = fs::read(&path) else { continue };
            let record: Record = serde_json::from_slice(&bytes).map_err(|e| unreadable(&path, &e))?;
            ids.extend(record.value.map(|_| record.key.id));
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

fn version_path(folder: &Path, version: u64) -> PathBuf {
    folder.join(format!("{version}.json"))
}

fn newest(folder: &Path) -> Result<Option<u64>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(folder, &error)),
    };
    let mut newest = None;
    for entry in entries {
        let name = entry.map_err(|e| failed(folder, &e))?.file_name();
        let version = name.to_str().and_then(|name| name.strip_suffix(".json")?.parse::<u64>().ok());
        newest = newest.max(version);
    }
    Ok(newest)
}

fn put(path: &Path, record: &Record) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(&serde_json::to_vec(record)?)?;
    file.sync_all()
}

/// A name is on disk once its folder is; where folders cannot be synced the file system sees to it.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cold]
fn failed(path: &Path, error: &io::Error) -> Error {
    let message = format!("session store: {}: {error}", path.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::FileTooLarge => Error::resource_exhausted(message),
        ErrorKind::PermissionDenied => Error::permission_denied(message),
        _ => Error::unavailable(message),
    }
}

#[cold]
fn unreadable(path: &Path, why: &dyn fmt::Display) -> Error {
    Error::new(Status::DataLoss, format!("session store: {} cannot be read: {why}", path.display()))
}

impl SessionStore for FileSessionStore {
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>> {
        let key = key.clone();
        Box::pin(self.blocking(move |inner| {
            key.check()?;
            let read = inner.read(&key)?;
            Ok(read.and_then(|(version, record)| Some(Stored { version, value: record.value? })))
        }))
    }

    fn save<'a>(&'a self, key: &'a StoreKey, seen: u64, value: Value) -> BoxFuture<'a, Result<u64>> {
        let key = key.clone();
        Box::pin(self.blocking(move |inner| Ok(inner.write(&key, Some(seen), Some(value))?.0)))
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> BoxFuture<'a, Result<bool>> {
        let key = key.clone();
        Box::pin(self.blocking(move |inner| Ok(inner.write(&key, seen, None)?.1)))
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
