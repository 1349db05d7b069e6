//! Sessions that nobody talks in, as many as a server has.

use genkit::InMemorySessionStore;
use genkit::prelude::*;
use serde_json::json;

use crate::{SAID, common, runtime};

/// 10,000 sessions of two turns each: what the store holds, and what it costs to have them at hand beside.
pub(crate) async fn run() -> Result<()> {
    let n = common::repetitions(10_000);
    let ai = runtime(InMemorySessionStore::new(), Vec::new()).await?;
    let before = common::resident();
    for i in 0..n {
        let session = ai.create_session().id(format!("s{i}")).await?;
        let chat = session.chat(|call| call);
        chat.send(SAID).await?;
        chat.send(SAID).await?;
    }
    let stored = common::resident();
    let mut at_hand = Vec::with_capacity(n);
    for i in 0..n {
        let session = ai.load_session(&format!("s{i}")).await?;
        session.messages().await?;
        at_hand.push(session);
    }
    let loaded = common::resident();
    common::row(&json!({
        "workload": "idle", "sessions": at_hand.len(), "stored_kib_each": (stored - before) as f64 / n as f64,
        "at_hand_kib_each": (loaded - stored) as f64 / n as f64,
    }));
    Ok(())
}
