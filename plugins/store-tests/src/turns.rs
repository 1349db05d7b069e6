//! Twenty turns of one session at once, by two runtimes: all acknowledged, all in the history, in one order.

use std::collections::HashSet;

use genkit::{
    Action, Chunks, Ctx, Genkit, Message, Model, ModelRequest, ModelResponse, ModelResponseChunk, OnConflict,
    Result, SessionStore,
};
use libtest_mimic::Trial;

use super::{Opens, trial};

const TURNS: usize = 20;

pub(super) fn trial_of<S: SessionStore>(open: Opens<S>, place: String) -> Trial {
    let name = "store: 20 turns of a chat at once, by two runtimes: all are kept, in one order";
    trial(name, move || async move {
        let (one, other) = (open(place.clone()).await?, open(place).await?);
        twenty(one, other).await
    })
}

/// Repeats what it is told.
fn parrot() -> Action {
    Model::builder("parrot").handler(|req: ModelRequest, _: Ctx, _: Chunks<ModelResponseChunk>| async move {
        tokio::task::yield_now().await;
        Ok(ModelResponse::text(format!("{}!", req.last().map(Message::text).unwrap_or_default())))
    })
}

async fn runtime(store: impl SessionStore) -> Result<Genkit> {
    let ai = Genkit::builder().without_discovery().default_model("parrot").action(parrot());
    ai.session_store(store).build().await
}

/// Runs the chat over two stores that share their records.
///
/// # Errors
/// What a turn failed with.
///
/// # Panics
/// If a turn is lost, doubled, or torn from its answer, or if the runtimes see different orders.
pub async fn twenty(one: impl SessionStore, other: impl SessionStore) -> Result<()> {
    let runtimes = [runtime(one).await?, runtime(other).await?];
    let session = runtimes[0].create_session().await?;
    let sessions = [session.clone(), runtimes[1].load_session(session.id()).await?];
    let turns: Vec<_> = (0..TURNS)
        .map(|n| {
            // Each runtime has its own queue; between them it takes another go.
            let chat = sessions[n % 2].chat(|call| call).on_conflict(OnConflict::Retry(10 * TURNS as u32));
            tokio::spawn(async move { chat.send(format!("turn {n}")).await.map(|answer| answer.text()) })
        })
        .collect();
    let mut acknowledged = HashSet::new();
    for (n, turn) in turns.into_iter().enumerate() {
        assert_eq!(turn.await.unwrap()?, format!("turn {n}!"));
        acknowledged.insert(format!("turn {n}"));
    }
    let mut seen = Vec::new();
    for ai in &runtimes {
        let messages = ai.load_session(session.id()).await?.messages().await?;
        seen.push(messages.iter().map(Message::text).collect::<Vec<_>>());
    }
    assert_eq!(seen[0], seen[1], "two runtimes see two orders");
    assert_eq!((acknowledged.len(), seen[0].len()), (TURNS, 2 * TURNS));
    for pair in seen[0].chunks(2) {
        assert!(acknowledged.remove(&pair[0]), "{} is there twice", pair[0]);
        assert_eq!(pair[1], format!("{}!", pair[0]));
    }
    Ok(())
}
