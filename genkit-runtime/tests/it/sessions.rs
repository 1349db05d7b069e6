//! Sessions and chats: nothing that was acknowledged is lost, nothing that failed is kept.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use genkit::prelude::*;
use genkit::{
    Action, Chunks, Conflict, FileSessionStore, InMemorySessionStore, OnConflict, SessionStore, StoreKey,
};
use serde_json::{Value, json};

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Prefs {
    name: String,
    visits: u32,
}

/// Repeats the last message after looking away for a while; fails if it is told to.
fn parrot() -> Action {
    Model::builder("parrot").handler(
        |req: ModelRequest, _: Ctx, out: Chunks<ModelResponseChunk>| async move {
            let said = req.last().map(Message::text).unwrap_or_default();
            for _ in 0..5 {
                tokio::task::yield_now().await;
            }
            if said == "fail" {
                return Err(Error::unavailable("told to"));
            }
            for word in said.split_inclusive(' ') {
                out.send(word.into()).await?;
            }
            Ok(ModelResponse::text(format!("{said}!")))
        },
    )
}

async fn runtime(store: impl SessionStore) -> Result<Genkit> {
    Genkit::builder()
        .without_discovery()
        .default_model("parrot")
        .action(parrot())
        .session_store(store)
        .build()
        .await
}

fn texts(messages: &genkit::Messages) -> Vec<String> {
    messages.iter().map(Message::text).collect()
}

#[tokio::test]
async fn a_session_outlives_its_runtime() -> Result<()> {
    let store = InMemorySessionStore::new();
    let ai = runtime(store.clone()).await?;
    let session = ai.create_session().id("s1").state(Prefs { name: "Ada".into(), visits: 1 }).await?;
    session.chat(|call| call.system("Be kind.")).send("hello").await?;
    session.update_state(|prefs: &mut Prefs| prefs.visits += 1).await?;

    let session = runtime(store).await?.load_session("s1").await?;
    assert_eq!(texts(&session.messages().await?), ["hello", "hello!"]);
    assert_eq!(session.state::<Prefs>().await?, Prefs { name: "Ada".into(), visits: 2 });
    Ok(())
}

#[tokio::test]
async fn threads_share_the_state_and_not_the_messages() -> Result<()> {
    let ai = runtime(InMemorySessionStore::new()).await?;
    let session = ai.create_session().state(json!({"n": 1})).await?;
    session.chat_in("lawyer", |call| call).send("sue").await?;
    session.chat_in("pirate", |call| call).send("ahoy").await?;
    session.chat_in("lawyer", |call| call).send("settle").await?;
    assert_eq!(texts(&session.thread_messages("lawyer").await?), ["sue", "sue!", "settle", "settle!"]);
    assert_eq!(texts(&session.thread_messages("pirate").await?), ["ahoy", "ahoy!"]);
    assert_eq!(session.threads().await?, ["lawyer", "pirate"]);
    assert!(session.messages().await?.is_empty());
    assert_eq!(session.state::<Value>().await?, json!({"n": 1}));
    Ok(())
}

