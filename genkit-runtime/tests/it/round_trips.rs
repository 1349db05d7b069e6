//! What a session asks of its store: how often one after the other, and what is left there.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use genkit::prelude::*;
use genkit::{
    Agent, AgentInit, BoxFuture, Chunks, Conflict, Generate, InMemorySessionStore, Messages, SessionStore,
    SnapshotStatus, StoreKey, Stored, Turn,
};
use serde_json::Value;

/// A store far away: counts how often somebody waits for it, and what at once is on the way.
#[derive(Clone)]
struct Far {
    inner: InMemorySessionStore,
    trips: Arc<AtomicUsize>,
    /// A store that has one answer for many keys.
    batches: bool,
}

impl Far {
    fn new(batches: bool) -> Self {
        Self { inner: InMemorySessionStore::new(), trips: Arc::default(), batches }
    }

    /// How many trips a piece of work takes.
    async fn count<T>(&self, work: impl Future<Output = Result<T>>) -> Result<(T, usize)> {
        let before = self.trips.load(Ordering::SeqCst);
        let done = work.await?;
        Ok((done, self.trips.load(Ordering::SeqCst) - before))
    }

    async fn ids(&self, collection: &str) -> Result<BTreeSet<String>> {
        Ok(self.inner.list("global", collection, None, usize::MAX).await?.into_iter().collect())
    }
}

impl SessionStore for Far {
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>> {
        self.trips.fetch_add(1, Ordering::SeqCst);
        self.inner.get(key)
    }

    fn get_many<'a>(&'a self, keys: &'a [StoreKey]) -> BoxFuture<'a, Result<Vec<Option<Stored>>>> {
        if self.batches {
            self.trips.fetch_add(1, Ordering::SeqCst);
        } else {
            self.trips.fetch_add(keys.len(), Ordering::SeqCst);
        }
        self.inner.get_many(keys)
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        seen: u64,
        value: Value,
        lives: Option<Duration>,
    ) -> BoxFuture<'a, Result<u64>> {
        self.trips.fetch_add(1, Ordering::SeqCst);
        self.inner.save(key, seen, value, lives)
    }

    fn touch<'a>(&'a self, keys: &'a [StoreKey], lives: Option<Duration>) -> BoxFuture<'a, Result<()>> {
        self.trips.fetch_add(1, Ordering::SeqCst);
        self.inner.touch(keys, lives)
    }

    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> BoxFuture<'a, Result<bool>> {
        self.trips.fetch_add(1, Ordering::SeqCst);
        self.inner.delete(key, seen)
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        collection: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>>> {
        self.inner.list(tenant, collection, after, limit)
    }

    fn changed<'a>(&'a self, key: &'a StoreKey, seen: u64) -> BoxFuture<'a, Result<Option<Stored>>> {
        self.inner.changed(key, seen)
    }
}

/// Says yes; takes a while over it, so that others come between.
async fn runtime(store: impl SessionStore, agents: Vec<genkit::Action>) -> Result<Genkit> {
    let model =
        Model::builder("yes").handler(|_: ModelRequest, _: Ctx, _: Chunks<ModelResponseChunk>| async move {
            for _ in 0..5 {
                tokio::task::yield_now().await;
            }
            Ok(ModelResponse::text("yes"))
        });
    let builder = Genkit::builder().without_discovery().default_model("yes").session_store(store);
    builder.action(model).register_all(agents).build().await
}

fn said(n: usize) -> Messages {
    (0..n).map(|n| Message::user(format!("m{n}"))).collect()
}

