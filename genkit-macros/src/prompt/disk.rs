//! Prompt files as the compiler finds them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

/// Folders are not followed any deeper.
const MAX_DEPTH: usize = 16;

/// Where files are read from.
pub(crate) trait Disk {
    /// The folder of the package.
    fn package(&self) -> PathBuf;
    /// The folder of the source file.
    fn beside(&self, literal: &LitStr) -> Option<PathBuf>;
    fn read(&self, path: &Path) -> io::Result<String>;
    /// The `.prompt` files in a folder and below it.
    fn prompts(&self, folder: &Path) -> Vec<PathBuf>;
}

/// The machine's own.
#[derive(Debug)]
pub(crate) struct RealDisk;

impl Disk for RealDisk {
    fn package(&self) -> PathBuf {
        std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default().into()
    }

    fn beside(&self, literal: &LitStr) -> Option<PathBuf> {
        // Only the compiler knows, not a test of ours.
        let file = proc_macro::is_available().then(|| literal.span().unwrap().local_file())??;
        file.parent().map(Path::to_owned)
    }

    fn read(&self, path: &Path) -> io::Result<String> {
        fs::read_to_string(path)
    }

    fn prompts(&self, folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(folder, 0, &mut found);
        found.sort();
        found
    }
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if depth < MAX_DEPTH {
                walk(&path, depth + 1, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "prompt") {
            found.push(path);
        }
    }
}

/// A path from the user's literal: below the package, or beside the source file where it is not there.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// As it is written.
    pub(crate) written: String,
    pub(crate) path: PathBuf,
    /// True if it is below the package.
    pub(crate) in_package: bool,
}

impl Place {
    pub(crate) fn find(literal: &LitStr, disk: &dyn Disk) -> Self {
        let written = literal.value();
        let path = disk.package().join(&written);
        let beside = disk.beside(literal).map(|folder| folder.join(&written));
        match beside {
            Some(beside) if !path.exists() && beside.exists() => {
                let beside = beside.canonicalize().unwrap_or(beside);
                Self { written, path: beside, in_package: false }
            }
            _ => Self { written, path, in_package: true },
        }
    }

    /// Another file, as if it were written in the same way.
    pub(crate) fn sibling(&self, path: PathBuf) -> Self {
        let base = self.path.ancestors().nth(Path::new(&self.written).components().count());
        let written = base.and_then(|base| path.strip_prefix(base).ok()).unwrap_or(&path);
        Self { written: slashed(written), path, in_package: self.in_package }
    }

    /// Where it is, for the runtime's macros: `"prompts/menu.prompt"`, `at "/home/ada/prompts/menu.prompt"`.
    pub(crate) fn known(&self) -> TokenStream {
        let path = self.path.to_string_lossy();
        if self.in_package { self.written.to_token_stream() } else { quote!(at #path) }
    }

    /// The file as a constant; the compiler then follows its changes.
    pub(crate) fn file(&self) -> TokenStream {
        let written = &self.written;
        let at = (!self.in_package).then(|| self.known());
        quote!(__gk::prompt_file!(#written #at))
    }

    /// The folder of all prompts: the nearest one above that is called `prompts`, or else the file's own.
    pub(crate) fn root(&self) -> PathBuf {
        let mut above = self.path.ancestors().skip(1);
        let named = above.find(|folder| folder.file_name().is_some_and(|name| name == "prompts"));
        named.or(self.path.parent()).unwrap_or(Path::new("")).to_owned()
    }

    /// The prompt's name: folders below the root, name and variant.
    pub(crate) fn name(&self) -> String {
        let below = self.path.strip_prefix(self.root()).unwrap_or(&self.path);
        let name = slashed(below);
        name.strip_suffix(".prompt").unwrap_or(&name).to_owned()
    }
}

/// With `/` between the names, on any machine.
pub(crate) fn slashed(path: &Path) -> String {
    path.iter().map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The name of a partial, if the file is one.
pub(crate) fn partial(path: &Path) -> Option<&str> {
    path.file_stem()?.to_str()?.strip_prefix('_')
}