/// Twenty turns at once: every acknowledged one is in the history, with its answer right behind it.
async fn twenty(ai: &Genkit, sessions: &[genkit::Session]) -> Result<()> {
    let turns: Vec<_> = (0..20)
        .map(|n| {
            let chat = sessions[n % sessions.len()].chat(|call| call.system("Be quick."));
            tokio::spawn(async move { chat.send(format!("turn {n}")).await.map(|answer| answer.text()) })
        })
        .collect();
    let mut acknowledged = HashSet::new();
    for (n, turn) in turns.into_iter().enumerate() {
        assert_eq!(turn.await.unwrap()?, format!("turn {n}!"));
        acknowledged.insert(format!("turn {n}"));
    }
    let session = ai.load_session(sessions[0].id()).await?;
    let history = texts(&session.messages().await?);
    assert_eq!((acknowledged.len(), history.len()), (20, 40));
    for pair in history.chunks(2) {
        assert!(acknowledged.remove(&pair[0]), "{} is there twice", pair[0]);
        assert_eq!(pair[1], format!("{}!", pair[0]));
    }
    // Whoever else looks sees the same order.
    for other in sessions {
        assert_eq!(texts(&other.messages().await?), history);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_turns_at_once_in_memory() -> Result<()> {
    let ai = runtime(InMemorySessionStore::new()).await?;
    let session = ai.create_session().await?;
    let other = ai.load_session(session.id()).await?;
    twenty(&ai, &[session, other]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_turns_at_once_in_files() -> Result<()> {
    let folder =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("turns-{}", std::process::id()));
    let ai = runtime(FileSessionStore::new(&folder)).await?;
    let session = ai.create_session().await?;
    let other = ai.load_session(session.id()).await?;
    let done = twenty(&ai, &[session, other]).await;
    std::fs::remove_dir_all(&folder)?;
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn turns_of_two_runtimes_conflict_or_are_asked_anew() -> Result<()> {
    let store = InMemorySessionStore::new();
    let (here, there) = (runtime(store.clone()).await?, runtime(store).await?);
    let session = here.create_session().await?;
    let sessions = [session.clone(), there.load_session(session.id()).await?];
    let turns: Vec<_> = (0..20)
        .map(|n| {
            let chat = sessions[n % 2].chat(|call| call).on_conflict(OnConflict::Retry(100));
            tokio::spawn(async move { chat.send(format!("turn {n}")).await })
        })
        .collect();
    for turn in turns {
        turn.await.unwrap()?;
    }
    let history = texts(&session.messages().await?);
    assert_eq!(history.iter().collect::<HashSet<_>>().len(), 40);
    Ok(())
}

#[tokio::test]
async fn a_turn_that_does_not_wait_fails_typed_and_keeps_nothing() -> Result<()> {
    let ai = runtime(InMemorySessionStore::new()).await?;
    let session = ai.create_session().await?;
    let chat = session.chat(|call| call).on_conflict(OnConflict::Fail);
    let (first, second) = futures_util::future::join(chat.send("one"), chat.send("two")).await;
    let lost = match (first, second) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
        (first, second) => panic!("one should fail: {first:?}, {second:?}"),
    };
    assert!(Conflict::of(&lost).is_some(), "{lost:?}");
    assert_eq!(session.messages().await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_failed_turn_leaves_the_session_as_it_was() -> Result<()> {
    let ai = runtime(InMemorySessionStore::new()).await?;
    let session = ai.create_session().await?;
    let chat = session.chat(|call| call);
    chat.send("one").await?;
    assert_eq!(chat.send("fail").await.unwrap_err().message(), "told to");
    chat.send("two").await?;
    assert_eq!(texts(&session.messages().await?), ["one", "one!", "two", "two!"]);
    Ok(())
}

#[tokio::test]
async fn an_answer_is_read_chunk_by_chunk_and_kept() -> Result<()> {
    let ai = runtime(InMemorySessionStore::new()).await?;
    let session = ai.create_session().await?;
    let chat = session.chat(|call| call);
    let mut stream = chat.send_stream("a b c");
    let mut words = Vec::new();
    while let Some(chunk) = stream.next().await {
        words.push(chunk.to_text());
    }
    assert_eq!(words, ["a ", "b ", "c"]);
    assert_eq!(stream.response().await?.text(), "a b c!");
    assert_eq!(session.messages().await?.len(), 2);

    // Given up: as if it had not been said.
    drop(chat.send_stream("d e f"));
    chat.send("g").await?;
    assert_eq!(texts(&session.messages().await?), ["a b c", "a b c!", "g", "g!"]);
    Ok(())
}

/// Notes a name.
#[tool]
async fn note_name(name: String, ctx: Ctx) -> Result<String> {
    let session = ctx.session().ok_or_else(|| Error::failed_precondition("no session"))?;
    session.update_state(|prefs: &mut Prefs| prefs.name.clone_from(&name)).await?;
    Ok(format!("noted in {} after {} messages", session.id(), session.messages().len()))
}

#[genkit::test]
async fn tools_see_the_session_and_what_they_change_is_kept(ai: TestGenkit) -> Result<()> {
    let inner = Genkit::builder()
        .parent(&ai)
        .without_discovery()
        .session_store(InMemorySessionStore::new())
        .build()
        .await?;
    ai.script([
        genkit::testing::reply().call::<note_name>("Ada"),
        genkit::testing::reply().text("Hello, Ada"),
        genkit::testing::reply().call::<note_name>("Bob"),
        genkit::testing::reply().error(Status::Unavailable, "down"),
    ]);
    let session = inner.create_session().id("s").await?;
    let chat = session.chat(|call| call.tools(tools![note_name]));
    assert_eq!(chat.send("I am Ada").await?.text(), "Hello, Ada");
    assert_eq!(session.state::<Prefs>().await?.name, "Ada");
    let told = session.messages().await?[2].content[0].as_tool_response().unwrap().output.clone();
    assert_eq!(told, Some(json!("noted in s after 0 messages")));

    // A turn that fails takes back what its tools did to the state.
    assert!(chat.send("I am Bob").await.is_err());
    assert_eq!(session.state::<Prefs>().await?.name, "Ada");
    assert!(Ctx::current().is_none());
    Ok(())
}

#[tokio::test]
async fn work_runs_in_a_session() -> Result<()> {
    let ai = runtime(InMemorySessionStore::new()).await?;
    let session = ai.create_session().state(Prefs::default()).await?;
    let id = session
        .run(|ctx| async move {
            let live = ctx.session().unwrap();
            live.update_state(|prefs: &mut Prefs| prefs.visits = 7).await?;
            live.add_message(Message::user("noted"));
            Ok(live.id().to_owned())
        })
        .await?;
    assert_eq!(id, session.id());
    assert_eq!(session.state::<Prefs>().await?.visits, 7);
    assert_eq!(session.messages().await?.len(), 1);

    session
        .run(|ctx| async move {
            ctx.session().unwrap().set_messages([Message::user("anew"), Message::model("and on")]);
            Ok(())
        })
        .await?;
    assert_eq!(texts(&ai.load_session(session.id()).await?.messages().await?), ["anew", "and on"]);
    Ok(())
}

#[tokio::test]
async fn tenants_do_not_find_each_others_sessions() -> Result<()> {
    let ai = runtime(InMemorySessionStore::new()).await?;
    ai.create_session().tenant("acme").id("s").state(json!({"secret": 1})).await?;
    assert_eq!(ai.load_session("s").await.unwrap_err().message(), "Session 's' not found");
    assert!(ai.load_session_of("other", "s").await.is_err());
    assert_eq!(ai.load_session_of("acme", "s").await?.state::<Value>().await?, json!({"secret": 1}));
    // The same id of another tenant is another session; of the same tenant it is taken.
    ai.create_session().tenant("other").id("s").await?;
    let taken = ai.create_session().tenant("acme").id("s").await.unwrap_err();
    assert!(Conflict::of(&taken).is_some());
    Ok(())
}

#[tokio::test]
async fn a_deleted_session_is_gone_with_its_messages() -> Result<()> {
    let store = InMemorySessionStore::new();
    let ai = runtime(store.clone()).await?;
    let session = ai.create_session().id("s").await?;
    session.chat(|call| call).send("secret").await?;
    session.delete().await?;
    assert!(ai.load_session("s").await.is_err());
    assert!(session.chat(|call| call).send("more").await.is_err());
    for collection in ["session", "session-page"] {
        assert!(store.list("global", collection, None, 10).await?.is_empty(), "{collection}");
    }
    Ok(())
}

#[tokio::test]
async fn sessions_need_a_store() -> Result<()> {
    let ai = Genkit::builder().without_discovery().build().await?;
    let error = ai.create_session().await.unwrap_err();
    assert!(error.message().contains("session_store"), "{error}");
    Ok(())
}

/// Counts what is written, and drops out at a write if it is told to.
struct Watched {
    inner: InMemorySessionStore,
    bytes: Arc<AtomicUsize>,
    fail_at: Arc<AtomicU32>,
}

impl SessionStore for Watched {
    fn get<'a>(&'a self, key: &'a StoreKey) -> genkit::BoxFuture<'a, Result<Option<genkit::Stored>>> {
        self.inner.get(key)
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        seen: u64,
        value: Value,
        lives: Option<Duration>,
    ) -> genkit::BoxFuture<'a, Result<u64>> {
        self.bytes.fetch_add(value.to_string().len(), Ordering::SeqCst);
        if self.fail_at.load(Ordering::SeqCst) > 0 && self.fail_at.fetch_sub(1, Ordering::SeqCst) == 1 {
            return Box::pin(async { Err(Error::unavailable("the store is gone")) });
        }
        self.inner.save(key, seen, value, lives)
    }

    fn touch<'a>(
        &'a self,
        keys: &'a [StoreKey],
        lives: Option<Duration>,
    ) -> genkit::BoxFuture<'a, Result<()>> {
        self.inner.touch(keys, lives)
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> genkit::BoxFuture<'a, Result<bool>> {
        self.inner.delete(key, seen)
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        collection: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> genkit::BoxFuture<'a, Result<Vec<String>>> {
        self.inner.list(tenant, collection, after, limit)
    }

    fn changed<'a>(
        &'a self,
        key: &'a StoreKey,
        seen: u64,
    ) -> genkit::BoxFuture<'a, Result<Option<genkit::Stored>>> {
        self.inner.changed(key, seen)
    }
}

