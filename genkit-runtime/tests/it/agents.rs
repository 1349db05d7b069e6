//! Agents: what Genkit's own suite of them leaves out.

use std::collections::HashSet;
use std::time::Duration;

use genkit::prelude::*;
use genkit::testing::TestClock;
use genkit::{
    Action, Agent, AgentFinishReason, AgentInit, AgentInput, Artifact, Chunks, Env, FileSessionStore,
    Generate, InMemorySessionStore, RunOptions, SessionStore, SnapshotStatus, Turn,
};
use serde_json::{Value, json};

#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Count {
    turns: u32,
}

/// Answers with what it was told and how many messages there are; counts.
fn counter(store: Option<InMemorySessionStore>) -> Vec<Action> {
    let builder = Agent::builder("counter");
    let builder = match store {
        Some(store) => builder.store(store),
        None => builder,
    };
    builder.handler(|turn: Turn<Count>, _| async move {
        for _ in 0..5 {
            tokio::task::yield_now().await;
        }
        if turn.text() == "fail" {
            return Err(Error::unavailable("told to"));
        }
        turn.update(|count| count.turns += 1).await?;
        Ok(format!("{} of {}", turn.text(), turn.messages().len()))
    })
}

async fn with(actions: Vec<Action>) -> Result<Genkit> {
    Genkit::builder().without_discovery().register_all(actions).build().await
}

async fn kept() -> Result<Genkit> {
    with(counter(Some(InMemorySessionStore::new()))).await
}

/// A run with these inputs: its chunks and its output.
async fn run(ai: &Genkit, agent: &str, init: Value, inputs: &[Value]) -> Result<(Vec<Value>, Value)> {
    let action = ai.action(&format!("/agent/{agent}")).await?;
    let mut run = action.bidi_json(ai, init, RunOptions::new())?;
    for input in inputs {
        run.send(input.clone()).await?;
    }
    run.close();
    let mut chunks = Vec::new();
    while let Some(chunk) = run.next().await {
        chunks.push(serde_json::from_str(chunk?.get())?);
    }
    Ok((chunks, run.output().await?))
}

fn says(text: &str) -> Value {
    json!({"message": {"role": "user", "content": [{"text": text}]}})
}

#[tokio::test]
async fn several_turns_in_one_run() -> Result<()> {
    let ai = kept().await?;
    let (chunks, output) = run(&ai, "counter", json!({}), &[says("a"), says("b")]).await?;
    assert_eq!(output["message"]["content"][0]["text"], "b of 3");
    let ends: Vec<&Value> = chunks.iter().filter_map(|chunk| chunk.get("turnEnd")).collect();
    assert_eq!(ends.len(), 2);
    assert_eq!(ends[1]["snapshotId"], output["snapshotId"]);
    let patches: Vec<&Value> = chunks.iter().filter_map(|chunk| chunk.get("customPatch")).collect();
    // Each turn begins with the whole.
    assert_eq!(patches[0], &json!([{"op": "replace", "path": "", "value": {"turns": 1}}]));
    assert_eq!(patches[1], &json!([{"op": "replace", "path": "", "value": {"turns": 2}}]));
    let snapshot =
        ai.agent("counter").await?.snapshot(ends[1]["snapshotId"].as_str().unwrap()).await?.unwrap();
    assert_eq!(snapshot.parent_id.as_deref(), ends[0]["snapshotId"].as_str());
    Ok(())
}

#[tokio::test]
async fn the_client_may_keep_the_state() -> Result<()> {
    let ai = with(counter(None)).await?;
    let agent = ai.agent("counter").await?;
    assert!(!agent.keeps_state());
    let mut chat = agent.chat();
    chat.send("a").await?;
    let answer = chat.send("b").await?;
    assert_eq!(answer.text(), "b of 3");
    assert_eq!(answer.state::<Count>()?, Some(Count { turns: 2 }));

    // It goes on from what was kept elsewhere, and refuses a state of another form.
    let mut elsewhere = agent.chat_from(chat.init().clone());
    assert_eq!(elsewhere.send("c").await?.text(), "c of 5");
    let broken = json!({"state": {"custom": {"turns": "many"}}});
    let (_, output) = run(&ai, "counter", broken.clone(), &[says("a")]).await?;
    assert_eq!(output["error"]["status"], "INVALID_ARGUMENT");
    assert_eq!((&output["finishReason"], &output["state"]), (&json!("failed"), &broken["state"]));
    Ok(())
}

