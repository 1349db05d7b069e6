//! What a `prompt!` costs the compiler: a program of 100 prompt files beside the same types written by hand.
//!
//! Three programs: `prompts` has a `prompt!` for each of 100 files, `types` has for each the same structs with the same
//! derives, `empty` has nothing. The crate is checked cold, its dependencies before. A JSON line: seconds of processor time,
//! the median over the rounds, in which the three take turns, and milliseconds for each prompt.
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

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

const FILES: usize = 100;
const PROGRAMS: [&str; 3] = ["prompts", "types", "empty"];

fn main() {
    let home = prepare();
    for name in PROGRAMS {
        cargo(&home, name);
    }
    let rounds = common::repetitions(5);
    let mut times = vec![Vec::new(); PROGRAMS.len()];
    for _ in 0..rounds {
        for (name, times) in PROGRAMS.iter().zip(&mut times) {
            times.push(check(&home, name));
        }
    }
    let median = |times: &Vec<f64>| {
        let mut sorted = times.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    let [prompts, types, empty] = [0, 1, 2].map(|at| median(&times[at]));
    let each = |s: f64| (s * 1e5 / FILES as f64).round() / 100.0;
    common::row(&json!({
        "bench": "prompts", "name": "check", "files": FILES, "n": rounds,
        "prompts_s": prompts, "types_s": types, "empty_s": empty,
        "ms_each": each(prompts - empty), "ms_each_over_types": each(prompts - types),
    }));
}

fn file(i: usize) -> String {
    format!(
        "---\nmodel: acme/chat\ninput:\n  schema:\n    theme{i}: string, what it is about\n    guests?: integer\n    \
         vegan: boolean\noutput:\n  schema:\n    dish: string\n    price: number\n---\n\
         {{{{role \"system\"}}}}You cook.\n{{{{role \"user\"}}}}A dish for {{{{theme{i}}}}}\
         {{{{#if vegan}}}} without meat{{{{/if}}}} for {{{{guests}}}}.\n"
    )
}

fn types(i: usize) -> String {
    format!(
        "#[derive(Clone, Debug, PartialEq, Serialize)]\npub struct P{i} {{\n    pub theme{i}: String,\n    \
         #[serde(default, skip_serializing_if = \"Option::is_none\")]\n    pub guests: Option<i64>,\n    pub vegan: bool,\n}}\n\
         #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]\npub struct P{i}Output {{\n    pub dish: String,\n    \
         pub price: f64,\n}}\n"
    )
}

/// Writes a workspace of the three programs, with the versions of this one.
fn prepare() -> PathBuf {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prompts-compile");
    let write = |path: &str, text: &str| {
        let path = home.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = {PROGRAMS:?}\n"));
    write("Cargo.lock", &std::fs::read_to_string(ours.join("../Cargo.lock")).expect("a lock file"));
    let head = "#![allow(dead_code, unused_imports)]\nuse genkit::prelude::*;\n";
    for name in PROGRAMS {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             genkit-runtime = {{ path = \"{}\" }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n",
            ours.display()
        );
        write(&format!("{name}/Cargo.toml"), &manifest);
        let items: String = match name {
            "prompts" => (0..FILES)
                .map(|i| format!("genkit::prompt!(pub P{i} = \"prompts/p{i}.prompt\");\n"))
                .collect(),
            "types" => (0..FILES).map(types).collect(),
            _ => String::new(),
        };
        write(&format!("{name}/src/main.rs"), &format!("{head}{items}fn main() {{}}\n"));
    }
    for i in 0..FILES {
        write(&format!("prompts/prompts/p{i}.prompt"), &file(i));
    }
    home
}

/// Checks one program, nothing of it kept; gives the seconds of processor time.
fn check(home: &Path, name: &str) -> f64 {
    let main = home.join(name).join("src/main.rs");
    let file = std::fs::File::options().append(true).open(main).expect("the program");
    file.set_modified(std::time::SystemTime::now()).expect("a new time");
    let before = children();
    cargo(home, name);
    eprintln!("# check {name}: {:.2} s", children() - before);
    children() - before
}

fn cargo(home: &Path, name: &str) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["check", "--quiet", "--offline", "--package", name]).current_dir(home);
    cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", home.join("target"));
    assert!(cargo.status().expect("cargo").success(), "check {name}");
}

/// Processor time of all child processes so far, in seconds.
fn children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name: the state is the third field, user and system time of children the 16th and 17th, in 1/100 s.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
