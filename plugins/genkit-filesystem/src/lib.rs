//! A folder as tools for models: they list, read, write and edit what is in it, and nothing else.
//!
//! ```no_run
//! use genkit::prelude::*;
//! use genkit_filesystem::Filesystem;
//!
//! # async fn go(ai: Genkit) -> Result<()> {
//! let call = ai.generate().prompt("Fix the spelling in README.md").with(Filesystem::at("./notes").allow_write());
//! println!("{}", call.await?.text());
//! # Ok(()) }
//! ```
//!
//! The folder is opened once for each call, and everything is opened from there, one component of a path after the other,
//! as [`cap-std`](https://docs.rs/cap-std) does it: neither `..`, nor absolute paths, nor links (also those that are put
//! there while a tool runs) lead out. What is no plain file is not opened.

mod edit;
mod folder;
mod tools;

use std::path::Path;
use std::sync::Arc;

use genkit::prelude::*;
use genkit::{Action, Hooks, Middleware, MiddlewareHandle};

use crate::folder::Folder;

/// Gives a model the files of a folder: `filesystem` on the wire.
///
/// The tools are `list_files` and `read_file`, with [`allow_write`](Filesystem::allow_write) also `write_file` and
/// `edit_file`. Their errors are told to the model.
///
/// Whoever may choose its configuration chooses the folder: to let others name it (over the wire, in prompt files), register
/// [`middleware`](Filesystem::middleware), whose folder is fixed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(description = "Gives a model the files of a folder")]
pub struct Filesystem {
    /// The folder.
    root_directory: String,
    /// True to let files be written and edited.
    #[serde(default)]
    allow_write_access: bool,
    /// What stands before the names of the tools.
    #[serde(default)]
    tool_name_prefix: String,
}

impl Filesystem {
    /// The files of this folder, to be read.
    #[must_use]
    pub fn at(root: impl AsRef<Path>) -> Self {
        let root_directory = root.as_ref().to_string_lossy().into_owned();
        Self { root_directory, allow_write_access: false, tool_name_prefix: String::new() }
    }

    /// Lets files be written and edited, too.
    #[must_use]
    pub fn allow_write(mut self) -> Self {
        self.allow_write_access = true;
        self
    }

    /// What stands before the names of the tools, to tell several folders apart.
    #[must_use]
    pub fn tool_name_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.tool_name_prefix = prefix.into();
        self
    }

    /// The middleware of this very folder, to be registered: whoever names it can configure nothing.
    #[must_use]
    #[track_caller]
    pub fn middleware(self) -> Middleware {
        let builder = Middleware::builder(Self::NAME).description("Gives a model the files of a folder");
        builder.hooks(move |(): (), ai| Self::hooks(self.clone(), ai))
    }

    fn tools(&self) -> Result<Vec<Action>> {
        let folder = Arc::new(Folder::open(&self.root_directory)?);
        let name = |tool: &str| format!("{}{tool}", self.tool_name_prefix);
        let mut tools = vec![
            tools::list_files(name("list_files"), folder.clone()),
            tools::read_file(name("read_file"), folder.clone()),
        ];
        if self.allow_write_access {
            tools.push(tools::write_file(name("write_file"), folder.clone()));
            tools.push(tools::edit_file(name("edit_file"), folder));
        }
        Ok(tools)
    }
}

impl MiddlewareHandle for Filesystem {
    type Config = Self;
    const NAME: &'static str = "filesystem";
    const DESCRIPTION: Option<&'static str> = Some("Gives a model the files of a folder");

    fn hooks(config: Self, _ai: &Genkit) -> Result<Hooks> {
        Ok(Hooks::new().tools(config.tools()?))
    }
}
