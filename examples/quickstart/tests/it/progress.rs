//! The progress bar, on a terminal of its own.
#![cfg(target_os = "linux")]

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::support::{file, quickstart, run};

const LINES: usize = 20;

fn inputs(name: &str) -> std::path::PathBuf {
    let good = "{\"theme\": \"farm\"}\n".repeat(LINES - 1);
    file(name, format!("{{\"theme\": 1}}\n{good}"))
}

/// The two ends of a terminal: ours, and the program's.
fn terminal() -> (File, File) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap();
    let path = OsStr::from_bytes(name.as_bytes());
    (File::from(ours), OpenOptions::new().read(true).write(true).open(path).unwrap())
}

/// Everything that was written to the terminal until nobody holds it any more.
fn seen(mut ours: File) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    // The end of a terminal is an error on Linux.
    while let Ok(read @ 1..) = ours.read(&mut buffer) {
        bytes.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn on_a_terminal_a_bar_is_drawn_and_taken_away() {
    let path = inputs("progress.jsonl");
    let (ours, theirs) = terminal();
    let mut command = quickstart();
    command.args(["suggest_dish", "--file"]).arg(&path).env("TERM", "xterm").stderr(theirs);
    let output = command.output().unwrap();
    drop(command);
    let seen = seen(ours);
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), LINES - 1);
    assert!(seen.contains(" %, "), "no bar in {seen:?}");
    assert!(seen.contains(":1: theme: must be string"), "no complaint in {seen:?}");
    assert!(seen.ends_with("\u{1b}[2K"), "the bar stays in {seen:?}");
}

#[test]
fn elsewhere_no_bar_is_drawn() {
    let path = inputs("no-progress.jsonl");
    let done = run(&["suggest_dish", "--file", path.to_str().unwrap()]);
    assert_eq!(done.stderr, format!("{}:1: theme: must be string\n", path.display()));
}