/// A session of this length in a store, made by a runtime that holds it no more.
async fn long(store: &Far, id: &str, n: usize) -> Result<()> {
    let session = runtime(store.clone(), Vec::new()).await?.create_session().id(id).await?;
    session
        .run(async |ctx| {
            ctx.session().unwrap().set_messages(said(n));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_long_history_is_read_in_a_few_trips() -> Result<()> {
    let store = Far::new(true);
    let mut trips = Vec::new();
    for n in [10, 100, 1_000, 10_000, 20_000] {
        long(&store, &n.to_string(), n).await?;
        let ai = runtime(store.clone(), Vec::new()).await?;
        let (session, one) = store.count(ai.load_session(&n.to_string())).await?;
        let (messages, more) = store.count(session.messages()).await?;
        assert_eq!(messages, said(n));
        // Held from now on: only the record is looked at, and a turn writes its page.
        assert_eq!(store.count(session.messages()).await?.1, 1);
        let (_, turn) = store.count(session.chat(|call| call).send("and?")).await?;
        assert!(turn <= 5, "{turn} trips a turn");
        trips.push(one + more);
    }
    assert_eq!(trips, [3, 4, 4, 5, 6], "of 1, 2, 16, 157 and 313 pages");
    Ok(())
}

#[tokio::test]
async fn a_store_without_batches_reads_each_page_once() -> Result<()> {
    let store = Far::new(false);
    long(&store, "s", 10_000).await?;
    let ai = runtime(store.clone(), Vec::new()).await?;
    let (messages, trips) = store.count(ai.load_session("s").await?.messages()).await?;
    assert_eq!((messages.len(), trips), (10_000, 1 + 157));
    Ok(())
}

#[tokio::test]
async fn a_history_that_was_cut_or_changed_is_read_as_it_is_and_leaves_nothing() -> Result<()> {
    let store = Far::new(true);
    long(&store, "s", 5_000).await?;
    for (kept, more) in [(4_000, 0), (4_000, 500), (2_047, 3_000), (64, 1), (63, 2_200), (0, 1)] {
        let ai = runtime(store.clone(), Vec::new()).await?;
        let session = ai.load_session("s").await?;
        let mut now = session.messages().await?.slice(0..kept);
        now.extend((0..more).map(|n| Message::model(format!("{kept} {n}"))));
        let set = now.clone();
        session
            .run(async |ctx| {
                ctx.session().unwrap().set_messages(set);
                Ok(())
            })
            .await?;
        let there = runtime(store.clone(), Vec::new()).await?.load_session("s").await?;
        assert_eq!(there.messages().await?, now);
        assert_eq!(store.ids("session-page").await?.len(), now.len().div_ceil(64));
    }
    runtime(store.clone(), Vec::new()).await?.load_session("s").await?.delete().await?;
    assert!(store.ids("session-page").await?.is_empty());
    Ok(())
}

fn agent() -> genkit::AgentBuilder {
    Agent::builder("agent").session_store()
}

fn answering(builder: genkit::AgentBuilder) -> Vec<genkit::Action> {
    builder.generate(|call: Generate, _: &Ctx| call)
}

/// The pages that the snapshots of a store name.
async fn named(store: &Far) -> Result<usize> {
    let mut pages = BTreeSet::new();
    for id in store.ids("snapshot").await? {
        let snapshot = store.inner.get(&StoreKey::new("snapshot", id)).await?.unwrap().value;
        let thread = &snapshot["pages"];
        pages.extend(
            [thread["open"].as_str(), thread["full"].as_str()].into_iter().flatten().map(str::to_owned),
        );
    }
    Ok(pages.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn turns_of_agents_that_came_too_late_leave_no_pages() -> Result<()> {
    let store = Far::new(true);
    let (here, there) = (
        runtime(store.clone(), answering(agent())).await?,
        runtime(store.clone(), answering(agent())).await?,
    );
    let mut lost = 0;
    let mut kept = 0;
    while lost < 10 {
        let turn =
            async |ai: &Genkit| ai.agent("agent").await?.chat_from(AgentInit::session("s")).send("hi").await;
        for done in
            [futures_util::join!(turn(&here), turn(&there))].map(|(a, b)| [a, b]).into_iter().flatten()
        {
            match done {
                Ok(_) => kept += 1,
                Err(error) if Conflict::of(&error).is_some() => lost += 1,
                Err(error) => return Err(error),
            }
        }
    }
    let latest = here.agent("agent").await?.latest("s").await?.unwrap();
    assert_eq!(latest.state.unwrap().messages.unwrap().len(), 2 * kept);
    let failed = store.ids("snapshot").await?.len() - kept;
    // Each has an open page of its own, unless it is full; of full ones there is one each 64 messages.
    let pages = store.ids("session-page").await?.len();
    assert_eq!(pages, named(&store).await?, "{kept} kept, {lost} lost, {failed} noted as failed");
    Ok(())
}

#[tokio::test]
async fn old_snapshots_are_let_go() -> Result<()> {
    let store = Far::new(true);
    let ai = runtime(store.clone(), answering(agent().keep_snapshots(3))).await?;
    let agent = ai.agent("agent").await?;
    let mut chat = agent.chat_from(AgentInit::session("s"));
    let mut ids = Vec::new();
    for n in 0..100 {
        ids.push(chat.send(format!("turn {n}")).await?.snapshot_id().unwrap().to_owned());
    }
    assert_eq!(store.ids("snapshot").await?, ids[97..].iter().cloned().collect());
    // The conversation is whole: three full pages, and an open one for each of those that are kept.
    assert_eq!(store.ids("session-page").await?.len(), 3 + 3);
    let elsewhere = runtime(store.clone(), answering(self::agent())).await?.agent("agent").await?;
    for (n, id) in (98..=100).zip(&ids[97..]) {
        let messages = elsewhere.snapshot(id).await?.unwrap().state.unwrap().messages.unwrap();
        assert_eq!((messages.len(), messages[0].text().as_str()), (2 * n, "turn 0"));
    }
    assert!(elsewhere.snapshot(&ids[96]).await?.is_none());
    let gone = agent.chat_from(AgentInit::snapshot(&ids[0])).send("back").await.unwrap_err();
    assert_eq!(gone.message(), format!("Snapshot {} not found", ids[0]));
    Ok(())
}

#[tokio::test]
async fn a_snapshot_that_a_session_goes_on_from_stays_whatever_fails_behind_it() -> Result<()> {
    let store = Far::new(true);
    let answers = agent().keep_snapshots(1).handler(async |turn: Turn, _| match turn.text().as_str() {
        "fail" => Err(Error::unavailable("told to")),
        said => Ok(format!("{said}!")),
    });
    let ai = runtime(store.clone(), answers).await?;
    let agent = ai.agent("agent").await?;
    let mut chat = agent.chat_from(AgentInit::session("s"));
    chat.send("one").await?;
    for _ in 0..5 {
        assert!(chat.send("fail").await.is_err());
    }
    let task = chat.detach("two").await?;
    let done = task.wait(Duration::from_millis(1)).await?;
    assert_eq!(done.status, Some(SnapshotStatus::Completed));
    chat.send("three").await?;
    let messages = agent.latest("s").await?.unwrap().state.unwrap().messages.unwrap();
    assert_eq!(
        messages.iter().map(Message::text).collect::<Vec<_>>(),
        ["one", "one!", "two", "two!", "three", "three!"]
    );
    Ok(())
}

#[tokio::test]
async fn a_session_in_several_lines_has_no_latest_snapshot_if_that_is_refused() -> Result<()> {
    let store = Far::new(true);
    for single in [false, true] {
        let builder = if single { agent().reject_branching() } else { agent() };
        let ai = runtime(store.clone(), answering(builder)).await?;
        let agent = ai.agent("agent").await?;
        let session = format!("s{single}");
        let mut chat = agent.chat_from(AgentInit::session(&session));
        let first = chat.send("one").await?.snapshot_id().unwrap().to_owned();
        let second = chat.send("two").await?.snapshot_id().unwrap().to_owned();
        // On from the end of the line is no branch.
        let third = agent.chat_from(AgentInit::snapshot(&second)).send("three").await?;
        chat.send("four").await?;
        assert!(agent.latest(&session).await?.is_some());

        let mut branch = agent.chat_from(AgentInit::snapshot(&first));
        branch.send("otherwise").await?;
        branch.send("and on").await?;
        let (latest, more) = (agent.latest(&session).await, chat.send("five").await);
        if !single {
            assert_eq!(latest?.unwrap().state.unwrap().messages.unwrap().len(), 6);
            more?;
            continue;
        }
        let told = format!(
            "Session '{session}' has branching snapshots (2 leaves), so there is no single latest snapshot. This \
             happens when a conversation is branched (e.g. regenerate). Resume by snapshotId instead."
        );
        for error in [latest.unwrap_err(), more.unwrap_err()] {
            assert_eq!((error.status(), error.message()), (Status::FailedPrecondition, told.as_str()));
        }
        // Lines go on by their snapshots.
        branch.send("still").await?;
        agent.chat_from(AgentInit::snapshot(third.snapshot_id().unwrap())).send("still").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_turn_that_failed_is_no_branch() -> Result<()> {
    let answers = agent().reject_branching().handler(async |turn: Turn, _| match turn.text().as_str() {
        "fail" => Err(Error::unavailable("told to")),
        said => Ok(format!("{said}!")),
    });
    let ai = runtime(Far::new(true), answers).await?;
    let mut chat = ai.agent("agent").await?.chat_from(AgentInit::session("s"));
    for said in ["one", "two"] {
        chat.send(said).await?;
        assert!(chat.send("fail").await.is_err());
        assert!(chat.send("fail").await.is_err());
    }
    assert_eq!(ai.agent("agent").await?.latest("s").await?.unwrap().status, Some(SnapshotStatus::Failed));
    Ok(())
}
