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
#[path = "../common/programs.rs"]
mod programs;
mod source;

use serde_json::json;

use programs::Programs;
use source::PROGRAMS;

const FLOWS: usize = 150;

fn main() {
    let programs = Programs::new("compile", PROGRAMS.map(|(name, _)| name));
    for (name, source) in PROGRAMS {
        programs.write(&format!("{name}/src/main.rs"), &source(FLOWS));
    }
    for what in ["check", "build"] {
        let rounds = common::repetitions(5);
        let times = programs.times(what, rounds);
        let [flows, hand, bare] = [0, 1, 2].map(|i| times[i]);
        let round = |s: f64| (s * 100.0).round() / 100.0;
        common::row(&json!({
            "bench": "compile", "name": what, "flows": FLOWS, "n": rounds,
            "flows_s": round(flows), "hand_s": round(hand), "bare_s": round(bare),
            "times_hand": round(flows / hand), "times_bare": round(flows / bare),
        }));
    }
}
