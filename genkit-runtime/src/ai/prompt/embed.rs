//! Prompt files that a program carries in itself.

/// A folder of prompt files, carried in the program; [`embed_prompts!`](macro@crate::embed_prompts) makes one.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedPrompts {
    pub(super) folder: &'static str,
    pub(super) files: &'static [(&'static str, &'static str)],
}

impl EmbeddedPrompts {
    /// The files with their names below the folder. In development they are read from `folder`, if it is there.
    #[must_use]
    pub const fn new(folder: &'static str, files: &'static [(&'static str, &'static str)]) -> Self {
        Self { folder, files }
    }

    /// The names of the files.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.files.iter().map(|(name, _)| *name)
    }
}
