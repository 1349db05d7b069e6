//! Long histories: what of them a model is sent, and that nothing of them is lost.

use std::sync::{Arc, Mutex};

use genkit::prelude::*;
use genkit::{
    Action, Agent, Chunks, Compact, Generate, InMemorySessionStore, Messages, Part, SessionStore,
    ToolRequest, ToolResponse,
};
use serde_json::{Value, json};

/// What a model was sent, call by call.
type Sent = Arc<Mutex<Vec<Messages>>>;

/// Repeats the last message; asks for a tool if it is told to.
fn parrot(sent: &Sent) -> Action {
    let sent = sent.clone();
    Model::builder("parrot").handler(move |req: ModelRequest, _: Ctx, _: Chunks<ModelResponseChunk>| {
        sent.lock().unwrap().push(req.messages.clone());
        async move {
            let said = req.last().cloned().unwrap();
            if said.role == Role::Tool {
                return Ok(ModelResponse::text("done"));
            }
            Ok(match said.text().split_once(' ') {
                Some(("call", tool)) => ModelResponse::new(ToolRequest::new(tool, json!({})).with_ref("r1")),
                _ => ModelResponse::text(format!("{}!", said.text())),
            })
        }
    })
}

/// Sums up in a word, and counts how often.
fn writer(asked: &Arc<Mutex<Vec<String>>>) -> Action {
    let asked = asked.clone();
    Model::builder("writer").handler(move |req: ModelRequest, _: Ctx, _: Chunks<ModelResponseChunk>| {
        let mut asked = asked.lock().unwrap();
        asked.push(req.last().unwrap().text());
        let answer = format!("minutes {}", asked.len());
        async move { Ok(ModelResponse::text(answer)) }
    })
}

/// Says that it was run.
#[tool]
async fn ping() -> String {
    "pong".to_owned()
}

/// Waits for somebody.
#[tool]
async fn hold_on(ctx: Ctx) -> Result<String> {
    Err(ctx.interrupt(json!({"why": "asked"})))
}

struct Rig {
    ai: Genkit,
    sent: Sent,
    asked: Arc<Mutex<Vec<String>>>,
}

async fn rig(store: impl SessionStore, more: Vec<Action>) -> Result<Rig> {
    let (sent, asked) = (Sent::default(), Arc::default());
    let builder = Genkit::builder().without_discovery().default_model("parrot").session_store(store);
    let ai = builder.action(parrot(&sent)).action(writer(&asked)).register_all(more).build().await?;
    Ok(Rig { ai, sent, asked })
}

impl Rig {
    fn last_sent(&self) -> Vec<String> {
        texts(self.sent.lock().unwrap().last().unwrap())
    }
}

fn texts(messages: &Messages) -> Vec<String> {
    messages.iter().map(Message::text).collect()
}

/// Every answer of a tool follows its request, and what is sent begins with the user.
fn sound(sent: &Messages) -> bool {
    let mut asked: Vec<&ToolRequest> = Vec::new();
    for message in sent {
        asked.extend(message.tool_requests());
        for answer in message.content.iter().filter_map(Part::as_tool_response) {
            let Some(place) =
                asked.iter().position(|a| a.name == answer.name && a.reference == answer.reference)
            else {
                return false;
            };
            asked.remove(place);
        }
    }
    let first = sent.iter().find(|m| m.role != Role::System);
    asked.is_empty() && first.is_none_or(|first| first.role == Role::User)
}

#[tokio::test]
async fn the_last_messages_are_sent_and_all_are_kept() -> Result<()> {
    let rig = rig(InMemorySessionStore::new(), Vec::new()).await?;
    let session = rig.ai.create_session().await?;
    let chat = session.chat(|call| call.system("Be kind.").tools(tools![ping])).compact(Compact::last(4));
    for n in 0..6 {
        chat.send(format!("q{n}")).await?;
        chat.send("call ping").await?;
    }
    // The four before it would begin in the middle of a tool round: that round is left out as a whole.
    chat.send("last").await?;
    assert_eq!(rig.last_sent(), ["Be kind.", "last"]);
    chat.send("more").await?;
    assert_eq!(rig.last_sent(), ["Be kind.", "last", "last!", "more"]);
    assert!(rig.sent.lock().unwrap().iter().all(sound));
    assert_eq!(session.messages().await?.len(), 6 * 6 + 4);
    assert!(session.messages().await?.iter().all(|m| m.role != Role::System));
    Ok(())
}

#[tokio::test]
async fn tokens_are_counted_by_an_estimate_or_by_a_tokenizer() -> Result<()> {
    let rig = rig(InMemorySessionStore::new(), Vec::new()).await?;
    let session = rig.ai.create_session().await?;
    for n in 0..10 {
        session.chat(|call| call).send(format!("question {n}, of twenty-seven")).await?; // seven tokens, as many as its answer
    }
    let send = async |compact: Compact| -> Result<usize> {
        let thread = session.thread_messages("main").await?;
        rig.ai.generate().messages(thread).prompt("12345678").with(compact).await?;
        Ok(rig.sent.lock().unwrap().last().unwrap().len())
    };
    assert_eq!(send(Compact::tokens(2 + 14)).await?, 3);
    assert_eq!(send(Compact::tokens(2 + 13)).await?, 1);
    assert_eq!(send(Compact::tokens(1000)).await?, 21);
    let words = |message: &Message| message.text().split_whitespace().count();
    assert_eq!(send(Compact::tokens(9).count_tokens(words)).await?, 3);
    Ok(())
}