#[tokio::test]
async fn a_turn_writes_no_more_however_long_the_history() -> Result<()> {
    let bytes = Arc::new(AtomicUsize::new(0));
    let store = Watched { inner: InMemorySessionStore::new(), bytes: bytes.clone(), fail_at: Arc::default() };
    let ai = runtime(store).await?;
    let session = ai.create_session().await?;
    let chat = session.chat(|call| call);
    let (mut sum, mut most) = ([0, 0], 0);
    for n in 0..400 {
        bytes.store(0, Ordering::SeqCst);
        chat.send(format!("turn {n:04}")).await?;
        let written = bytes.load(Ordering::SeqCst);
        sum[n / 200] += written;
        most = written.max(most);
    }
    // A page that got full names a few of those before it.
    assert!(sum[1] <= sum[0] * 105 / 100 && most <= 4000, "{sum:?} {most}");
    let loaded = ai.load_session(session.id()).await?;
    assert_eq!(loaded.messages().await?.len(), 800);
    assert_eq!(loaded.messages().await?[799].text(), "turn 0399!");
    Ok(())
}

#[tokio::test]
async fn a_store_that_drops_out_between_two_writes_loses_no_acknowledged_turn() -> Result<()> {
    let fail_at = Arc::new(AtomicU32::new(0));
    let inner = InMemorySessionStore::new();
    let store = Watched { inner: inner.clone(), bytes: Arc::default(), fail_at: fail_at.clone() };
    let ai = runtime(store).await?;
    let session = ai.create_session().id("s").await?;
    let chat = session.chat(|call| call);
    let mut acknowledged = Vec::new();
    for n in 0..100 {
        // At its page, at its record, or not at all.
        fail_at.store(n % 3, Ordering::SeqCst);
        if chat.send(format!("turn {n}")).await.is_ok() {
            acknowledged.extend([format!("turn {n}"), format!("turn {n}!")]);
        }
        fail_at.store(0, Ordering::SeqCst);
    }
    assert_eq!(acknowledged.len(), 68);
    assert_eq!(texts(&session.messages().await?), acknowledged);
    let elsewhere = runtime(inner).await?.load_session("s").await?;
    assert_eq!(texts(&elsewhere.messages().await?), acknowledged);
    Ok(())
}

