//! The head of a record in files: one empty file whose name tells how it stands.

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::core::error::{Error, Result, Status};

/// How often a folder without a head is looked at before it is taken for broken.
const GLANCES: usize = 1000;

/// How a record stands.
pub(super) struct Head {
    /// The name of the file.
    pub(super) name: String,
    pub(super) version: u64,
    /// The file that has the value; `None` for a record that was deleted: its versions go on from here.
    pub(super) blob: Option<String>,
    /// When its life ends, in milliseconds since 1970.
    ends: Option<u64>,
}

impl Head {
    pub(super) fn new(version: u64, blob: Option<String>, ends: Option<u64>) -> Self {
        let end = ends.map(|ends| format!("{ends}.")).unwrap_or_default();
        let name = format!("head.{version}.{end}{}", blob.as_deref().unwrap_or_default());
        Self { name, version, blob, ends }
    }

    fn parse(name: &str) -> Option<Self> {
        let (version, rest) = name.strip_prefix("head.")?.split_once('.')?;
        let end = rest.split_once('.').and_then(|(end, blob)| Some((end.parse().ok()?, blob)));
        let (ends, blob) = end.map_or((None, rest), |(end, blob)| (Some(end), blob));
        let blob = Some(blob).filter(|blob| !blob.is_empty()).map(str::to_owned);
        Some(Self { name: name.to_owned(), version: version.parse().ok()?, blob, ends })
    }

    /// The same with another end.
    pub(super) fn ending(&self, ends: Option<u64>) -> Self {
        Self::new(self.version, self.blob.clone(), ends)
    }

    /// The head in a folder; `None` without a folder.
    ///
    /// # Errors
    /// `DATA_LOSS` if there is none in it.
    pub(super) fn of(folder: &Path) -> Result<Option<Self>> {
        // A head that is renamed while names are read may be seen twice or not at all.
        for _ in 0..GLANCES {
            let entries = match fs::read_dir(folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(failed(folder, &error)),
            };
            let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
            if let Some(head) = names.filter_map(|name| Self::parse(&name)).max_by_key(|head| head.version) {
                return Ok(Some(head));
            }
            std::thread::yield_now();
        }
        Err(unreadable(folder, &"it has no head"))
    }

    /// The version of the record; 0 if there is none, or none any more.
    pub(super) fn found(&self, now: u64) -> u64 {
        if self.blob.is_some() && !self.has_ended(now) { self.version } else { 0 }
    }

    /// True if its life is over.
    pub(super) fn has_ended(&self, now: u64) -> bool {
        self.ends.is_some_and(|ends| ends <= now)
    }
}

#[cold]
pub(super) fn failed(path: &Path, error: &io::Error) -> Error {
    let message = format!("session store: {}: {error}", path.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::FileTooLarge => Error::resource_exhausted(message),
        ErrorKind::PermissionDenied => Error::permission_denied(message),
        _ => Error::unavailable(message),
    }
}

#[cold]
pub(super) fn unreadable(path: &Path, why: &dyn fmt::Display) -> Error {
    Error::new(Status::DataLoss, format!("session store: {} cannot be read: {why}", path.display()))
}
