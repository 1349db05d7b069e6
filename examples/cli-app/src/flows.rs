//! Flows to run, to stream, to fail and to stop.

use std::time::Duration;

use genkit::prelude::*;
use serde_json::{Value, json};

/// Upper-cases a string.
#[tool]
async fn upper(
    /// What is upper-cased
    s: String,
) -> Result<String> {
    Ok(s.to_uppercase())
}

/// Greets someone by way of the model.
#[flow]
async fn greet(name: String, ctx: Ctx) -> Result<String> {
    tracing::info!(who = name, "greeting someone");
    Ok(ctx.generate().prompt(format!("Hello {name}")).await?.text())
}

/// A number on the way down.
#[derive(Serialize, JsonSchema)]
struct Count {
    n: u32,
}

/// Counts down, a number every 20 milliseconds.
#[flow]
async fn countdown(from: u32, ctx: Ctx, out: Chunks<Count>) -> Result<String> {
    for n in (1..=from).rev() {
        out.send(Count { n }).await?;
        ctx.ai().env().sleep(Duration::from_millis(20)).await;
    }
    Ok("liftoff".to_owned())
}

/// Tells what it was given to know of the caller.
#[flow]
async fn whoami(ctx: Ctx) -> Result<Value> {
    Ok(json!(ctx.context()))
}

/// Fails.
#[flow]
async fn boom(s: String) -> Result<(), String> {
    Err(format!("boom: {s}"))
}

/// Takes ten seconds, unless it is stopped.
#[flow]
async fn slow(ctx: Ctx) -> Result<String> {
    ctx.ai().env().sleep(Duration::from_secs(10)).await;
    Ok("too late".to_owned())
}

/// Runs a tool within a step.
#[flow]
async fn steps(s: String, ctx: Ctx) -> Result<Value> {
    let up = ctx.step("shout", async { ctx.run::<upper>(s).await }).await?;
    Ok(json!({"up": up}))
}
