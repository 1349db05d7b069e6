//! Runs the program, and keeps files for it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What came of a run.
pub(crate) struct Done {
    pub(crate) code: i32,
    /// Standard output, a value a line.
    pub(crate) lines: Vec<Value>,
    pub(crate) stderr: String,
}

impl Done {
    fn new(output: &Output) -> Self {
        let stdout = String::from_utf8(output.stdout.clone()).unwrap();
        Self {
            code: output.status.code().unwrap(),
            lines: stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// The results, without chunks.
    pub(crate) fn results(&self) -> Vec<&Value> {
        self.lines.iter().filter_map(|line| line.get("result")).collect()
    }
}

pub(crate) fn quickstart() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    command.env_remove("GENKIT_ENV").stdin(Stdio::null());
    for variable in [
        "GEMINI_API_KEY",
        "ANTHROPIC_API_KEY",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "OLLAMA_HOST",
        "QUICKSTART_MODEL",
    ] {
        command.env_remove(variable);
    }
    command
}

pub(crate) fn run(args: &[&str]) -> Done {
    Done::new(&quickstart().args(args).output().unwrap())
}

/// Runs with this on standard input.
pub(crate) fn run_with(args: &[&str], input: &str) -> Done {
    let mut command = quickstart();
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Done::new(&child.wait_with_output().unwrap())
}

/// A file of this content; every test names its own.
pub(crate) fn file(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// Runs with this file; its path is `FILE` in what is told.
pub(crate) fn run_file(name: &str, content: impl AsRef<[u8]>) -> Done {
    let path = file(name, content);
    let path = path.to_str().unwrap();
    let mut done = run(&["--file", path]);
    done.stderr = done.stderr.replace(path, "FILE");
    done
}