#[tokio::test]
async fn what_does_not_go_together_is_refused() -> Result<()> {
    let client = with(counter(None)).await?;
    let server = kept().await?;
    let said = [says("a")];
    let error = run(&client, "counter", json!({"snapshotId": "x"}), &said).await.unwrap_err();
    assert!(error.message().starts_with("Cannot use 'snapshotId' with agent 'counter'"), "{error}");
    let error = run(&server, "counter", json!({"state": {}}), &said).await.unwrap_err();
    assert!(error.message().starts_with("Cannot send 'state' to agent 'counter'"), "{error}");
    let error = run(&client, "counter", json!({}), &[json!({"detach": true})]).await.unwrap_err();
    assert_eq!(error.message(), "Detach is only supported when a session store is provided.");
    let error = client.run_json("/agent-abort/counter", json!({"snapshotId": "x"})).await.unwrap_err();
    assert!(error.message().starts_with("abort requires a persistent store."), "{error}");

    let (_, output) = run(&server, "counter", json!({"snapshotId": "nope"}), &said).await?;
    assert_eq!(output["error"], json!({"status": "NOT_FOUND", "message": "Snapshot nope not found"}));
    assert_eq!(output.get("sessionId"), None);
    let error = server.run_json("/agent-snapshot/counter", json!({})).await.unwrap_err();
    assert!(error.message().ends_with("(got neither)."), "{error}");
    let both = json!({"snapshotId": "a", "sessionId": "b"});
    let error = server.run_json("/agent-snapshot/counter", both).await.unwrap_err();
    assert!(error.message().ends_with("(got snapshotId and sessionId)."), "{error}");
    let error = server.run_json("/agent-snapshot/counter", json!({"sessionId": "b"})).await.unwrap_err();
    assert_eq!(error.message(), "Snapshot 'b' not found for agent 'counter'.");
    Ok(())
}

#[tokio::test]
async fn a_failed_turn_ends_the_run_and_the_session_goes_on_before_it() -> Result<()> {
    let ai = kept().await?;
    let inputs = [says("a"), says("fail"), says("never")];
    let (chunks, output) = run(&ai, "counter", json!({"sessionId": "not a uuid"}), &inputs).await?;
    assert_eq!(output["finishReason"], "failed");
    assert_eq!(output["error"], json!({"status": "UNAVAILABLE", "message": "told to"}));
    assert_eq!(output["message"]["content"][0]["text"], "a of 1");
    let ends: Vec<&Value> = chunks.iter().filter_map(|chunk| chunk.get("turnEnd")).collect();
    assert_eq!(ends.len(), 2);
    assert_eq!(output["snapshotId"], ends[0]["snapshotId"]);
    let agent = ai.agent("counter").await?;
    let failed = agent.snapshot(ends[1]["snapshotId"].as_str().unwrap()).await?.unwrap();
    assert_eq!(failed.status, Some(SnapshotStatus::Failed));
    assert_eq!(agent.latest("not a uuid").await?.unwrap().snapshot_id, failed.snapshot_id);

    // From the failed snapshot itself nothing goes on.
    let (_, refused) = run(&ai, "counter", json!({"snapshotId": failed.snapshot_id}), &[says("b")]).await?;
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(
        message.ends_with("is not resumable (status: failed). Only 'completed' snapshots can be resumed.")
    );

    let mut chat = agent.chat_from(AgentInit::session("not a uuid"));
    let answer = chat.send("b").await?;
    assert_eq!(answer.text(), "b of 3");
    let snapshot = agent.snapshot(answer.snapshot_id().unwrap()).await?.unwrap();
    assert_eq!(snapshot.parent_id.as_deref(), output["snapshotId"].as_str());
    assert_eq!(chat.send("fail").await.unwrap_err().status(), Status::Unavailable);
    assert_eq!(chat.send("c").await?.text(), "c of 5");
    Ok(())
}

