//! Watching a session: who waits hears of all that is kept in it, whoever keeps it, and of its end.

use std::time::{Duration, UNIX_EPOCH};

use futures_util::FutureExt;
use genkit::prelude::*;
use genkit::testing::TestClock;
use genkit::{Action, Chunks, Env, FileSessionStore, InMemorySessionStore, SessionStore, Status};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn parrot() -> Action {
    Model::builder("parrot").handler(|req: ModelRequest, _: Ctx, _: Chunks<ModelResponseChunk>| async move {
        let said = req.last().map(Message::text).unwrap_or_default();
        if said == "fail" { Err(Error::unavailable("told to")) } else { Ok(ModelResponse::text("yes")) }
    })
}

/// A runtime with a store of its own on the same records, as another process has it.
async fn runtime(store: impl SessionStore, env: &Env) -> Result<Genkit> {
    let builder = Genkit::builder().without_discovery().default_model("parrot").action(parrot());
    builder.env(env.clone()).session_store(store).session_ttl(7 * DAY).build().await
}

/// A clock that skips pauses, so that whoever looks again and again does so at once.
fn clock() -> (TestClock, Env) {
    let clock = TestClock::starting_at(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    (clock.clone(), Env::system().with_clock(clock))
}

/// Everything that is heard, with stores made one a runtime.
async fn all_is_heard<S: SessionStore>(store: impl Fn() -> S, clock: &TestClock, env: &Env) -> Result<()> {
    let (here, there) = (runtime(store(), env).await?, runtime(store(), env).await?);
    let session = here.create_session().id("s").await?;
    let mut watch = session.watch().await?;

    // Another handle says something.
    here.load_session("s").await?.chat(|call| call).send("one").await?;
    assert_eq!(watch.changed().await?.messages().await?.len(), 2);
    // Another runtime, while this one waits.
    let other = there.load_session("s").await?;
    let chat = other.chat_in("side", |call| call);
    let (heard, said) = futures_util::join!(watch.changed(), chat.send("two"));
    said?;
    assert_eq!(heard?.threads().await?, ["main", "side"]);
    // The state; and what came one upon the other is one change.
    other.update_state(|n: &mut u32| *n = 1).await?;
    other.update_state(|n: &mut u32| *n = 2).await?;
    assert_eq!(watch.changed().await?.state::<u32>().await?, 2);

    // Nothing is heard of what is not kept, and nothing of other sessions.
    here.create_session().id("t").await?.chat(|call| call).send("elsewhere").await?;
    assert!(other.chat(|call| call).send("fail").await.is_err());
    clock.hold();
    assert!(watch.changed().now_or_never().is_none());
    // Given up and asked again: the change that came between is heard.
    other.chat(|call| call).send("three").await?;
    clock.release();
    assert_eq!(watch.changed().await?.messages().await?.len(), 4);

    let (heard, gone) = futures_util::join!(watch.changed(), other.delete());
    gone?;
    let error = heard.unwrap_err();
    assert_eq!((error.status(), error.message()), (Status::NotFound, "Session 's' not found"));
    // Whoever asks again is told again; a new one of its id is one that can be heard of.
    assert_eq!(watch.changed().await.unwrap_err().status(), Status::NotFound);
    assert_eq!(session.watch().await.unwrap_err().status(), Status::NotFound);
    there.create_session().id("s").await?;
    assert!(watch.changed().await?.messages().await?.is_empty());

    // The end of its life, which nobody writes.
    clock.hold();
    let ended = async {
        clock.advance(7 * DAY).await;
        clock.release();
    };
    let (heard, ()) = futures_util::join!(watch.changed(), ended);
    assert_eq!(heard.unwrap_err().status(), Status::NotFound);
    Ok(())
}

#[tokio::test]
async fn all_is_heard_in_memory() -> Result<()> {
    let (clock, env) = clock();
    let store = InMemorySessionStore::with(env.clone());
    all_is_heard(|| store.clone(), &clock, &env).await
}

#[tokio::test]
async fn all_is_heard_in_files() -> Result<()> {
    let (clock, env) = clock();
    let name = format!("watching-{}", std::process::id());
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let done = all_is_heard(|| FileSessionStore::new(&folder).env(env.clone()), &clock, &env).await;
    let _ = std::fs::remove_dir_all(&folder);
    done
}

#[tokio::test]
async fn a_watch_that_is_dropped_holds_nothing_up() -> Result<()> {
    let (_, env) = clock();
    let store = InMemorySessionStore::with(env.clone());
    let ai = runtime(store.clone(), &env).await?;
    let session = ai.create_session().await?;
    let mut watch = session.watch().await?;
    assert!(watch.changed().now_or_never().is_none());
    drop(watch);
    session.chat(|call| call).send("hello").await?;
    session.delete().await?;
    assert!(format!("{store:?}").contains("records: 0"), "{store:?}");
    Ok(())
}
