//! Prompt files that a program carries in itself.

use std::path::Path;

use super::folder::scan;

/// A folder of prompt files, carried in the program; [`embed_prompts!`](macro@crate::embed_prompts) makes one.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedPrompts {
    pub(super) folder: &'static str,
    pub(super) files: &'static [(&'static str, &'static str)],
}

impl EmbeddedPrompts {
    /// The files with their names below the folder. A build for development reads them from `folder`, if it is there; in
    /// a release build `folder` is empty.
    #[must_use]
    pub const fn new(folder: &'static str, files: &'static [(&'static str, &'static str)]) -> Self {
        Self { folder, files }
    }

    /// The names of the files.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.files.iter().map(|(name, _)| *name)
    }

    /// Cargo compiles anew when a file changes or goes, but not when one comes: tells of those that a release would lack.
    pub(super) fn warn_of_others(&self) {
        for file in scan(Path::new(self.folder)).unwrap_or_default() {
            if !self.names().any(|name| name == file.name) {
                tracing::warn!(
                    target: "genkit",
                    file = %file.path.display(),
                    "this prompt came after the program was compiled: it is read from its folder, and a release build may \
                     lack it. `fn main() {{ println!(\"cargo::rerun-if-changed=prompts\"); }}` as `build.rs` makes cargo see it"
                );
            }
        }
    }
}
