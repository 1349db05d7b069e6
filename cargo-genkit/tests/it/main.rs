//! `cargo genkit` as its user sees it.

// Helpers of tests are no tests to clippy, which allows these in tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

const GENKIT: &str = env!("CARGO_BIN_EXE_cargo-genkit");

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("cargo-genkit-it-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(GENKIT).arg("genkit").args(args).current_dir(&self.0).output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn trace(id: &str, name: &str, failed: bool) -> String {
    let span = |span: &str, parent: Option<&str>, name: &str, start: f64, kind: &str| {
        serde_json::json!({
            "spanId": span, "traceId": id, "parentSpanId": parent, "startTime": start, "endTime": start + 1.5,
            "displayName": name, "attributes": {"genkit:type": kind, "genkit:input": "\"Ada\""},
            "status": if failed { serde_json::json!({"code": 2, "message": "no dish"}) } else { serde_json::json!({"code": 0}) },
        })
    };
    let mut root = span("00000000000000a1", None, name, 1000.0, "action");
    root.as_object_mut().unwrap().remove("parentSpanId");
    let spans = serde_json::json!({
        "00000000000000a2": span("00000000000000a2", Some("00000000000000a1"), "compose", 1000.5, "flowStep"),
        "00000000000000a1": root,
    });
    serde_json::json!({"traceId": id, "displayName": name, "spans": spans}).to_string()
}

#[test]
fn traces_are_listed_and_drawn() {
    let project = Folder::new();
    let (good, bad) = ("0a".repeat(16), "0b".repeat(16));
    project.write(&format!(".genkit/traces/{good}"), &trace(&good, "greet", false));
    project.write(&format!(".genkit/traces/{bad}"), &trace(&bad, "fails", true));

    let list = out(&project.run(&["trace", "list"]));
    assert!(list.contains(&good) && list.contains(&bad), "{list}");
    let list = out(&project.run(&["trace", "list", "--failed"]));
    assert!(list.contains(&bad) && !list.contains(&good), "{list}");
    let list = out(&project.run(&["trace", "list", "--name", "GRE", "--type", "action"]));
    assert!(list.contains("greet") && list.contains("1.5 ms") && !list.contains("fails"), "{list}");

    let tree = out(&project.run(&["trace", "get", "0a0a", "-v"]));
    let drawn = format!(
        "trace {good}\naction greet 1.5 ms\n└─ flowStep compose 1.5 ms\n\naction greet\n  input: \"Ada\"\n"
    );
    assert!(tree.starts_with(&drawn), "{tree}");
    let unclear = project.run(&["trace", "get", "0"]);
    assert_eq!((unclear.status.code(), err(&unclear).contains("several traces")), (Some(1), true));
    let missing = project.run(&["trace", "get", "ff"]);
    assert_eq!((missing.status.code(), err(&missing).trim()), (Some(1), "error: trace ff not found"));
}

/// The program of `examples/served.rs`, which is built with the tests.
fn served() -> PathBuf {
    let examples = Path::new(GENKIT).parent().unwrap().join("examples");
    examples.join(format!("served{}", std::env::consts::EXE_SUFFIX))
}

#[test]
fn the_doctor_finds_crates_that_were_left_out_and_stale_files() {
    let project = Folder::new();
    let manifest = |name: &str, more: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{more}")
    };
    let app = "[dependencies]\nthe-menu = { path = \"menu\" }\nplain = { path = \"plain\" }\n[workspace]\n";
    project.write("Cargo.toml", &manifest("app", app));
    project.write("src/main.rs", "fn main() {}");
    project.write("menu/Cargo.toml", &manifest("the-menu", ""));
    project.write("menu/src/lib.rs", "mod dishes;");
    project.write("menu/src/dishes.rs", "#[genkit::flow]\nasync fn dish() {}\n");
    project.write("plain/Cargo.toml", &manifest("plain", ""));
    project.write("plain/src/lib.rs", "//! Without actions.\n");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let stale = serde_json::json!({
        "id": "1-1", "pid": 1, "reflectionServerUrl": format!("http://127.0.0.1:{port}"), "timestamp": "x",
    });
    project.write(".genkit/runtimes/stale.json", &stale.to_string());

    let told = project.run(&["doctor", "--", served().to_str().unwrap()]);
    let said = out(&told);
    assert_eq!(told.status.code(), Some(1), "{said}{}", err(&told));
    assert!(said.contains("ok    the program starts and serves"), "{said}");
    assert!(said.contains("wrong stale runtime file"), "{said}");
    let dropped = "wrong the crate the-menu declares actions, and none of them is in the program";
    assert!(said.contains(dropped) && said.contains("genkit::link!(the_menu)"), "{said}");
    assert!(!said.contains("plain"), "{said}");
}

#[cfg(unix)]
#[test]
fn the_doctor_says_why_a_program_does_not_start() {
    let project = Folder::new();
    let why = "echo 'error: ALREADY_EXISTS: two actions have the key /flow/a: one at x.rs:1, the other at y.rs:2' >&2; exit 1";
    let told = project.run(&["doctor", "--", "sh", "-c", why]);
    let said = out(&told);
    assert_eq!(told.status.code(), Some(1));
    assert!(said.contains("wrong two actions have one key:") && said.contains("x.rs:1"), "{said}");
    let told = project.run(&["doctor", "--", "no-such-program"]);
    assert!(err(&told).contains("cannot be started"), "{}", err(&told));
}

#[cfg(unix)]
#[test]
fn the_doctor_tells_a_program_that_is_not_served() {
    let project = Folder::new();
    let told = project.run(&["doctor", "--wait", "0", "--", "sleep", "60"]);
    assert!(out(&told).contains("does not serve developer tools"), "{}", out(&told));
}

#[cfg(unix)]
#[test]
fn a_program_is_asked_for_its_document() {
    let project = Folder::new();
    let answers = r#"[ "$GENKIT_PRINT" = openapi ] && [ -z "$GENKIT_ENV" ] && echo '{"openapi": "3.1.0", "paths": {}}'"#;
    let told = project.run(&["openapi", "--", "sh", "-c", answers]);
    assert_eq!(out(&told).trim(), "{\n  \"openapi\": \"3.1.0\",\n  \"paths\": {}\n}");
    let told = project.run(&["openapi", "--", "sh", "-c", "echo working as always"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(err(&told).contains("under #[genkit::main]"), "{}", err(&told));
    let told =
        project.run(&["openapi", "--", "sh", "-c", "echo 'error: give it the feature `serve`' >&2; exit 1"]);
    assert!(err(&told).contains("the feature `serve`"), "{}", err(&told));
}
