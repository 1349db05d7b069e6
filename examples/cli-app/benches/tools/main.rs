//! What the developer tools cost, as JSON lines: `cargo bench -p cli-app --bench tools`.
//!
//! | what | measured |
//! | --- | --- |
//! | `start` | milliseconds from the start of the process to its runtime file |
//! | `first-chunk` | milliseconds from a request to the first chunk of its run |
//! | `span` | microseconds that a span takes of the task that it is made on, by who takes traces |
//!
//! With `GENKIT_JS_APP`, a folder with the same program in JavaScript (`app.js`, its packages installed), that one is
//! measured in turn with ours.

// A target without the standard harness is no test to clippy, which allows these in tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod programs;
mod spans;

fn main() {
    programs::measure();
    spans::measure();
}

/// A line of the result: the median and the worst of twenty.
fn tell(what: &str, of: &str, unit: &str, mut samples: Vec<f64>) {
    samples.sort_by(f64::total_cmp);
    let at = |share: f64| (samples[(samples.len() as f64 * share) as usize] * 1000.0).round() / 1000.0;
    let line = serde_json::json!({
        "what": what, "of": of, "unit": unit, "median": at(0.5), "p95": at(0.95), "samples": samples.len(),
    });
    println!("{line}");
}
