//! The agents of the program, talked with from Rust as `agents.mjs` does from JavaScript.

use std::sync::Arc;
use std::time::Duration;

use genkit::prelude::*;
use genkit::{
    AgentClient, AgentFinishReason, AgentInit, AgentInput, PatchOperation, Secret, SnapshotStatus, Status,
    ToolRequest, client,
};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::program::Program;

type Test = fn(Clients) -> genkit::BoxFuture<'static, Result<()>>;

pub(crate) fn trials() -> Vec<Trial> {
    let tests: [(&str, Test); 6] = [
        ("a_conversation_goes_on_elsewhere", |c| Box::pin(conversation(c))),
        ("another_one_does_not_find_it", |c| Box::pin(others(c))),
        ("a_state_is_kept_here", |c| Box::pin(state(c))),
        ("tools_wait_for_somebody", |c| Box::pin(interrupts(c))),
        ("what_fails_says_so", |c| Box::pin(failures(c))),
        ("a_turn_is_left_to_itself", |c| Box::pin(detached(c))),
    ];
    let trial = |(name, test): (&str, Test)| {
        Trial::test(format!("agents::{name}"), move || {
            let clients = Clients(Arc::new(Program::start()));
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(test(clients)).map_err(|error| format!("{error:?}").into())
        })
    };
    tests.into_iter().map(trial).collect()
}

/// The program, and clients of it.
struct Clients(Arc<Program>);

impl Clients {
    fn clerk(&self, who: &str) -> AgentClient {
        AgentClient::remote(client::agent(self.0.url() + "/clerk").bearer(&Secret::new(who.to_owned())))
    }

    fn waiter(&self) -> AgentClient {
        AgentClient::remote(client::agent(self.0.url() + "/waiter/"))
    }
}

async fn conversation(clients: Clients) -> Result<()> {
    let mut chat = clients.clerk("ada").chat();
    let mut turn = chat.send_stream("one").await?;
    let mut text = String::new();
    while let Some(chunk) = turn.next().await {
        text += &chunk?.model_chunk.map(|chunk| chunk.to_text()).unwrap_or_default();
    }
    assert_eq!(text, "You said one (1 messages)");
    let answer = turn.response().await?;
    assert_eq!((answer.text(), answer.finish_reason()), (text, AgentFinishReason::Stop));
    let second = chat.send("two").await?;
    assert_eq!(second.text(), "You said two (3 messages)");

    let elsewhere = clients.clerk("ada");
    let session = chat.session_id().unwrap();
    let kept = elsewhere.latest(session).await?.unwrap();
    assert_eq!(kept.state.unwrap().messages.unwrap().len(), 4);
    let answer = elsewhere.chat_from(AgentInit::session(session)).send("three").await?;
    assert_eq!(answer.text(), "You said three (5 messages)");
    let branch = AgentInit::snapshot(second.snapshot_id().unwrap());
    assert_eq!(elsewhere.chat_from(branch).send("other").await?.text(), "You said other (5 messages)");
    Ok(())
}

async fn others(clients: Clients) -> Result<()> {
    let snapshot = clients.clerk("ada").chat().send("secret").await?.snapshot_id().unwrap().to_owned();
    let eve = clients.clerk("eve");
    assert!(eve.snapshot(&snapshot).await?.is_none());
    assert!(eve.abort(&snapshot).await?.is_none());
    let error = eve.chat_from(AgentInit::snapshot(&snapshot)).send("and?").await.unwrap_err();
    assert_eq!(
        (error.status(), error.message()),
        (Status::NotFound, format!("Snapshot {snapshot} not found").as_str())
    );
    let nobody = AgentClient::remote(client::agent(clients.0.url() + "/clerk"));
    assert_eq!(nobody.chat().send("hello").await.unwrap_err().status(), Status::Unauthenticated);
    Ok(())
}

#[derive(Debug, PartialEq, Deserialize)]
struct Order {
    dishes: Vec<String>,
}

async fn state(clients: Clients) -> Result<()> {
    let mut chat = clients.waiter().chat();
    assert_eq!(chat.send("soup").await?.text(), "That makes 1.");
    let mut turn = chat.send_stream("fish").await?;
    let mut followed = Value::Null;
    while let Some(chunk) = turn.next().await {
        PatchOperation::apply(&chunk?.custom_patch.unwrap_or_default(), &mut followed)?;
    }
    assert_eq!(followed, json!({"dishes": ["soup", "fish"]}));
    let order: Order = turn.response().await?.state()?.unwrap();
    assert_eq!(order.dishes, ["soup", "fish"]);
    let kept = serde_json::to_string(chat.init())?;
    let mut again = clients.waiter().chat_from(serde_json::from_str(&kept)?);
    assert_eq!(again.send("cake").await?.text(), "That makes 3.");
    Ok(())
}

async fn interrupts(clients: Clients) -> Result<()> {
    let mut chat = clients.clerk("ada").chat();
    let asked = chat.send("pay 7").await?;
    assert_eq!(asked.finish_reason(), AgentFinishReason::Interrupted);
    let interrupt = &asked.interrupts()[0];
    assert_eq!((interrupt.tool(), &interrupt.request().input), ("pay", &Some(json!({"amount": 7}))));
    let paid = chat.send(AgentInput::restart([interrupt.restart(true)])).await?;
    assert_eq!(paid.text(), "The tool says: paid 7");
    let other = chat.send("pay 8").await?.interrupts().remove(0);
    let paid = chat.send(AgentInput::respond([other.respond(json!("nothing"))])).await?;
    assert_eq!(paid.text(), "The tool says: nothing");
    let invented = Part::from(ToolRequest::new("pay", json!({"amount": 9})));
    let error = chat.send(AgentInput::restart([invented])).await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    Ok(())
}

async fn failures(clients: Clients) -> Result<()> {
    let error = clients.clerk("ada").chat().send("fail").await.unwrap_err();
    assert_eq!((error.status(), error.message()), (Status::Internal, "Internal Error"));
    let nobody = AgentClient::remote(client::agent(clients.0.url() + "/nobody"));
    assert_eq!(nobody.chat().send("hello").await.unwrap_err().status(), Status::NotFound);
    // A wrong address is not taken for a snapshot that is not there.
    assert_eq!(nobody.snapshot("x").await.unwrap_err().status(), Status::NotFound);
    let misuse = clients.waiter().chat_from(AgentInit::session("s")).send("soup").await.unwrap_err();
    assert!(misuse.message().contains("Send 'state' instead"), "{misuse}");
    let mut own = clients.waiter().chat().context(genkit::Context::new());
    assert!(own.send("soup").await.unwrap_err().message().contains("header"));
    let gone = AgentClient::remote(client::agent("http://127.0.0.1:1/clerk"));
    assert_eq!(gone.chat().send("hello").await.unwrap_err().status(), Status::Unavailable);
    Ok(())
}

async fn detached(clients: Clients) -> Result<()> {
    let ada = clients.clerk("ada");
    let task = ada.chat().detach("hello").await?;
    let done = task.wait(Duration::from_millis(5)).await?;
    assert_eq!(done.status, Some(SnapshotStatus::Completed));
    let messages = done.state.unwrap().messages.unwrap();
    assert_eq!(messages.last().unwrap().text(), "You said hello (1 messages)");
    assert_eq!(task.abort().await?, Some(SnapshotStatus::Completed));
    Ok(())
}