#[tokio::test]
async fn a_summary_is_made_once_a_stretch_and_found_again() -> Result<()> {
    let store = InMemorySessionStore::new();
    let rig = rig(store.clone(), Vec::new()).await?;
    let session = rig.ai.create_session().id("s").await?;
    let compact = || Compact::last(8).summarized_by("writer");
    let chat = session.chat(|call| call.system("Be kind.")).compact(compact());
    for n in 0..5 {
        chat.send(format!("q{n}")).await?;
    }
    // Nine messages are more than eight: all but the last three are summed up.
    assert_eq!(
        rig.last_sent(),
        ["Be kind.", "What was said before, in short:\nminutes 1", "q3", "q3!", "q4"]
    );
    chat.send("q5").await?;
    chat.send("q6").await?;
    assert_eq!(rig.asked.lock().unwrap().len(), 1);
    assert_eq!(rig.last_sent().len(), 2 + 7);

    // Elsewhere, later: found in the store, and the next one is made of it.
    let again = self::rig(store, Vec::new()).await?;
    let session = again.ai.load_session("s").await?;
    let chat = session.chat(|call| call).compact(compact());
    chat.send("q7").await?;
    let asked = again.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(
        asked[0]
            .starts_with("The minutes so far:\nminutes 1\n\nWhat was said since:\nuser: q3\nmodel: q3!\n"),
        "{asked:?}"
    );
    assert!(asked[0].ends_with("user: q5\nmodel: q5!"), "{asked:?}");
    assert_eq!(again.last_sent()[1..], ["q6", "q6!", "q7"]);
    let whole = session.messages().await?;
    assert_eq!(whole.len(), 16);
    assert_eq!(whole[0].text(), "q0");
    Ok(())
}

#[tokio::test]
async fn what_is_trimmed_is_gone() -> Result<()> {
    let store = InMemorySessionStore::new();
    let rig = rig(store.clone(), Vec::new()).await?;
    let session = rig.ai.create_session().await?;
    let chat = session.chat(|call| call).compact(Compact::last(5).trim());
    for n in 0..100 {
        chat.send(format!("q{n}")).await?;
    }
    assert_eq!(texts(&session.messages().await?), ["q97", "q97!", "q98", "q98!", "q99", "q99!"]);
    assert_eq!(store.list("global", "session-page", None, 100).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_turn_that_waited_goes_on_with_the_same() -> Result<()> {
    let rig = rig(InMemorySessionStore::new(), Vec::new()).await?;
    let session = rig.ai.create_session().await?;
    for compact in [Compact::last(4), Compact::last(4).summarized_by("writer")] {
        let chat = session.chat(|call| call.tools(tools![hold_on])).compact(compact);
        for n in 0..5 {
            chat.send(format!("q{n}")).await?;
        }
        let waits = chat.send("call hold_on").await?;
        let first = rig.last_sent();
        let answer = waits.interrupts()[0].respond(json!("yes"));
        assert_eq!(chat.respond([answer]).await?.text(), "done");
        assert_eq!(rig.last_sent()[..first.len()], first);
    }
    Ok(())
}

#[tokio::test]
async fn agents_send_as_much_as_they_are_told() -> Result<()> {
    let agent = Agent::builder("brief")
        .session_store()
        .compact(Compact::last(3))
        .generate(|call: Generate, _: &Ctx| call.system("Be brief."));
    let rig = rig(InMemorySessionStore::new(), agent).await?;
    let mut chat = rig.ai.agent("brief").await?.chat();
    for n in 0..5 {
        chat.send(format!("q{n}")).await?;
    }
    assert_eq!(rig.last_sent(), ["Be brief.", "q3", "q3!", "q4"]);
    let id = chat.session_id().unwrap().to_owned();
    let state = rig.ai.agent("brief").await?.latest(&id).await?.unwrap().state.unwrap();
    assert_eq!(state.messages.unwrap().len(), 10);
    Ok(())
}

#[tokio::test]
async fn whatever_was_said_what_is_sent_is_sound() -> Result<()> {
    let rig = rig(InMemorySessionStore::new(), Vec::new()).await?;
    let mut chance = 1_u64;
    let mut dice = move |n: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (chance >> 33) % n
    };
    for limit in 0..60 {
        let mut history = Messages::new();
        for _ in 0..dice(12) {
            history.push(Message::user("q".repeat(usize::try_from(dice(40)).unwrap() + 1)));
            for round in 0..dice(3) {
                let name = format!("r{round}");
                let ask =
                    |n: u64| Part::from(ToolRequest::new("t", Value::Null).with_ref(format!("{name}{n}")));
                let answer = |n: u64| {
                    let reference = Some(format!("{name}{n}"));
                    Part::from(ToolResponse { reference, ..ToolResponse::new("t", json!("a")) })
                };
                history.push(Message::model([ask(0), ask(1)]));
                history.push(Message::tool([answer(0), answer(1)]));
            }
            history.push(Message::model("a"));
        }
        for compact in
            [Compact::last(limit), Compact::tokens(limit), Compact::last(limit).summarized_by("writer")]
        {
            let call = rig.ai.generate().system("s").messages(history.clone()).prompt("now");
            call.with(compact).await?;
            let sent = rig.sent.lock().unwrap().last().unwrap().clone();
            assert!(sound(&sent), "{limit}: {:?}", texts(&sent));
            assert_eq!((sent[0].text().as_str(), sent.last().unwrap().text().as_str()), ("s", "now"));
        }
    }
    Ok(())
}
