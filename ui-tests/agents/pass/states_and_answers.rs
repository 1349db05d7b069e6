#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]
//! Agents of every form.

use genkit::prelude::*;
use genkit::{Compact, Turn};

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct Count {
    turns: u32,
}

/// Counts.
#[agent(session_store)]
async fn tally(turn: Turn<Count>, _ctx: Ctx) -> Result<String> {
    turn.update(|count| count.turns += 1).await?;
    Ok(turn.text())
}

/// Keeps little.
#[agent(session_store, ttl = "30d", compact = Compact::last(40), keep_snapshots = 10, reject_branching)]
async fn brief(turn: Turn) -> String {
    turn.text()
}

/// Repeats.
#[agent(name = "echo")]
async fn repeat(turn: Turn) -> String {
    turn.text()
}

fn main() {}
