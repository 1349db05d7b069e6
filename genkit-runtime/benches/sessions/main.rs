//! What a turn costs in a session of 10,000 messages against the first one, what idle sessions hold, and how fast the
//! stores are.
//!
//! A JSON line a workload. A name as the argument runs one group: `turns`, `agents`, `idle`, `stores`; `SCALE` scales
//! the repetitions. The model answers at once and reads nothing but the last message, so that what is measured is the session.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a program")]

#[path = "../common/mod.rs"]
mod common;
mod idle;
mod stores;
mod turns;

use genkit::prelude::*;
use genkit::{Chunks, SessionStore};

fn main() -> Result<()> {
    let only = common::only();
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    common::runtime().block_on(async {
        // First, for memory that others gave back would hide what these hold.
        if wanted("idle") {
            idle::run().await?;
        }
        if wanted("turns") {
            turns::chats().await?;
        }
        if wanted("agents") {
            turns::agents().await?;
        }
        if wanted("stores") {
            stores::run().await?;
        }
        Ok(())
    })
}

/// A runtime with a model that answers with a line.
async fn runtime(store: impl SessionStore, more: Vec<genkit::Action>) -> Result<Genkit> {
    let model = Model::builder("line").handler(
        |req: ModelRequest, _: Ctx, _: Chunks<ModelResponseChunk>| async move {
            let said = req.last().map_or(0, |message| message.content.len());
            Ok(ModelResponse::text(format!(
                "An answer of a line or so, as people who chat are given them, to {said} part."
            )))
        },
    );
    let builder = Genkit::builder().without_discovery().default_model("line").session_store(store);
    builder.action(model).register_all(more).build().await
}

const SAID: &str = "Something that a person says in a chat, which is about as long as this line.";
