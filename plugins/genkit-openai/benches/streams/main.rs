//! What the plugin adds to a stream, over a raw `reqwest` client that only reads the bytes, and beside Genkit JS over a raw
//! `fetch`; all in one run, in turns, against one server on loopback. And a thousand streams at once.
//!
//! ```sh
//! npm install --prefix /tmp/peer genkit@1.42.0 @genkit-ai/compat-oai@1.42.0
//! PEER=/tmp/peer cargo bench -p genkit-openai --bench streams
//! ```
//!
//! Without `PEER` the rows of Genkit JS are left out. `SCALE` scales the repetitions. Each cell is a median; `cpu` is the
//! time that the whole client process took of a processor, for a chunk, also where many streams share it.
#![allow(
    missing_docs,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a program"
)]

mod client;
mod server;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// How often a short stream and a long one are read, one after the other.
const SHORT: usize = 600;
const LONG: usize = 40;
/// Chunks of a long stream.
const CHUNKS: usize = 1000;
/// Streams at once, their chunks, and the pause between two in milliseconds.
const MANY: (usize, usize, usize) = (1000, 100, 50);
/// How often the programs take turns.
const ROUNDS: usize = 3;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    match args.first().map(String::as_str) {
        Some("serve") => server::run(),
        Some(role) => client::run(role, &args[1]),
        None => compare(),
    }
}

/// Starts a server, lets the programs take turns, and prints their medians.
fn compare() {
    let this = std::env::current_exe().unwrap();
    let mut server = Server(Command::new(&this).arg("serve").stdout(Stdio::piped()).spawn().unwrap());
    let mut port = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let base = format!("http://127.0.0.1:{}/v1", port.trim());

    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/streams/peer.mjs");
    let peer = std::env::var_os("PEER");
    let mut rows: Vec<Value> = Vec::new();
    for _ in 0..ROUNDS {
        for role in ["stream", "many-raw", "many-genkit"] {
            rows.extend(row(Command::new(&this).arg(role).arg(&base)));
            if let Some(peer) = &peer {
                rows.extend(row(Command::new("node").arg(script).arg(role).arg(&base).env("PEER", peer)));
            }
        }
    }
    table(&rows);
}

/// What a program prints: lines of JSON.
fn row(command: &mut Command) -> Vec<Value> {
    let done = command.stderr(Stdio::inherit()).output().unwrap();
    assert!(done.status.success(), "{command:?}");
    done.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
}

/// Stops when it is let go.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn table(rows: &[Value]) {
    let median = |who: &str, what: &str| {
        let mut all: Vec<f64> =
            rows.iter().filter(|row| row["who"] == who).filter_map(|row| row[what].as_f64()).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied()
    };
    let cell = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
    println!("| | first chunk, µs | a chunk, µs | of it cpu |");
    println!("| --- | --: | --: | --: |");
    for (name, raw, genkit) in
        [("Rust", "reqwest", "genkit-openai"), ("JS", "fetch", "@genkit-ai/compat-oai")]
    {
        for who in [raw, genkit] {
            let [first, chunk, cpu] = ["first_us", "chunk_us", "cpu_us"].map(|what| cell(median(who, what)));
            println!("| {who} | {first} | {chunk} | {cpu} |");
        }
        let added = |what| median(genkit, what).zip(median(raw, what)).map(|(genkit, raw)| genkit - raw);
        let [first, chunk, cpu] = ["first_us", "chunk_us", "cpu_us"].map(|what| cell(added(what)));
        println!("| added in {name} | {first} | {chunk} | {cpu} |");
    }
    let (streams, chunks, pause) = MANY;
    println!("\n{streams} streams at once, a chunk each {pause} ms, {chunks} of them:\n");
    println!("| | all done, s | cpu a chunk, µs | memory before, MiB | at most, MiB | a stream, KiB |");
    println!("| --- | --: | --: | --: | --: | --: |");
    for who in ["many reqwest", "many genkit-openai", "many fetch", "many @genkit-ai/compat-oai"] {
        let [wall, cpu, before, peak] =
            ["wall_s", "cpu_us", "before_mib", "peak_mib"].map(|what| median(who, what));
        let each = peak.zip(before).map(|(peak, before)| (peak - before) * 1024.0 / streams as f64);
        let [wall, cpu, before, peak, each] = [wall, cpu, before, peak, each].map(cell);
        println!("| {} | {wall} | {cpu} | {before} | {peak} | {each} |", who.trim_start_matches("many "));
    }
}
