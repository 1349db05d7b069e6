//! The flows that are served.

use std::time::Duration;

use genkit::prelude::*;
use serde_json::{Value, json};

/// A number on the way down.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Step {
    n: i64,
}

/// Where a countdown begins.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Start(#[schemars(range(min = 0, max = 100))] i64);

/// Counts down, ten numbers a second.
#[flow]
pub(crate) async fn countdown(Start(from): Start, ctx: Ctx, out: Chunks<Step>) -> Result<String> {
    for n in (1..=from).rev() {
        out.send(Step { n }).await?;
        ctx.ai().env().sleep(Duration::from_millis(100)).await;
    }
    Ok("liftoff".to_owned())
}

/// Fails, and keeps to itself why.
#[flow]
async fn boom(out: Chunks<String>) -> Result<()> {
    out.send("one".to_owned()).await?;
    Err(Error::internal("secret detail"))
}

/// Fails, and says why.
#[flow]
async fn denied(out: Chunks<String>) -> Result<()> {
    out.send("one".to_owned()).await?;
    Err(Error::public(Status::PermissionDenied, "not yours").with_details(json!({"why": "x"})))
}

/// Tells what it knows of the caller.
#[flow]
pub(crate) async fn whoami(ctx: Ctx) -> Result<Value> {
    Ok(json!(ctx.context()))
}

/// Something to be sent back.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Echo {
    name: String,
    /// What every JSON reader keeps exactly
    #[schemars(range(min = -9_007_199_254_740_991_i64, max = 9_007_199_254_740_991_i64))]
    count: i64,
}

/// Gives back what it was given.
#[flow]
async fn echo(input: Echo) -> Result<Echo> {
    Ok(input)
}

/// A number on the way up.
#[derive(Serialize, JsonSchema)]
struct Count {
    count: u64,
}

/// How far to count.
#[derive(Serialize, Deserialize, JsonSchema)]
struct End(#[schemars(range(max = 100_000))] u64);

/// Counts up to a number, as fast as it can.
#[flow]
async fn count(End(to): End, out: Chunks<Count>) -> Result<u64> {
    for count in 0..to {
        out.send(Count { count }).await?;
    }
    Ok(to)
}
