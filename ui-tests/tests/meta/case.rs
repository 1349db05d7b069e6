//! The case files, and what they say of themselves in lines of the form `//# key: value`.

use std::fs;
use std::path::{Path, PathBuf};

/// One case.
pub(crate) struct Case {
    /// `group/fail/name.rs`
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) fails: bool,
    source: String,
    pub(crate) stderr: Option<String>,
}

impl Case {
    /// Every case, by name.
    pub(crate) fn all() -> Vec<Case> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut cases: Vec<Case> = folders(root)
            .iter()
            .flat_map(|group| folders(group))
            .flat_map(|kind| sources(&kind))
            .filter_map(|path| Case::read(root, &path))
            .collect();
        cases.sort_by(|a, b| a.name.cmp(&b.name));
        cases
    }

    fn read(root: &Path, path: &Path) -> Option<Case> {
        let name = path.strip_prefix(root).ok()?.to_str()?.to_owned();
        let mut parts = name.split('/');
        let (group, kind) = (parts.next()?.to_owned(), parts.next()?);
        if !["fail", "pass"].contains(&kind) {
            return None;
        }
        let source = fs::read_to_string(path).ok()?;
        let stderr = fs::read_to_string(path.with_extension("stderr")).ok();
        Some(Case { fails: kind == "fail", name, group, source, stderr })
    }

    /// How many errors its mistakes make; one if it does not say.
    pub(crate) fn errors(&self) -> usize {
        self.said("errors").map_or(1, |count| count.parse().unwrap())
    }

    /// What it says under a key.
    pub(crate) fn said(&self, key: &str) -> Option<&str> {
        let prefix = format!("//# {key}: ");
        self.source.lines().find_map(|line| line.strip_prefix(&prefix))
    }
}

fn folders(path: &Path) -> Vec<PathBuf> {
    entries(path).into_iter().filter(|path| path.is_dir()).collect()
}

fn sources(path: &Path) -> Vec<PathBuf> {
    entries(path).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs")).collect()
}

fn entries(path: &Path) -> Vec<PathBuf> {
    fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect()
}
