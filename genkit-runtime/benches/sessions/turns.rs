//! Turns: the first ones, and those behind 10,000 messages.

use std::time::{Duration, Instant};

use genkit::prelude::*;
use genkit::{Agent, Chat, FileSessionStore, Generate, InMemorySessionStore, SessionStore};
use serde_json::json;

use crate::{SAID, common, runtime};

/// How many messages a long session has; in files, where a turn waits for the disk, a tenth of that.
const LONG: usize = 10_000;

pub(crate) async fn chats() -> Result<()> {
    chat("memory", InMemorySessionStore::new(), 400, LONG).await?;
    let folder = std::env::temp_dir().join(format!("genkit-bench-{}", std::process::id()));
    chat("file", FileSessionStore::new(&folder), 20, LONG / 10).await?;
    let _ = std::fs::remove_dir_all(folder);
    Ok(())
}

async fn chat(store: &str, kept: impl SessionStore, n: usize, long: usize) -> Result<()> {
    let ai = runtime(kept, Vec::new()).await?;
    let n = common::repetitions(n);
    let before = common::resident();
    let session = ai.create_session().id("long").await?;
    let chat = session.chat(|call| call.system("Be kind."));
    let first = timed(&chat, n).await?;
    while session.messages().await?.len() < long {
        chat.send(SAID).await?;
    }
    let held = common::resident().saturating_sub(before);
    let last = timed(&chat, n).await?;
    let begun = Instant::now();
    let loaded = ai.load_session("long").await?;
    let messages = loaded.messages().await?.len();
    let load = begun.elapsed();
    let again = timed(&loaded.chat(|call| call.system("Be kind.")), n).await?;
    common::row(&json!({
        "workload": "chat", "store": store, "messages": messages, "turn_1_us": common::us(first, n),
        "turn_at_end_us": common::us(last, n), "turns_per_s_at_end": (n as f64 / last.as_secs_f64()).round(),
        "load_us": common::us(load, 1), "turn_after_load_us": common::us(again, n), "held_kib": held,
    }));
    Ok(())
}

async fn timed(chat: &Chat, n: usize) -> Result<Duration> {
    let begun = Instant::now();
    for _ in 0..n {
        chat.send(SAID).await?;
    }
    Ok(begun.elapsed())
}

pub(crate) async fn agents() -> Result<()> {
    let agent =
        Agent::builder("bench").session_store().generate(|call: Generate, _: &Ctx| call.system("Be kind."));
    let ai = runtime(InMemorySessionStore::new(), agent).await?;
    let n = common::repetitions(100);
    let before = common::resident();
    let mut chat = ai.agent("bench").await?.chat();
    let mut turns = async |n: usize| -> Result<Duration> {
        let begun = Instant::now();
        for _ in 0..n {
            chat.send(SAID).await?;
        }
        Ok(begun.elapsed())
    };
    let first = turns(n).await?;
    let long = std::env::var("LONG").ok().and_then(|n| n.parse().ok()).unwrap_or(LONG);
    turns(long / 2 - n).await?;
    let held = common::resident().saturating_sub(before);
    let last = turns(n).await?;
    common::row(&json!({
        "workload": "agent", "store": "memory", "messages": long, "turn_1_us": common::us(first, n),
        "turn_at_end_us": common::us(last, n), "held_kib": held,
    }));
    Ok(())
}
