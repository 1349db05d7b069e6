//! A folder of prompt files: `menu.prompt`, `menu.short.prompt` (a variant), `_header.prompt` (a partial), and folders
//! of the same, whose names stand before those of their prompts.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::core::error::{Error, Result};

/// Folders are not followed any deeper.
const MAX_DEPTH: usize = 16;

/// One file: where it is, and by what one tells that it changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    /// Below the folder, with `/` between the names.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) changed: Option<SystemTime>,
    pub(super) len: u64,
}

impl Found {
    /// The file as it is now; `None` if it is not there.
    pub(super) fn at(name: String, path: PathBuf) -> Option<Self> {
        let about = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
        Some(Self { name, path, changed: about.modified().ok(), len: about.len() })
    }
}

/// The prompt files in a folder, sorted by name.
///
/// # Errors
/// `NOT_FOUND` if the folder is not there or cannot be read.
pub(super) fn scan(folder: &Path) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    walk(folder, "", 0, &mut found).map_err(|error| {
        Error::not_found(format!("the folder of prompts `{}` cannot be read: {error}", folder.display()))
    })?;
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, before: &str, depth: usize, found: &mut Vec<Found>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(file) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let name = format!("{before}{file}");
        if path.is_dir() {
            if depth < MAX_DEPTH {
                walk(&path, &format!("{name}/"), depth + 1, found)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "prompt") {
            found.extend(Found::at(name, path));
        }
    }
    Ok(())
}

/// What a file is by its name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named<'a> {
    /// A prompt: folders, name and variant, as in its keys.
    Prompt(&'a str),
    /// A partial, whatever folder it is in.
    Partial(&'a str),
}

/// Reads the name of a file below the folder.
///
/// # Errors
/// `INVALID_ARGUMENT` if it has more parts than a name and a variant.
pub(super) fn named(file: &str) -> Result<Named<'_>> {
    let name = file.strip_suffix(".prompt").unwrap_or(file);
    let (folders, last) = name.rsplit_once('/').map_or(("", name), |(folders, last)| (folders, last));
    if let Some(partial) = last.strip_prefix('_') {
        return Ok(Named::Partial(partial));
    }
    if last.is_empty() || last.split('.').count() > 2 || folders.contains('.') {
        return Err(Error::invalid_argument(format!(
            "{file}: a prompt's file is `name.prompt` or `name.variant.prompt`, and its folders have no dots"
        )));
    }
    Ok(Named::Prompt(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_files_are() {
        assert_eq!(named("menu.prompt").unwrap(), Named::Prompt("menu"));
        assert_eq!(named("sub/menu.short.prompt").unwrap(), Named::Prompt("sub/menu.short"));
        assert_eq!(named("sub/_line.prompt").unwrap(), Named::Partial("line"));
        assert!(named("menu.short.old.prompt").is_err());
        assert!(named("v1.2/menu.prompt").is_err());
    }
}
