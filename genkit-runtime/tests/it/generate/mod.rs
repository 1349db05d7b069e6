//! Generate calls as users make them.

mod cancel;
mod hardened;
mod interrupts;
mod keep;
mod output;
mod tools;
mod wire;

use genkit::prelude::*;
use genkit::testing::{TestModel, scripted};

/// Adds two numbers.
#[tool]
async fn sum_of(a: i64, b: i64) -> Result<i64> {
    Ok(a + b)
}

/// Answers after a while.
#[tool]
async fn slow(ms: u64, ctx: Ctx) -> Result<String> {
    ctx.ai().env().sleep(std::time::Duration::from_millis(ms)).await;
    Ok(format!("after {ms}"))
}

/// Always fails.
#[tool]
async fn broken() -> Result<String> {
    Err(Error::unavailable("backend down"))
}

/// Sends money, once somebody agreed.
#[tool(effect = "once")]
pub(crate) async fn pay(amount: u32, ctx: Ctx) -> Result<String> {
    match ctx.resumed() {
        None => Err(ctx.interrupt(serde_json::json!({"agree": amount}))),
        Some(by) => Ok(format!("paid {amount}, agreed by {by}")),
    }
}

/// A model of no replies, for runtimes that need one.
pub(crate) fn silent() -> TestModel {
    scripted(Vec::<genkit::testing::Reply>::new())
}
