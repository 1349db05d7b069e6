//! Rendering, beside Genkit's JavaScript package `dotprompt` in the same run.
//!
//! A JSON line a template: microseconds for one rendering to messages, parsed once before, and for parsing and rendering
//! both. The package is installed by npm into the target folder; without npm, or without the package, its columns are
//! absent and `ignored` says why.
#![allow(
    missing_docs,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a program"
)]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use genkit_dotprompt::{Data, Environment, Prompt};
use serde_json::{Value, json};

const PARTIAL: &str = "Yours, {{name}}";

struct Work {
    name: &'static str,
    source: String,
    input: Value,
    n: usize,
}

fn works() -> Vec<Work> {
    let dishes = |n: usize| -> Value {
        let dish = |i| json!({"name": format!("dish {i}"), "price": i, "vegan": i % 2 == 0});
        (0..n).map(dish).collect()
    };
    let list = "{{role \"user\"}}{{#each dishes}}- {{name}}: {{price}}{{#if vegan}} (vegan){{/if}}\n{{/each}}{{> sign}}";
    vec![
        Work {
            name: "greeting",
            source: "---\nmodel: a\ninput:\n  schema: {name: string}\n---\n{{role \"system\"}}Be kind.\n{{role \"user\"}}Greet {{name}}."
                .to_owned(),
            input: json!({"name": "Ada"}),
            n: 20_000,
        },
        Work {
            name: "list of 20",
            source: format!("---\nmodel: a\n---\n{{{{role \"system\"}}}}You cook.\n{list}"),
            input: json!({"name": "Ada", "dishes": dishes(20)}),
            n: 5_000,
        },
        Work {
            name: "list of 1000",
            source: format!("---\nmodel: a\n---\n{{{{role \"system\"}}}}You cook.\n{list}"),
            input: json!({"name": "Ada", "dishes": dishes(1000)}),
            n: 200,
        },
    ]
}

fn main() {
    let works = works();
    let peer = peer(&works);
    for (at, work) in works.iter().enumerate() {
        let (render, both) = ours(work);
        let mut row = json!({
            "bench": "render", "name": work.name, "n": work.n, "render_us": render, "parse_and_render_us": both,
        });
        match &peer {
            Ok(peer) => {
                let js = &peer[at];
                let ratio =
                    |ours: f64, theirs: &Value| (theirs.as_f64().unwrap_or(0.0) / ours * 10.0).round() / 10.0;
                row["js_render_us"] = js["render_us"].clone();
                row["js_parse_and_render_us"] = js["both_us"].clone();
                row["times_faster"] = json!(ratio(render, &js["render_us"]));
                row["times_faster_with_parsing"] = json!(ratio(both, &js["both_us"]));
                assert_eq!(js["bytes"], bytes(work), "both render {} alike", work.name);
            }
            Err(why) => row["ignored"] = json!(why),
        }
        println!("{row}");
    }
}

fn environment() -> Environment {
    let mut env = Environment::new();
    env.define_partial("sign", PARTIAL).expect("a template");
    env
}

fn bytes(work: &Work) -> usize {
    let prompt = Prompt::parse(&work.source).expect("a prompt");
    let rendered = environment().render(&prompt, &Data::new(&work.input)).expect("rendered");
    serde_json::to_value(rendered.to_messages(&[])).expect("messages").to_string().len()
}

fn ours(work: &Work) -> (f64, f64) {
    let (env, prompt) = (environment(), Prompt::parse(&work.source).expect("a prompt"));
    let render =
        |prompt: &Prompt| env.render(prompt, &Data::new(&work.input)).expect("rendered").to_messages(&[]);
    let time = |f: &dyn Fn() -> usize| {
        for _ in 0..work.n / 10 {
            std::hint::black_box(f());
        }
        let begun = Instant::now();
        for _ in 0..work.n {
            std::hint::black_box(f());
        }
        (begun.elapsed().as_secs_f64() * 1e9 / work.n as f64).round() / 1e3
    };
    let once = time(&|| render(&prompt).len());
    let both = time(&|| render(&Prompt::parse(&work.source).expect("a prompt")).len());
    (once, both)
}

/// What the package needs for the same, or why it is not asked.
fn peer(works: &[Work]) -> Result<Vec<Value>, String> {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("dotprompt-js");
    std::fs::create_dir_all(&home).map_err(|error| error.to_string())?;
    if !home.join("node_modules/dotprompt").is_dir() {
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(&home)
            .arg("dotprompt@1");
        let status = npm.stdout(Stdio::null()).status().map_err(|_| "npm is not installed".to_owned())?;
        if !status.success() {
            return Err("npm cannot install the package dotprompt".to_owned());
        }
    }
    std::fs::write(home.join("peer.mjs"), include_str!("peer.mjs")).map_err(|error| error.to_string())?;
    let mut node = Command::new("node");
    node.arg("peer.mjs").current_dir(&home).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = node.spawn().map_err(|_| "node is not installed".to_owned())?;
    let all: Vec<Value> =
        works.iter().map(|w| json!({"source": w.source, "input": w.input, "n": w.n})).collect();
    let asked = json!({"works": all, "partial": PARTIAL}).to_string();
    node.stdin.take().expect("piped").write_all(asked.as_bytes()).map_err(|error| error.to_string())?;
    let output = node.wait_with_output().map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|_| "node did not finish".to_owned())
}