async fn twenty(ai: &Genkit) -> Result<()> {
    let agent = ai.agent("counter").await?;
    let turns: Vec<_> = (0..20)
        .map(|n| {
            let mut chat = agent.chat_from(AgentInit::session("shared"));
            tokio::spawn(async move { chat.send(format!("turn {n}")).await.map(|answer| answer.text()) })
        })
        .collect();
    let mut answers = HashSet::new();
    for turn in turns {
        answers.insert(turn.await.unwrap()?);
    }
    assert_eq!(answers.len(), 20, "20 turns are acknowledged");
    let state = agent.latest("shared").await?.unwrap().state.unwrap();
    let messages = state.messages.unwrap();
    assert_eq!((messages.len(), state.custom), (40, Some(json!({"turns": 20}))));
    for n in 0..20 {
        // Each saw all that was said before it, in one order.
        let answer = format!("{} of {}", messages[2 * n].text(), 2 * n + 1);
        assert_eq!(messages[2 * n + 1].text(), answer);
        assert!(answers.remove(&answer));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_turns_at_once_on_one_session_in_memory() -> Result<()> {
    twenty(&kept().await?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_turns_at_once_on_one_session_in_files() -> Result<()> {
    let folder =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("agents-{}", std::process::id()));
    let store = FileSessionStore::new(&folder);
    let agent = Agent::builder("counter").store(store).handler(|turn: Turn<Count>, _| async move {
        turn.update(|count| count.turns += 1).await?;
        Ok(format!("{} of {}", turn.text(), turn.messages().len()))
    });
    let done = twenty(&with(agent).await?).await;
    std::fs::remove_dir_all(&folder)?;
    done
}

#[tokio::test]
async fn turns_of_another_process_conflict_and_are_told() -> Result<()> {
    let store = InMemorySessionStore::new();
    let (here, there) = (with(counter(Some(store.clone()))).await?, with(counter(Some(store))).await?);
    let mut one = here.agent("counter").await?.chat_from(AgentInit::session("s"));
    let mut two = there.agent("counter").await?.chat_from(AgentInit::session("s"));
    let (a, b) = futures_util::future::join(one.send("a"), two.send("b")).await;
    let lost = match (a, b) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
        (a, b) => panic!("one should fail: {a:?}, {b:?}"),
    };
    assert_eq!(lost.status(), Status::Aborted, "{lost:?}");
    let latest = here.agent("counter").await?.latest("s").await?.unwrap();
    assert_eq!(latest.state.unwrap().messages.unwrap().len(), 2);
    Ok(())
}

#[tokio::test]
async fn tenants_do_not_reach_each_others_snapshots() -> Result<()> {
    let agent = Agent::builder("a")
        .store(InMemorySessionStore::new())
        .tenant(|context| context.get("tenant").ok().flatten().unwrap_or_default())
        .handler(|turn: Turn, _| async move { Ok(format!("{} messages", turn.messages().len())) });
    let ai = with(agent).await?;
    let of = |tenant: &str| Context::new().with("tenant", tenant);
    let agent = ai.agent("a").await?;
    let mine = agent.chat_from(AgentInit::session("s")).context(of("mine")).send("hi").await?;
    let id = mine.snapshot_id().unwrap();
    let mut theirs = agent.chat_from(AgentInit::snapshot(id)).context(of("theirs"));
    assert_eq!(theirs.send("hi").await.unwrap_err().status(), Status::NotFound);
    let theirs = agent.chat_from(AgentInit::session("s")).context(of("theirs")).send("hi").await?;
    assert_eq!(theirs.text(), "1 messages");
    Ok(())
}

/// Waits until it is let go on, then counts.
fn slow(store: impl SessionStore, gate: &std::sync::Arc<tokio::sync::Semaphore>) -> Vec<Action> {
    let gate = gate.clone();
    Agent::builder("slow").store(store).handler(move |turn: Turn<Count>, _| {
        let gate = gate.clone();
        async move {
            gate.acquire().await.unwrap().forget();
            turn.update(|count| count.turns += 1).await?;
            Ok(format!("{} of {}", turn.text(), turn.messages().len()))
        }
    })
}

#[tokio::test]
async fn a_detached_turn_is_done_in_the_background_and_keeps_its_place() -> Result<()> {
    let gate = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    let ai = with(slow(InMemorySessionStore::new(), &gate)).await?;
    let agent = ai.agent("slow").await?;
    let mut chat = agent.chat_from(AgentInit::session("s"));
    let task = chat.detach("first").await?;
    assert_eq!(task.snapshot().await?.status, Some(SnapshotStatus::Pending));

    // What is said next waits for it, and sees what it did.
    let mut second = agent.chat_from(AgentInit::session("s"));
    let second = tokio::spawn(async move { second.send("second").await });
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    assert!(!second.is_finished());
    gate.add_permits(2);
    assert_eq!(second.await.unwrap()?.text(), "second of 3");
    let done = task.wait(Duration::from_millis(1)).await?;
    assert_eq!((done.status, done.heartbeat_at), (Some(SnapshotStatus::Completed), None));
    // Its parent is what it went on from, never itself.
    assert_eq!(done.parent_id, None);
    let latest = agent.latest("s").await?.unwrap();
    assert_eq!(latest.parent_id.as_ref(), Some(&done.snapshot_id));
    Ok(())
}

#[tokio::test]
async fn leaving_in_the_middle_of_a_turn_keeps_that_turn() -> Result<()> {
    let gate = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    let ai = with(slow(InMemorySessionStore::new(), &gate)).await?;
    let action = ai.action("/agent/slow").await?;
    let mut run = action.bidi_json(&ai, json!({}), RunOptions::new())?;
    run.send(says("long work")).await?;
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    run.send(json!({"detach": true})).await?;
    run.close();
    let output = run.output().await?;
    assert_eq!(output["finishReason"], "detached");
    gate.add_permits(1);
    let id = output["snapshotId"].as_str().unwrap();
    let agent = ai.agent("slow").await?;
    let snapshot = loop {
        let snapshot = agent.snapshot(id).await?.unwrap();
        if snapshot.status != Some(SnapshotStatus::Pending) {
            break snapshot;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(snapshot.status, Some(SnapshotStatus::Completed));
    assert_eq!(snapshot.state.unwrap().messages.unwrap().len(), 2);
    assert_eq!(agent.abort(id).await?, Some(SnapshotStatus::Completed));
    Ok(())
}

#[tokio::test]
async fn an_aborted_turn_stops_and_stays_aborted() -> Result<()> {
    struct Told(tokio::sync::mpsc::UnboundedSender<()>);
    impl Drop for Told {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }
    let (sender, mut stopped) = tokio::sync::mpsc::unbounded_channel();
    let agent = Agent::builder("endless").store(InMemorySessionStore::new()).handler(move |_: Turn, _| {
        let told = Told(sender.clone());
        async move {
            let _told = told;
            std::future::pending::<Result<()>>().await
        }
    });
    let ai = with(agent).await?;
    let agent = ai.agent("endless").await?;
    let task = agent.chat_from(AgentInit::session("s")).detach("go").await?;
    assert_eq!(task.abort().await?, Some(SnapshotStatus::Pending));
    stopped.recv().await.unwrap();
    assert_eq!(task.abort().await?, Some(SnapshotStatus::Aborted));
    assert_eq!(task.wait(Duration::from_millis(1)).await?.status, Some(SnapshotStatus::Aborted));
    // Nobody waits behind it any more.
    let next = agent.chat_from(AgentInit::session("s")).detach("again").await?;
    assert_eq!(next.snapshot().await?.status, Some(SnapshotStatus::Pending));
    Ok(())
}

#[tokio::test]
async fn a_worker_that_falls_silent_has_expired_and_one_that_beats_has_not() -> Result<()> {
    let clock = TestClock::starting_at(std::time::UNIX_EPOCH + Duration::from_secs(1_000_000));
    clock.hold();
    let gate = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    let store = InMemorySessionStore::new();
    let env = Env::system().with_clock(clock.clone());
    let build =
        |actions| Genkit::builder().without_discovery().env(env.clone()).register_all(actions).build();
    let ai = build(slow(store.clone(), &gate)).await?;
    let task = ai.agent("slow").await?.chat().detach("go").await?;
    for _ in 0..10 {
        clock.advance(Duration::from_secs(20)).await;
    }
    assert_eq!(task.snapshot().await?.status, Some(SnapshotStatus::Pending));

    // A process that is gone beats no more: here, one whose snapshot nobody works at.
    let key = genkit::StoreKey::new("snapshot", task.snapshot_id());
    let mut dead = store.get(&key).await?.unwrap().value;
    dead["snapshotId"] = "dead".into();
    store.save(&genkit::StoreKey::new("snapshot", "dead"), 0, dead, None).await?;
    clock.advance(Duration::from_secs(61)).await;
    let read = ai.agent("slow").await?.snapshot("dead").await?.unwrap();
    assert_eq!(read.status, Some(SnapshotStatus::Expired));
    assert_eq!(
        store.get(&genkit::StoreKey::new("snapshot", "dead")).await?.unwrap().value["status"],
        "pending"
    );
    gate.add_permits(1);
    Ok(())
}

#[tokio::test]
async fn a_run_that_is_dropped_keeps_nothing_and_blocks_nobody() -> Result<()> {
    let gate = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    let ai = with(slow(InMemorySessionStore::new(), &gate)).await?;
    let agent = ai.agent("slow").await?;
    let mut gone = agent.chat_from(AgentInit::session("s"));
    let mut stream = gone.send_stream("gone").await?;
    assert!(futures_util::FutureExt::now_or_never(stream.next()).is_none());
    tokio::task::yield_now().await;
    drop(stream);
    gate.add_permits(1);
    assert_eq!(agent.chat_from(AgentInit::session("s")).send("here").await?.text(), "here of 1");
    Ok(())
}

/// Answers in pieces, or asks for tools.
fn model() -> Action {
    Model::builder("m").handler(|req: ModelRequest, _: Ctx, out: Chunks<ModelResponseChunk>| async move {
        let last = req.last().cloned().unwrap();
        if last.role == Role::Tool {
            let output = last.content[0].as_tool_response().unwrap().output.clone().unwrap_or_default();
            return Ok(ModelResponse::text(format!("it says {output}")));
        }
        let text = last.text();
        if let Some(("call", tool)) = text.split_once(' ') {
            let request = genkit::ToolRequest::new(tool, json!({"message": "x"})).with_ref("r1");
            return Ok(ModelResponse::new(request));
        }
        out.send("a ".into()).await?;
        out.send("b".into()).await?;
        let before = req.messages.iter().filter(|m| m.role == Role::System).count();
        Ok(ModelResponse::text(format!("{text} after {before} of {}", req.messages.len())))
    })
}

#[tokio::test]
async fn what_an_agent_says_of_itself_is_said_each_turn_and_kept_never() -> Result<()> {
    let agent =
        Agent::builder("chef").store(InMemorySessionStore::new()).generate(|call: Generate, ctx: &Ctx| {
            let mood: String = ctx.context().get("mood").ok().flatten().unwrap_or_default();
            call.model("m").system(format!("Be {mood}."))
        });
    let ai = Genkit::builder().without_discovery().action(model()).register_all(agent).build().await?;
    let agent = ai.agent("chef").await?;
    let mut chat = agent.chat().context(Context::new().with("mood", "kind"));
    let mut stream = chat.send_stream("hi").await?;
    let mut pieces = Vec::new();
    while let Some(chunk) = stream.next().await {
        pieces.extend(chunk?.model_chunk.map(|chunk| chunk.to_text()));
    }
    assert_eq!(pieces, ["a ", "b"]);
    assert_eq!(stream.response().await?.text(), "hi after 1 of 2");
    let answer = chat.send("again").await?;
    assert_eq!(answer.text(), "again after 1 of 4");
    let state = agent.snapshot(answer.snapshot_id().unwrap()).await?.unwrap().state.unwrap();
    let roles: Vec<Role> = state.messages.unwrap().iter().map(|m| m.role).collect();
    assert_eq!(roles, [Role::User, Role::Model, Role::User, Role::Model]);
    Ok(())
}

/// Waits for somebody.
#[tool]
async fn ask_boss(message: String, ctx: Ctx) -> Result<String> {
    match ctx.resumed() {
        Some(why) => Ok(format!("{message}: {why}")),
        None => Err(Error::interrupt(json!({"ask": "boss"}))),
    }
}

#[tokio::test]
async fn tools_that_wait_are_answered_once_and_never_with_other_inputs() -> Result<()> {
    let agent = Agent::builder("clerk")
        .store(InMemorySessionStore::new())
        .generate(|call: Generate, _: &Ctx| call.model("m").tools(tools![ask_boss]));
    let ai = Genkit::builder().without_discovery().action(model()).register_all(agent).build().await?;
    let agent = ai.agent("clerk").await?;
    let mut chat = agent.chat();
    let waiting = chat.send("call ask_boss").await?;
    assert_eq!(waiting.finish_reason(), AgentFinishReason::Interrupted);
    let interrupt = waiting.interrupts().remove(0);
    assert_eq!(interrupt.metadata(), Some(&json!({"ask": "boss"})));

    let mut forged = interrupt.restart(true);
    let genkit::PartKind::ToolRequest(request) = &mut forged.kind else { panic!("a request") };
    request.input = Some(json!({"message": "other"}));
    let error = chat.send(AgentInput::restart([forged])).await.unwrap_err();
    assert!(error.message().contains("has modified inputs that do not match"), "{error}");

    let answer = chat.send(AgentInput::restart([interrupt.restart("yes")])).await?;
    assert_eq!(answer.text(), "it says \"x: \\\"yes\\\"\"");

    // The same answer again, from the snapshot that waited: it was used.
    let mut branch = agent.chat_from(AgentInit::snapshot(waiting.snapshot_id().unwrap()));
    let error = branch.send(AgentInput::restart([interrupt.restart("yes")])).await.unwrap_err();
    assert_eq!(error.status(), Status::PermissionDenied, "{error}");
    Ok(())
}

#[tokio::test]
async fn work_is_handed_on_and_comes_back_with_what_was_made() -> Result<()> {
    let writer =
        Agent::builder("writer").store(InMemorySessionStore::new()).handler(|turn: Turn, _| async move {
            turn.add_artifact(Artifact::new("draft", turn.text())).await;
            Ok(format!("draft {}", turn.messages().len()))
        });
    let editor = Agent::builder("editor")
        .generate(|call: Generate, _: &Ctx| call.model("m").tool(Agent::tool("writer", "Writes drafts.")));
    let ai = Genkit::builder()
        .without_discovery()
        .action(model())
        .register_all(writer)
        .register_all(editor)
        .build()
        .await?;
    let mut chat = ai.agent("editor").await?.chat();
    let answer = chat.send("call writer").await?;
    assert_eq!(answer.text(), r#"it says {"response":"draft 1","artifacts":["draft"]}"#);
    assert_eq!(answer.artifacts(), [Artifact::new("draft", "x")]);
    // Within the session it is one conversation with the writer.
    assert!(chat.send("call writer").await?.text().contains("draft 3"));
    Ok(())
}

#[tokio::test]
async fn agents_that_hand_work_to_each_other_come_to_an_end() -> Result<()> {
    let asks = |name: &str, other: &'static str| {
        Agent::builder(name).handler(move |_: Turn, ctx: Ctx| async move {
            let tool = Agent::tool(other, "Somebody else.");
            let run = tool.run_json(ctx.ai(), json!({"message": "you do it"}), RunOptions::new()).await?;
            Ok(run.result.to_string())
        })
    };
    let ai = with([asks("ping", "pong"), asks("pong", "ping")].concat()).await?;
    let error = ai.agent("ping").await?.chat().send("do it").await.unwrap_err();
    assert!(error.message().contains("without end"), "{error}");
    Ok(())
}

#[tokio::test]
async fn developer_tools_are_told_what_an_agent_is() -> Result<()> {
    let ai = kept().await?;
    let agent = ai.action("/agent/counter").await?;
    let metadata = agent.metadata();
    assert_eq!(metadata["agent"]["stateManagement"], "server");
    assert_eq!(metadata["agent"]["abortable"], true);
    assert_eq!(metadata["agent"]["stateSchema"]["properties"]["turns"]["type"], "integer");
    assert_eq!(metadata["bidi"], true);
    assert!(agent.init_schema().unwrap()["properties"].get("snapshotId").is_some());
    // One turn without a stream of inputs.
    let output = ai.run_json("/agent/counter", says("hi")).await?;
    assert_eq!(output["message"]["content"][0]["text"], "hi of 1");
    Ok(())
}

/// Counts what it is told.
#[agent(session_store)]
async fn tally(turn: Turn<Count>, ctx: Ctx) -> Result<String> {
    let n = turn
        .update(|count| {
            count.turns += 1;
            count.turns
        })
        .await?;
    assert_eq!(ctx.session().unwrap().id(), turn.session().id());
    Ok(format!("{} is number {n}", turn.text()))
}

/// Repeats.
#[agent(name = "echo")]
async fn repeat(turn: Turn) -> String {
    turn.text()
}

#[tokio::test]
async fn an_agent_is_a_function_with_an_attribute() -> Result<()> {
    let builder = || Genkit::builder().discover_from([env!("CARGO_PKG_NAME")]);
    let ai = builder().session_store(InMemorySessionStore::new()).build().await?;
    let mut chat = ai.chat::<tally>();
    assert_eq!(chat.send("tea").await?.text(), "tea is number 1");
    assert_eq!(chat.send("milk").await?.text(), "milk is number 2");
    let mut again = ai.chat_from::<tally>(chat.init().clone());
    assert_eq!(again.send("rum").await?.text(), "rum is number 3");
    assert_eq!(ai.chat::<repeat>().send("hi").await?.text(), "hi");

    let metadata = ai.action("/agent/tally").await?.metadata();
    assert_eq!(metadata["agent"]["stateSchema"]["properties"]["turns"]["type"], "integer");
    assert_eq!(ai.action("/agent/tally").await?.description(), Some("Counts what it is told."));
    for beside in ["agent-snapshot", "agent-abort"] {
        assert!(ai.action(&format!("/{beside}/tally")).await.is_ok());
    }
    // Two runtimes have each their own.
    let other = builder().session_store(InMemorySessionStore::new()).build().await?;
    let mut elsewhere = other.chat_from::<tally>(chat.init().clone());
    assert_eq!(elsewhere.send("gin").await?.text(), "gin is number 1");

    let error = builder().build().await?.chat::<tally>().send("x").await.unwrap_err();
    assert!(error.message().contains("session_store"), "{error}");
    Ok(())
}

#[genkit::test]
async fn an_agent_has_a_double(ai: TestGenkit) -> Result<()> {
    let output =
        genkit::AgentOutput { message: Some(Message::model("canned")), ..genkit::AgentOutput::default() };
    let double = ai.double_bidi::<repeat>().returns(output);
    assert_eq!(ai.chat::<repeat>().send("hi").await?.text(), "canned");
    assert_eq!(double.inputs(), [AgentInput::user("hi")]);
    Ok(())
}

#[tokio::test]
async fn an_agent_that_would_wait_for_itself_says_so() -> Result<()> {
    let own =
        Agent::builder("own").store(InMemorySessionStore::new()).handler(async |turn: Turn, ctx: Ctx| {
            let mut chat = ctx.agent("own").await?.chat_from(AgentInit::session(turn.id()));
            Ok(chat.send("again").await.unwrap_err().message().to_owned())
        });
    let ai = Genkit::builder().without_discovery().register_all(own).build().await?;
    let mut chat = ai.agent("own").await?.chat_from(AgentInit::session("s"));
    let told = chat.send("now").await?.text();
    assert!(told.contains("session 's'"), "{told}");
    // Over is over.
    assert_eq!(chat.send("now").await?.text(), told);
    Ok(())
}