#[tokio::test]
async fn what_a_call_says_besides_is_not_kept() -> Result<()> {
    let ai = runtime(InMemorySessionStore::new()).await?;
    let session = ai.create_session().await?;
    let chat = session.chat(|call| {
        let first = genkit::middleware::generate(|mut turn, _, next| async move {
            turn.request.messages.insert(0, Message::system("Be brief."));
            next.run(turn).await
        });
        call.docs(["a document"]).with(first)
    });
    for n in 0..3 {
        chat.send(format!("q{n}")).await?;
    }
    let kept = session.messages().await?;
    let said: Vec<String> = kept.iter().filter(|m| m.role == Role::User).map(Message::text).collect();
    assert_eq!(said, ["q0", "q1", "q2"]);
    assert_eq!(kept.len(), 6);
    Ok(())
}

#[tokio::test]
async fn what_would_wait_for_itself_says_so() -> Result<()> {
    let ai = runtime(InMemorySessionStore::new()).await?;
    let session = ai.create_session().id("s").await?;
    let (inside, other) = (session.clone(), ai.create_session().id("t").await?);
    session
        .run(async move |_| {
            let chat = inside.chat(|call| call);
            let deep = {
                let (inside, other) = (inside.clone(), other.clone());
                other.run(async move |_| inside.update_state(|n: &mut u32| *n += 1).await).await
            };
            let refused = [
                chat.send("inside").await.unwrap_err(),
                chat.send_stream("inside").response().await.unwrap_err(),
                inside.update_state(|n: &mut u32| *n += 1).await.unwrap_err(),
                inside.run(async |_| Ok(())).await.unwrap_err(),
                deep.unwrap_err(),
            ];
            for error in refused {
                assert_eq!(error.status(), Status::FailedPrecondition);
                assert!(
                    error.message().contains("session 's'") && error.message().contains("ctx.session()"),
                    "{error}"
                );
            }
            // Others are free, and so is what only reads.
            other.chat(|call| call).send("elsewhere").await?;
            assert!(inside.messages().await?.is_empty());
            Ok(())
        })
        .await?;
    // Over is over, also for what was left running.
    session.update_state(|n: &mut u32| *n += 1).await?;
    let taken = ai.create_session().id("s").await.unwrap_err();
    assert_eq!(taken.message(), "Session 's' exists already");
    Ok(())
}
