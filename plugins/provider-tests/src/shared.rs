//! Where the witnesses are.

use std::path::{Path, PathBuf};

/// The folder of the providers' witnesses: `../shared/providers` beside the project, or in what `GENKIT_SHARED` names.
#[must_use]
pub fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("GENKIT_SHARED").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    Some(named.unwrap_or_else(beside).join("providers")).filter(|path| path.is_dir())
}

/// The project's `target`.
pub(crate) fn target() -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    set.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"))
}

/// The files of a folder and all below, in order.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
