//! A folder that is open: everything is reached from it, and nothing else can be.

use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, OpenOptions};
use genkit::prelude::*;

/// The largest file that is read at all.
const LARGEST: u64 = 10 << 20;
/// The most entries of a list.
pub(crate) const MOST_ENTRIES: usize = 2000;
/// How deep a list goes.
const DEEPEST: usize = 32;

pub(crate) struct Folder(Dir);

/// An entry of a list.
#[derive(Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// The path from the root
    path: String,
    /// True for a folder
    is_directory: bool,
}

impl Folder {
    pub(crate) fn open(root: &str) -> Result<Self> {
        if root.is_empty() {
            return Err(Error::invalid_argument("filesystem middleware requires a rootDirectory option"));
        }
        Dir::open_ambient_dir(root, ambient_authority()).map(Self).map_err(|error| {
            Error::failed_precondition(format!("the root directory '{root}' cannot be opened: {error}"))
        })
    }

    /// What is in a folder; links are listed and not followed.
    pub(crate) fn list(&self, path: &str, recursive: bool) -> Result<Vec<Entry>> {
        let start = relative(path)?;
        let mut entries = Vec::new();
        let mut folders = vec![(start, 0)];
        while let Some((folder, depth)) = folders.pop() {
            // Opened from the root each time: a folder that became a link meanwhile leads nowhere.
            let opened =
                if folder.as_os_str().is_empty() { self.0.try_clone() } else { self.0.open_dir(&folder) };
            for entry in opened.and_then(|folder| folder.entries()).map_err(told)? {
                let entry = entry.map_err(told)?;
                let is_directory = entry.file_type().map_err(told)?.is_dir();
                let path = folder.join(entry.file_name());
                if is_directory && recursive && depth < DEEPEST {
                    folders.push((path.clone(), depth + 1));
                }
                entries.push(Entry { path: path.to_string_lossy().into_owned(), is_directory });
                if entries.len() >= MOST_ENTRIES {
                    entries.sort_by(|a, b| a.path.cmp(&b.path));
                    return Ok(entries);
                }
            }
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    /// The content of a plain file.
    pub(crate) fn read(&self, path: &str) -> Result<Vec<u8>> {
        let mut content = Vec::new();
        let file = self.plain_file(&relative(path)?)?;
        // One byte more than may be: the file may grow while it is read.
        file.take(LARGEST + 1).read_to_end(&mut content).map_err(told)?;
        if content.len() as u64 > LARGEST {
            return Err(Error::out_of_range(format!("the file has more than {LARGEST} bytes")));
        }
        Ok(content)
    }

    /// Opens what is a plain file, without waiting for anybody at the other end of what is none.
    fn plain_file(&self, path: &Path) -> Result<File> {
        let mut options = OpenOptions::new();
        options.read(true);
        #[cfg(unix)]
        {
            use cap_std::fs::OpenOptionsExt;
            options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
        }
        let file = self.0.open_with(path, &options).map_err(told)?;
        let metadata = file.metadata().map_err(told)?;
        if !metadata.is_file() {
            return Err(Error::failed_precondition("this is no plain file"));
        }
        Ok(file)
    }

    /// Puts a file in place, whole or not at all; folders on the way are made. What was a link there is one no more.
    pub(crate) fn write(&self, path: &str, content: &[u8], unique: &str) -> Result<()> {
        let path = relative(path)?;
        let name = path.file_name().ok_or_else(|| Error::invalid_argument("a file needs a name"))?;
        let parent = match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => {
                self.0.create_dir_all(parent).map_err(told)?;
                self.0.open_dir(parent).map_err(told)?
            }
            None => self.0.try_clone().map_err(told)?,
        };
        let there = parent.symlink_metadata(name).ok();
        if there.as_ref().is_some_and(|there| !there.is_file() && !there.is_symlink()) {
            return Err(Error::failed_precondition("this is no plain file"));
        }
        let new = PathBuf::from(format!(".{unique}.tmp"));
        let written = create(&parent, &new, content).and_then(|()| {
            if let Some(there) = there.filter(|there| there.is_file()) {
                parent.set_permissions(&new, there.permissions())?;
            }
            parent.rename(&new, &parent, name)
        });
        written.map_err(|error| {
            // It may never have been made.
            let _ = parent.remove_file(&new);
            told(error)
        })
    }
}

fn create(parent: &Dir, name: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = parent.open_with(name, OpenOptions::new().write(true).create_new(true))?;
    file.write_all(content)?;
    file.sync_all()
}

/// The path as it goes from the root.
fn relative(path: &str) -> Result<PathBuf> {
    let trimmed = path.trim_end_matches('/');
    if path.starts_with('/') || path.contains('\0') {
        return Err(outside());
    }
    Ok(PathBuf::from(if trimmed == "." { "" } else { trimmed }))
}

fn outside() -> Error {
    Error::permission_denied("Access denied: Path is outside of root directory.")
}

/// What the system says, without what it says of the world outside.
#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn told(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::NotFound => Error::not_found("there is no such file or folder"),
        ErrorKind::NotADirectory => Error::failed_precondition("this is no folder"),
        ErrorKind::IsADirectory => Error::failed_precondition("this is a folder"),
        ErrorKind::PermissionDenied => outside(),
        kind => Error::failed_precondition(format!("the file system refuses: {kind}")),
    }
}
