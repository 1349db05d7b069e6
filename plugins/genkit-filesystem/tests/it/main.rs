//! What models can do in a folder, and what nobody can.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests"
)]

mod attacks;
mod tools;

use std::fs;
use std::path::{Path, PathBuf};

use genkit::prelude::*;
use genkit_filesystem::Filesystem;
use serde_json::Value;

/// A folder `root` beside something secret.
struct Place {
    _folder: tempfile::TempDir,
    root: PathBuf,
    outside: PathBuf,
    ai: TestGenkit,
}

const SECRET: &str = "OUTSIDE-SECRET";

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (root, outside) = (folder.path().join("root"), folder.path().join("outside"));
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::create_dir_all(&outside).unwrap();
        fs::write(root.join("hello.txt"), "Hello!\nHow are you?\n").unwrap();
        fs::write(root.join("sub/deep.txt"), "deep").unwrap();
        fs::write(outside.join("secret.txt"), SECRET).unwrap();
        Self { _folder: folder, root, outside, ai: TestGenkit::new() }
    }

    /// What the tool answers, as the model is told it.
    async fn run(&self, tool: &str, input: Value) -> Value {
        self.ai.script([reply().call_named(tool, input), reply().text("done")]);
        let call = self.ai.generate().prompt("go").with(Filesystem::at(&self.root).allow_write());
        call.await.unwrap();
        let response = self.ai.tool_responses().pop().unwrap();
        serde_json::to_value(response).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

#[cfg(unix)]
fn link(to: impl AsRef<Path>, at: impl AsRef<Path>) {
    std::os::unix::fs::symlink(to, at).unwrap();
}
