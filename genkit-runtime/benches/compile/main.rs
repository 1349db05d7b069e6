//! What the macros cost the compiler: a program of 150 flows beside the same functions made reachable by hand.
//!
//! Three programs, each function with an input and an output type of its own: `flows` annotates the functions, `hand`
//! writes for each what makes it run with JSON by its name and tell its schemas, `bare` leaves them alone. The crate is
//! compiled cold, its dependencies before. A JSON line for `check` and for `build` (debug): seconds of processor time, the median
//! over the rounds, in which the three take turns.
#![allow(
    missing_docs,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a program"
)]

#[path = "../common/mod.rs"]
mod common;
mod source;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::json;

use source::PROGRAMS;

const FLOWS: usize = 150;

fn main() {
    let home = prepare();
    for (name, _) in PROGRAMS {
        for what in ["check", "build"] {
            cargo(&home, what, name);
        }
    }
    for what in ["check", "build"] {
        let rounds = common::repetitions(5);
        let mut times = vec![Vec::new(); PROGRAMS.len()];
        for _ in 0..rounds {
            for ((name, _), times) in PROGRAMS.iter().zip(&mut times) {
                times.push(compile(&home, what, name));
            }
        }
        let median = |times: &[f64]| {
            let mut sorted = times.to_vec();
            sorted.sort_by(f64::total_cmp);
            sorted.get(sorted.len() / 2).copied().unwrap_or_default()
        };
        let round = |s: f64| (s * 100.0).round() / 100.0;
        let [flows, hand, bare] = [0, 1, 2].map(|i| times.get(i).map_or(0.0, |times| median(times)));
        common::row(&json!({
            "bench": "compile", "name": what, "flows": FLOWS, "n": rounds,
            "flows_s": round(flows), "hand_s": round(hand), "bare_s": round(bare),
            "times_hand": round(flows / hand), "times_bare": round(flows / bare),
        }));
    }
}

/// Writes a workspace of the three programs, with the versions of this one.
fn prepare() -> PathBuf {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
    let write = |path: &str, text: &str| {
        let path = home.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let members = PROGRAMS.map(|(name, _)| name);
    write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"));
    let lock = std::fs::read_to_string(ours.join("../Cargo.lock")).expect("a lock file");
    write("Cargo.lock", &lock);
    for (name, program) in PROGRAMS {
        write(&format!("{name}/Cargo.toml"), &source::manifest(name, ours));
        write(&format!("{name}/src/main.rs"), &program(FLOWS));
    }
    home
}

/// Compiles one program, nothing of it kept; gives the seconds of processor time.
fn compile(home: &Path, what: &str, name: &str) -> f64 {
    let main = home.join(name).join("src/main.rs");
    let file = std::fs::File::options().append(true).open(main).expect("the program");
    file.set_modified(std::time::SystemTime::now()).expect("a new time");
    let before = children();
    let begun = Instant::now();
    cargo(home, what, name);
    eprintln!("# {what} {name}: {:.2} s, wall {:.2} s", children() - before, begun.elapsed().as_secs_f64());
    children() - before
}

fn cargo(home: &Path, what: &str, name: &str) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([what, "--quiet", "--offline", "--package", name]).current_dir(home);
    cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", home.join("target"));
    // Set for tests, by the configuration of the workspace.
    cargo.env_remove("CARGO_PROFILE_DEV_DEBUG");
    assert!(cargo.status().expect("cargo").success(), "{what} {name}");
}

/// Processor time of all child processes so far, in seconds.
fn children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name: the state is the third field, user and system time of children the 16th and 17th, in 1/100 s.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
