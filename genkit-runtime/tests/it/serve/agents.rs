//! Bidirectional actions, whose stream of inputs is the one of the request: flows and agents.

use genkit::client::Flow;
use genkit::prelude::*;
use genkit::serve::{self, FlowHandler, Flows, Server};
use genkit::{
    Agent, AgentAbortRequest, AgentAbortResponse, AgentFinishReason, AgentInit, AgentInput, AgentOutput,
    AgentStreamChunk, Generate, GetSnapshotRequest, InMemorySessionStore, Interrupt, Secret, SessionSnapshot,
    SnapshotStatus, ToolRequest, Turn,
};
use serde_json::json;

use super::wire::post;
use super::{Running, body, runtime};

/// Answers each line under a name.
#[flow]
async fn parrot(name: String, mut lines: Inputs<String>, out: Chunks<String>) -> Result<usize> {
    let mut count = 0;
    while let Some(line) = lines.next().await {
        out.send(format!("{name}: {}", line?)).await?;
        count += 1;
    }
    Ok(count)
}

#[tokio::test]
async fn one_input_goes_in_beside_what_starts_the_run() {
    let ai = runtime([]);
    let server = Running::start(Server::of(Flows::of(&ai).route("/parrot", serve::bidi::<parrot>()))).await;
    let sent = json!({"data": "hello", "init": "Polly"}).to_string();
    let mut wire = super::wire::Wire::to(&server).await;
    wire.write(&super::wire::request("/parrot?stream=true", &sent)).await;
    wire.until("data: {\"result\":1}\n\n").await;
    assert_eq!(post(&server, "/parrot", &sent).await.body, r#"{"result":1}"#);
    let wrong = post(&server, "/parrot", r#"{"data": "hello", "init": 7}"#).await;
    assert_eq!((wrong.status, body(&wrong.body)["status"].as_str()), (400, Some("INVALID_ARGUMENT")));
    // The typed client says the same.
    let flow = Flow::<String, usize, String>::at(server.at("/parrot")).init(&"Polly");
    let mut run = flow.stream("hi".to_owned()).await.unwrap();
    assert_eq!(run.next().await.unwrap().unwrap(), "Polly: hi");
    assert_eq!(run.output().await.unwrap(), 1);
}

/// Pays, once somebody agreed.
#[tool]
async fn pay_at_desk(amount: u32, ctx: Ctx) -> Result<String> {
    match ctx.resumed() {
        Some(_) => Ok(format!("paid {amount}")),
        None => Err(ctx.interrupt(json!({"agree_to": amount}))),
    }
}

/// `pay` asks for the tool, `fail` fails, all else is counted.
#[model(name = "desk", supports(tools, multiturn))]
async fn desk(req: ModelRequest, out: Chunks<ModelResponseChunk>) -> Result<ModelResponse> {
    let last = req.last().unwrap();
    if let Some(answer) = last.content.iter().find_map(Part::as_tool_response) {
        return Ok(ModelResponse::text(answer.output.clone().unwrap_or_default().to_string()));
    }
    match &*last.text() {
        "pay" => Ok(ModelResponse::new(Part::from(ToolRequest::new("pay_at_desk", json!({"amount": 7}))))),
        "fail" => Err(Error::internal("secret detail")),
        "wait" => std::future::pending().await,
        said => {
            out.send(ModelResponseChunk::text(said)).await?;
            Ok(ModelResponse::text(format!("{said} of {}", req.messages.len())))
        }
    }
}

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct Order {
    dishes: Vec<String>,
}

struct Served(Running);

/// Two agents: the clerk, whose callers are told apart by their token, and the waiter, whose clients keep the order.
async fn agents() -> Served {
    let clerk = Agent::builder("clerk")
        .store(InMemorySessionStore::new())
        .tenant(|context| context.auth().map(ToString::to_string).unwrap_or_default())
        .generate(|call: Generate, _: &Ctx| call.model("desk").tools(tools![pay_at_desk]));
    let waiter = Agent::builder("waiter").handler(async |turn: Turn<Order>, _| {
        if turn.text() == "fail" {
            return Err(Error::internal("secret detail"));
        }
        let dish = turn.text();
        turn.update(|order| order.dishes.push(dish)).await?;
        Ok(format!("{} so far", turn.messages().len()))
    });
    let who = serve::bearer(async |token: Secret<String>| Ok(json!({"uid": token.expose()})));
    let handler = FlowHandler::of(&clerk[0]).context(who);
    let ai = runtime(clerk.into_iter().chain(waiter).chain(actions![desk]));
    Served(Running::start(Server::of(Flows::of(&ai).route("/desk", handler))).await)
}

type Talk = Flow<AgentInput, AgentOutput, AgentStreamChunk>;

impl Served {
    fn beside<I, O>(&self, what: &str, who: &str) -> Flow<I, O> {
        Flow::at(self.0.at("/desk") + what).bearer(&who.to_owned().into())
    }

    fn clerk(&self, who: &str) -> Talk {
        Flow::at(self.0.at("/desk")).bearer(&who.to_owned().into())
    }

    fn waiter(&self) -> Talk {
        Flow::at(self.0.at("/waiter"))
    }

    async fn snapshot(&self, id: &str, who: &str) -> Result<SessionSnapshot> {
        let asked = GetSnapshotRequest { snapshot_id: Some(id.to_owned()), session_id: None };
        self.beside("/getSnapshot", who).run(asked).await
    }
}

fn text(output: &AgentOutput) -> String {
    output.message.as_ref().unwrap().text()
}

#[tokio::test]
async fn a_conversation_goes_on_by_session_and_by_snapshot() -> Result<()> {
    let agents = agents().await;
    let mut run = agents.clerk("ada").stream("one".into()).await?;
    let (mut said, mut ends) = (String::new(), 0);
    while let Some(chunk) = run.next().await {
        let chunk = chunk?;
        said += &chunk
            .model_chunk
            .iter()
            .flat_map(|chunk| &chunk.content)
            .filter_map(Part::as_text)
            .collect::<String>();
        ends += usize::from(chunk.turn_end.is_some_and(|end| end.snapshot_id.is_some()));
    }
    assert_eq!((&*said, ends), ("one", 1));
    let first = run.output().await?;
    assert_eq!((text(&first), first.finish_reason), ("one of 1".to_owned(), Some(AgentFinishReason::Stop)));
    let (session, snapshot) = (first.session_id.unwrap(), first.snapshot_id.unwrap());

    let second = agents.clerk("ada").init(&AgentInit::session(&session)).run("two".into()).await?;
    assert_eq!((text(&second), second.session_id.as_ref()), ("two of 3".to_owned(), Some(&session)));
    let branch = agents.clerk("ada").init(&AgentInit::snapshot(&snapshot)).run("other".into()).await?;
    assert_eq!(text(&branch), "other of 3");

    let kept = agents.snapshot(&snapshot, "ada").await?;
    assert_eq!((kept.status, kept.session_id.as_ref()), (Some(SnapshotStatus::Completed), Some(&session)));
    assert_eq!(kept.state.unwrap().messages.unwrap().len(), 2);
    Ok(())
}

#[tokio::test]
async fn what_is_another_tenants_is_not_there() -> Result<()> {
    let agents = agents().await;
    let ada = agents.clerk("ada").run("secret".into()).await?;
    let (session, snapshot) = (ada.session_id.unwrap(), ada.snapshot_id.unwrap());
    let error = agents.snapshot(&snapshot, "eve").await.unwrap_err();
    assert_eq!(error.status(), Status::NotFound, "{error}");
    let aborted: AgentAbortResponse =
        agents.beside("/abort", "eve").run(AgentAbortRequest { snapshot_id: snapshot.clone() }).await?;
    assert_eq!(aborted.status, None);
    let stolen = agents.clerk("eve").init(&AgentInit::snapshot(&snapshot)).run("and?".into()).await?;
    assert_eq!(stolen.error.unwrap().status.as_deref(), Some("NOT_FOUND"));
    // A session of the same name is eve's own.
    let own = agents.clerk("eve").init(&AgentInit::session(&session)).run("and?".into()).await?;
    assert_eq!(text(&own), "and? of 1");
    // Without a token nothing is reached at all, at none of the three.
    for path in ["/desk", "/desk/getSnapshot", "/desk/abort"] {
        assert_eq!(post(&agents.0, path, r#"{"data":{}}"#).await.status, 401, "{path}");
    }
    assert_eq!(post(&agents.0, "/clerk", r#"{"data":{}}"#).await.status, 404);
    assert_eq!(post(&agents.0, "/clerk/getSnapshot", r#"{"data":{}}"#).await.status, 404);
    Ok(())
}

#[tokio::test]
async fn clients_may_keep_the_state() -> Result<()> {
    let agents = agents().await;
    let first = agents.waiter().run("soup".into()).await?;
    assert_eq!((text(&first), first.snapshot_id), ("1 so far".to_owned(), None));
    let state = first.state.unwrap();
    assert_eq!(state.custom, Some(json!({"dishes": ["soup"]})));
    let mut run = agents.waiter().init(&AgentInit::state(state.clone())).stream("fish".into()).await?;
    let mut patches = Vec::new();
    while let Some(chunk) = run.next().await {
        patches.extend(chunk?.custom_patch);
    }
    assert!(!patches.is_empty());
    assert_eq!(run.output().await?.state.unwrap().custom, Some(json!({"dishes": ["soup", "fish"]})));
    // What does not go with it is told, as are a state of another type and a snapshot there is no place for.
    let ids = agents.waiter().init(&AgentInit::session("s")).run("x".into()).await.unwrap_err();
    assert_eq!(ids.status(), Status::FailedPrecondition);
    assert!(ids.message().contains("Send 'state' instead"), "{ids}");
    let sent = agents.clerk("ada").init(&AgentInit::state(state.clone())).run("x".into()).await.unwrap_err();
    assert!(sent.message().contains("Send 'snapshotId' or 'sessionId' instead"), "{sent}");
    let mut wrong = state;
    wrong.custom = Some(json!({"dishes": 7}));
    let told = agents.waiter().init(&AgentInit::state(wrong)).run("x".into()).await?.error.unwrap();
    assert_eq!(told.status.as_deref(), Some("INVALID_ARGUMENT"), "{told:?}");
    // Of an agent that keeps nothing there is nothing to read. What starts a run is checked by its schema.
    assert_eq!(post(&agents.0, "/waiter/getSnapshot", r#"{"data":{"snapshotId":"x"}}"#).await.status, 404);
    let list = post(&agents.0, "/waiter", r#"{"data":{},"init":[null,null]}"#).await;
    assert_eq!(list.status, 400, "{}", list.body);
    Ok(())
}

#[tokio::test]
async fn interrupts_are_answered_over_http() -> Result<()> {
    let agents = agents().await;
    let asked = agents.clerk("ada").run("pay".into()).await?;
    assert_eq!(asked.finish_reason, Some(AgentFinishReason::Interrupted));
    let interrupt = asked.message.unwrap().content.iter().find_map(Interrupt::of).unwrap();
    assert_eq!(interrupt.metadata(), Some(&json!({"agree_to": 7})));
    let go_on = AgentInit::snapshot(asked.snapshot_id.unwrap());
    let ada = agents.clerk("ada").init(&go_on);

    // A request as clients in other languages send it back: without what was sealed.
    let bare: Part = ToolRequest::new("pay_at_desk", json!({"amount": 7})).into();
    let mut other = bare.clone();
    other.kind = genkit::PartKind::ToolRequest(ToolRequest::new("pay_at_desk", json!({"amount": 70})));
    let refused = ada.run(AgentInput::restart([other])).await?.error.unwrap();
    assert_eq!(refused.status.as_deref(), Some("INVALID_ARGUMENT"));
    assert!(refused.message.contains("has modified inputs"), "{}", refused.message);

    let paid = ada.run(AgentInput::restart([bare.clone()])).await?;
    assert_eq!(text(&paid), "\"paid 7\"");
    // Once.
    let again = ada.run(AgentInput::restart([bare])).await?.error.unwrap();
    assert_eq!(again.status.as_deref(), Some("PERMISSION_DENIED"));
    assert!(again.message.contains("an answer counts once"), "{}", again.message);
    // Another interrupt, answered in place of the tool.
    let asked = agents.clerk("ada").run("pay".into()).await?;
    let interrupt = asked.message.unwrap().content.iter().find_map(Interrupt::of).unwrap();
    let ada = agents.clerk("ada").init(&AgentInit::snapshot(asked.snapshot_id.unwrap()));
    assert_eq!(text(&ada.run(AgentInput::respond([interrupt.respond("no")])).await?), "\"no\"");
    Ok(())
}

#[tokio::test]
async fn a_failure_tells_the_client_what_it_may_know() -> Result<()> {
    let agents = agents().await;
    for talk in [agents.clerk("ada"), agents.waiter()] {
        let failed = talk.run("fail".into()).await?;
        let told = failed.error.unwrap();
        assert_eq!(failed.finish_reason, Some(AgentFinishReason::Failed));
        assert_eq!((told.status.as_deref(), &*told.message), (Some("INTERNAL"), "Internal Error"));
        let mut run = talk.stream("fail".into()).await?;
        while let Some(chunk) = run.next().await {
            let chunk = chunk?;
            let Some(id) = chunk.turn_end.and_then(|end| end.snapshot_id) else { continue };
            let kept = agents.snapshot(&id, "ada").await?;
            assert_eq!(kept.status, Some(SnapshotStatus::Failed));
            assert_eq!(kept.error.unwrap().message, "Internal Error");
        }
    }
    let unknown = Talk::at(agents.0.at("/nobody")).run("hello".into()).await.unwrap_err();
    assert_eq!((unknown.status(), unknown.message()), (Status::NotFound, "nothing is served at /nobody"));
    let silent = agents.clerk("ada").run(AgentInput::default()).await?.error.unwrap();
    assert_eq!(silent.status.as_deref(), Some("INVALID_ARGUMENT"), "{silent:?}");
    let nothing = post(&agents.0, "/waiter", "{}").await;
    assert_eq!(nothing.status, 400, "{}", nothing.body);
    Ok(())
}

#[tokio::test]
async fn what_goes_on_by_itself_is_watched_and_stopped() -> Result<()> {
    let agents = agents().await;
    let left = agents.clerk("ada").run(AgentInput::user("wait").detached()).await?;
    assert_eq!(left.finish_reason, Some(AgentFinishReason::Detached));
    let id = left.snapshot_id.unwrap();
    assert_eq!(agents.snapshot(&id, "ada").await?.status, Some(SnapshotStatus::Pending));
    let abort = agents.beside::<_, AgentAbortResponse>("/abort", "ada");
    let asked = || AgentAbortRequest { snapshot_id: id.clone() };
    let stopped = abort.run(asked()).await?;
    assert_eq!(stopped.status, Some(SnapshotStatus::Pending));
    assert_eq!(agents.snapshot(&id, "ada").await?.status, Some(SnapshotStatus::Aborted));
    let stopped = abort.run(asked()).await?;
    assert_eq!(stopped.status, Some(SnapshotStatus::Aborted));
    let detached = agents.waiter().run(AgentInput::user("soup").detached()).await.unwrap_err();
    assert_eq!(detached.status(), Status::FailedPrecondition);
    Ok(())
}
