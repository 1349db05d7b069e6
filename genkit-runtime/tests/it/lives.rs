//! Sessions that live for a while: gone together, or there as a whole.

use std::time::{Duration, UNIX_EPOCH};

use genkit::prelude::*;
use genkit::testing::TestClock;
use genkit::{
    Action, Agent, AgentInit, Chunks, Env, FileSessionStore, Generate, InMemorySessionStore, SessionStore,
    Status,
};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn parrot() -> Action {
    Model::builder("parrot").handler(|req: ModelRequest, _: Ctx, _: Chunks<ModelResponseChunk>| async move {
        match req.last().map(Message::text).unwrap_or_default().as_str() {
            "fail" => Err(Error::unavailable("told to")),
            said => Ok(ModelResponse::text(format!("{said}!"))),
        }
    })
}

async fn runtime(store: impl SessionStore, env: &Env, ttl: Option<Duration>) -> Result<Genkit> {
    let agent = Agent::builder("agent").session_store().generate(|call: Generate, _: &Ctx| call);
    let builder = Genkit::builder().without_discovery().default_model("parrot").env(env.clone());
    let builder = builder.action(parrot()).register_all(agent).session_store(store);
    match ttl {
        Some(ttl) => builder.session_ttl(ttl),
        None => builder,
    }
    .build()
    .await
}

fn clock() -> (TestClock, Env) {
    let clock = TestClock::starting_at(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    clock.hold();
    (clock.clone(), Env::system().with_clock(clock))
}

async fn a_session_used_daily_stays_whole(
    store: impl SessionStore + Clone,
    clock: &TestClock,
    env: &Env,
) -> Result<()> {
    let ai = runtime(store.clone(), env, Some(7 * DAY)).await?;
    let session = ai.create_session().id("used").await?;
    let idle = ai.create_session().id("idle").await?;
    idle.chat(|call| call).send("hello").await?;
    for n in 0..150 {
        session.chat(|call| call).send(format!("day {n}")).await?;
        clock.advance(DAY).await;
    }
    // By another runtime, which holds nothing: all pages are there.
    let ai = runtime(store.clone(), env, Some(7 * DAY)).await?;
    let messages = ai.load_session("used").await?.messages().await?;
    assert_eq!((messages.len(), messages[0].text().as_str()), (300, "day 0"));
    assert_eq!(ai.load_session("idle").await.unwrap_err().status(), Status::NotFound);
    // The last turn was a day ago. As long as the session is there, its pages are.
    clock.advance(5 * DAY).await;
    let ai = runtime(store.clone(), env, Some(7 * DAY)).await?;
    assert_eq!(ai.load_session("used").await?.messages().await?.len(), 300);
    clock.advance(DAY).await;
    assert_eq!(ai.load_session("used").await.unwrap_err().status(), Status::NotFound);
    clock.advance(7 * DAY).await;
    assert!(store.list("global", "session-page", None, 10).await?.is_empty(), "nothing is left");
    Ok(())
}

#[tokio::test]
async fn a_session_used_daily_stays_whole_in_memory() -> Result<()> {
    let (clock, env) = clock();
    a_session_used_daily_stays_whole(InMemorySessionStore::with(env.clone()), &clock, &env).await
}

#[tokio::test]
async fn a_session_used_daily_stays_whole_in_files() -> Result<()> {
    let (clock, env) = clock();
    let folder = std::env::temp_dir().join(format!("genkit-lives-{}", std::process::id()));
    let done =
        a_session_used_daily_stays_whole(FileSessionStore::new(&folder).env(env.clone()), &clock, &env).await;
    let _ = std::fs::remove_dir_all(folder);
    done
}

#[tokio::test]
async fn another_time_to_live_holds_from_the_next_turn_on() -> Result<()> {
    let (clock, env) = clock();
    let store = InMemorySessionStore::with(env.clone());
    let turn = async |ttl: Option<Duration>| -> Result<usize> {
        let ai = runtime(store.clone(), &env, ttl).await?;
        let session = match ai.load_session("s").await {
            Ok(session) => session,
            Err(_) => ai.create_session().id("s").await?,
        };
        session.chat(|call| call).send("hi").await?;
        Ok(session.messages().await?.len())
    };
    for n in 1..=70 {
        assert_eq!(turn(Some(DAY)).await?, 2 * n);
    }
    assert_eq!(turn(Some(30 * DAY)).await?, 142);
    clock.advance(29 * DAY).await;
    assert_eq!(turn(None).await?, 144);
    clock.advance(400 * DAY).await;
    assert_eq!(turn(Some(DAY)).await?, 146);
    clock.advance(2 * DAY).await;
    assert_eq!(turn(Some(DAY)).await?, 2, "it was gone, and is another");
    Ok(())
}

#[tokio::test]
async fn an_agents_session_stays_whole_too() -> Result<()> {
    let (clock, env) = clock();
    let store = InMemorySessionStore::with(env.clone());
    for n in 0..80 {
        // A runtime a day: each reads all of it.
        let ai = runtime(store.clone(), &env, Some(7 * DAY)).await?;
        let mut chat = ai.agent("agent").await?.chat_from(AgentInit::session("s"));
        assert_eq!(chat.send(format!("day {n}")).await?.text(), format!("day {n}!"));
        clock.advance(DAY).await;
    }
    let ai = runtime(store.clone(), &env, Some(7 * DAY)).await?;
    let agent = ai.agent("agent").await?;
    let messages = agent.latest("s").await?.unwrap().state.unwrap().messages.unwrap();
    assert_eq!((messages.len(), messages[0].text().as_str()), (160, "day 0"));

    // Turns that fail keep what the session goes on from.
    for _ in 0..20 {
        assert!(agent.chat_from(AgentInit::session("s")).send("fail").await.is_err());
        clock.advance(DAY).await;
    }
    let ai = runtime(store.clone(), &env, Some(7 * DAY)).await?;
    let agent = ai.agent("agent").await?;
    agent.chat_from(AgentInit::session("s")).send("again").await?;
    let messages = agent.latest("s").await?.unwrap().state.unwrap().messages.unwrap();
    assert_eq!(messages.len(), 162);

    clock.advance(20 * DAY).await;
    assert!(agent.latest("s").await?.is_none());
    for collection in ["snapshot", "agent-session", "session-page"] {
        assert!(store.list("global", collection, None, 10).await?.is_empty(), "{collection}");
    }
    Ok(())
}
