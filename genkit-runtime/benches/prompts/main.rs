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
#[path = "../common/programs.rs"]
mod programs;

use serde_json::json;

use programs::Programs;

const FILES: usize = 100;

fn main() {
    let programs = Programs::new("prompts-compile", ["prompts", "types", "empty"]);
    let prompt = |i| format!("genkit::prompt!(pub P{i} = \"prompts/p{i}.prompt\");\n");
    let sources = [("prompts", items(prompt)), ("types", items(types)), ("empty", String::new())];
    for (name, items) in sources {
        let head = "#![allow(dead_code, unused_imports)]\nuse genkit::prelude::*;\n";
        programs.write(&format!("{name}/src/main.rs"), &format!("{head}{items}fn main() {{}}\n"));
    }
    for i in 0..FILES {
        programs.write(&format!("prompts/prompts/p{i}.prompt"), &file(i));
    }
    let rounds = common::repetitions(5);
    let times = programs.times("check", rounds);
    let [prompts, types, empty] = [0, 1, 2].map(|at| times[at]);
    let each = |s: f64| (s * 1e5 / FILES as f64).round() / 100.0;
    common::row(&json!({
        "bench": "prompts", "name": "check", "files": FILES, "n": rounds,
        "prompts_s": prompts, "types_s": types, "empty_s": empty,
        "ms_each": each(prompts - empty), "ms_each_over_types": each(prompts - types),
    }));
}

fn items(item: impl Fn(usize) -> String) -> String {
    (0..FILES).map(item).collect()
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
