//! A million chunks through a stream: what one costs, and whether memory stays as it is.

use std::time::Instant;

use genkit::prelude::*;
use serde_json::json;

use crate::common::{repetitions, resident, row, us};

const CHUNKS: usize = 1_000_000;

/// Sends so many chunks.
#[flow]
async fn count(to: usize, out: Chunks<String>) -> Result<usize> {
    for n in 0..to {
        out.send(format!("chunk {n}")).await?;
    }
    Ok(to)
}

pub(crate) async fn run() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let n = repetitions(CHUNKS);
    typed(&ai, n.min(1_000)).await?;
    typed(&ai, n).await?;
    as_json(&ai, n.min(1_000)).await?;
    as_json(&ai, n).await
}

async fn typed(ai: &Genkit, n: usize) -> Result<()> {
    let (before, begun) = (resident(), Instant::now());
    let mut run = ai.stream::<count>(n);
    let (mut chunks, mut bytes) = (0, 0);
    while let Some(chunk) = run.next().await {
        chunks += 1;
        bytes += chunk?.len();
    }
    let took = begun.elapsed();
    assert_eq!((chunks, run.output().await?), (n, n));
    told("stream", n, bytes, us(took, n), before);
    Ok(())
}

async fn as_json(ai: &Genkit, n: usize) -> Result<()> {
    let (before, begun) = (resident(), Instant::now());
    let mut run = ai.stream_json("/flow/count", n.into()).await?;
    let (mut chunks, mut bytes) = (0, 0);
    while let Some(chunk) = run.next().await {
        chunks += 1;
        bytes += chunk?.get().len();
    }
    let took = begun.elapsed();
    assert_eq!((chunks, run.output().await?), (n, json!(n)));
    told("stream_json", n, bytes, us(took, n), before);
    Ok(())
}

/// `grew_kib` is how much more memory there is after than before.
fn told(name: &str, n: usize, bytes: usize, us: f64, before: u64) {
    let grew = resident().saturating_sub(before);
    let (name, ns) = (format!("{name}_{n}"), us * 1e3);
    row(
        &json!({"bench": "core", "name": name, "n": n, "bytes": bytes, "ns_per_chunk": ns, "grew_kib": grew}),
    );
}
