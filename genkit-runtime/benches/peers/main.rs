//! The workloads that Genkit's peers are measured on, one JSON line each: `{"peer", "name", "n", "us_per_op"}`.
//!
//! A name as the argument runs one workload; `SCALE` scales the repetitions. The rows of the peer
//! `genkit-rust+spans` have a listener that serialises every span and drops it; `SPANS=0` leaves them out, `SPANS=1` the
//! others.
#![allow(
    missing_docs,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a program"
)]

#[path = "../common/mod.rs"]
mod common;
mod models;
mod work;

use std::future::Future;
use std::hint::black_box;
use std::time::Instant;

use genkit::prelude::*;
use genkit::trace::{SpanRecord, TraceSink};
use serde_json::json;

use common::{only, repetitions, row, us};

/// Serialises every span, and drops it.
struct Serialise;

impl TraceSink for Serialise {
    fn span_ended(&self, span: &SpanRecord) {
        black_box(serde_json::to_vec(span).expect("a span is JSON"));
    }
}

/// The workloads of one runtime.
struct Bench {
    peer: &'static str,
    only: Option<String>,
}

impl Bench {
    /// Runs `op` some times and prints how long one takes.
    async fn time<F: Future<Output = Result<()>>>(
        &self,
        name: &str,
        n: usize,
        mut op: impl FnMut() -> F,
    ) -> Result<()> {
        if self.only.as_deref().is_some_and(|only| only != name) {
            return Ok(());
        }
        let n = repetitions(n);
        for _ in 0..n.div_ceil(20) {
            op().await?;
        }
        let begun = Instant::now();
        for _ in 0..n {
            op().await?;
        }
        row(&json!({"peer": self.peer, "name": name, "n": n, "us_per_op": us(begun.elapsed(), n)}));
        Ok(())
    }

    async fn run(&self, ai: &Genkit) -> Result<()> {
        self.time("flow", 500_000, || work::flow(ai)).await?;
        self.time("generate", 100_000, || work::generate(ai)).await?;
        for (k, n) in [(10, 10_000), (100, 1_000)] {
            models::TURNS.set(k);
            self.time(&format!("tool_loop_{k}"), n, || work::tool_loop(ai, k)).await?;
        }
        for (k, n) in [(1_000, 1_000), (10_000, 100), (100_000, 10)] {
            models::CHUNKS.set(k);
            self.time(&format!("stream_{k}"), n, || work::stream(ai, k)).await?;
        }
        for (k, pieces, n) in [(100, 206, 1_000), (1_000, 2_174, 100)] {
            models::ROWS.set(k);
            self.time(&format!("stream_json_{k}"), n, || work::stream_json(ai, k, pieces)).await?;
        }
        let mib = |kib: u64| (kib as f64 / 102.4).round() / 10.0;
        let (value, peak) = (mib(common::resident()), mib(common::peak()));
        row(&json!({"peer": self.peer, "name": "rss_mib", "value": value, "peak": peak}));
        Ok(())
    }
}

fn main() -> Result<()> {
    let spans = std::env::var("SPANS").ok();
    let wanted = |value: &str| spans.as_deref().is_none_or(|spans| spans == value);
    common::runtime().block_on(async {
        if wanted("0") {
            let ai = Genkit::builder().build().await?;
            work::check(&ai).await?;
            Bench { peer: "genkit-rust", only: only() }.run(&ai).await?;
        }
        if wanted("1") {
            let ai = Genkit::builder().trace_sink(Serialise).build().await?;
            Bench { peer: "genkit-rust+spans", only: only() }.run(&ai).await?;
        }
        Ok(())
    })
}
