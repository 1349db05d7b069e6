//! Agents of prompts, and what clients see of agents.

use genkit::prelude::*;
use genkit::{
    Action, Agent, AgentInit, AgentInput, Chunks, InMemorySessionStore, PatchOperation, Prompt, Status,
    ToolRequest, Turn,
};
use serde_json::{Value, json};

/// Repeats all that it is sent; asks for a tool if it is told to.
fn parrot() -> Action {
    Model::builder("parrot").handler(|req: ModelRequest, _: Ctx, _: Chunks<ModelResponseChunk>| async move {
        let said = req.last().map(Message::text).unwrap_or_default();
        Ok(match said.split_once(' ') {
            Some(("call", tool)) => ModelResponse::new(ToolRequest::new(tool, json!({})).with_ref("r1")),
            _ => ModelResponse::text(req.text().replace('\n', "|")),
        })
    })
}

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct Order {
    dishes: Vec<String>,
    /// Nobody's business.
    margin: u32,
}

/// Waits for somebody.
#[tool]
async fn wait(ctx: Ctx) -> Result<String> {
    Err(ctx.interrupt(json!({"why": "asked"})))
}

#[cfg(feature = "prompts")]
#[tokio::test]
async fn a_prompt_answers_and_says_its_own_words_anew() -> Result<()> {
    let prompt = Prompt::builder("waiter")
        .model("parrot")
        .tools(tools![wait])
        .system("You serve {{place}}.")
        .build()?;
    let agent = Agent::builder("waiter")
        .store(InMemorySessionStore::new())
        .prompt_with("waiter", json!({"place": "the bar"}));
    let missing = Agent::builder("missing").prompt("nowhere");
    let builder = Genkit::builder().without_discovery().action(parrot());
    let ai = builder.prompt(prompt).register_all(agent).register_all(missing).build().await?;
    let agent = ai.agent("waiter").await?;
    let mut chat = agent.chat();
    assert_eq!(chat.send("hi").await?.text(), "system: You serve the bar.|hi");
    assert_eq!(
        chat.send("so").await?.text(),
        "system: You serve the bar.|hi|system: You serve the bar.|hi|so"
    );
    let state = agent.latest(chat.session_id().unwrap()).await?.unwrap().state.unwrap();
    let roles: Vec<Role> = state.messages.unwrap().iter().map(|m| m.role).collect();
    assert_eq!(roles, [Role::User, Role::Model, Role::User, Role::Model]);

    let waits = chat.send("call wait").await?;
    let answer = waits.interrupts()[0].respond(json!("go on"));
    let text = chat.send(AgentInput::respond([answer])).await?.text();
    assert!(text.ends_with("[toolResponse wait: \"go on\"]"), "{text}");

    let error = ai.agent("missing").await?.chat().send("hi").await.unwrap_err();
    assert_eq!(error.status(), Status::NotFound);
    assert_eq!(
        error.message(),
        "Prompt 'nowhere' not found. Ensure it is defined before the agent is invoked."
    );
    Ok(())
}

#[cfg(feature = "prompts")]
#[tokio::test]
async fn the_files_of_a_folder_answer_and_see_the_state() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("genkit-agent-prompts-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join("host.prompt"),
        "---\nmodel: parrot\n---\n{{role \"system\"}}You know {{@state.name}}.{{history}}{{role \"user\"}}Be kind.",
    )?;
    let agent = Agent::builder("host").prompt("host");
    let builder = Genkit::builder().without_discovery().action(parrot()).register_all(agent);
    let ai = builder.prompt_dir(&folder).build().await?;
    let init = serde_json::from_value(json!({"state": {"custom": {"name": "Ada"}}}))?;
    let mut chat = ai.agent("host").await?.chat_from(init);
    assert_eq!(chat.send("hi").await?.text(), "system: You know Ada.|hi|Be kind.");
    let told = chat.send("again").await?.text();
    assert!(told.starts_with("system: You know Ada.|hi|") && told.ends_with("|again|Be kind."), "{told}");
    let kept = chat.init().state.clone().unwrap().messages.unwrap();
    assert_eq!(kept.len(), 4);
    assert!(kept.iter().all(|m| m.role != Role::System && m.text() != "Be kind."));
    let _ = std::fs::remove_dir_all(folder);
    Ok(())
}

#[tokio::test]
async fn clients_see_what_they_are_shown() -> Result<()> {
    let agent = Agent::builder("shop")
        .store(InMemorySessionStore::new())
        .client_state(|mut state| {
            if let Some(Value::Object(custom)) = &mut state.custom {
                custom.remove("margin");
            }
            state
        })
        .client_chunk(|chunk| chunk.artifact.is_none().then_some(chunk))
        .handler(|turn: Turn<Order>, _| async move {
            turn.update(|order| order.margin += 1).await?;
            turn.update(|order| order.dishes.push(turn.text())).await?;
            turn.add_artifact(genkit::Artifact::new("bill", "secret")).await;
            Ok(format!("margin {}", turn.state()?.margin))
        });
    let ai = Genkit::builder().without_discovery().register_all(agent).build().await?;
    let agent = ai.agent("shop").await?;
    let mut chat = agent.chat_from(AgentInit::session("s"));
    let mut state = Value::Null;
    for dish in ["soup", "fish"] {
        let mut stream = chat.send_stream(dish).await?;
        while let Some(chunk) = stream.next().await {
            let chunk = chunk?;
            assert_eq!(chunk.artifact, None);
            PatchOperation::apply(&chunk.custom_patch.unwrap_or_default(), &mut state)?;
        }
        stream.response().await?;
    }
    assert_eq!(state, json!({"dishes": ["soup", "fish"]}));
    let snapshot = agent.latest("s").await?.unwrap();
    assert_eq!(snapshot.state.unwrap().custom, Some(json!({"dishes": ["soup", "fish"]})));
    assert_eq!(chat.send("more").await?.text(), "margin 3");
    Ok(())
}

#[test]
fn patches_do_what_their_standard_says() {
    let apply = |changes: Value, mut value: Value| {
        let changes: Vec<PatchOperation> = serde_json::from_value(changes).unwrap();
        PatchOperation::apply(&changes, &mut value).map(|()| value).map_err(|e| e.message().to_owned())
    };
    let cases = [
        (
            json!([{"op": "add", "path": "/a/1", "value": 9}]),
            json!({"a": [1, 2]}),
            Ok(json!({"a": [1, 9, 2]})),
        ),
        (json!([{"op": "remove", "path": "/a/0"}]), json!({"a": [1, 2]}), Ok(json!({"a": [2]}))),
        (json!([{"op": "remove", "path": "/b/c"}]), json!({"a": 1}), Ok(json!({"a": 1}))),
        (json!([{"op": "move", "from": "/a", "path": "/b"}]), json!({"a": 1}), Ok(json!({"b": 1}))),
        (json!([{"op": "copy", "from": "/a", "path": "/b"}]), json!({"a": 1}), Ok(json!({"a": 1, "b": 1}))),
        (json!([{"op": "add", "path": "/x~1y", "value": 1}]), json!(null), Ok(json!({"x/y": 1}))),
        (
            json!([{"op": "add", "path": "/b", "value": 1}, {"op": "test", "path": "/a", "value": 2}]),
            json!({"a": 1}),
            Err("JSON Patch 'test' failed at \"/a\"."),
        ),
        (
            json!([{"op": "add", "path": "a", "value": 1}]),
            json!({}),
            Err("Invalid JSON Pointer: \"a\" must start with \"/\"."),
        ),
        (
            json!([{"op": "add", "path": "/__proto__/x", "value": 1}]),
            json!({}),
            Err("Invalid JSON Pointer: \"/__proto__/x\" contains forbidden token \"__proto__\"."),
        ),
        (
            json!([{"op": "replace", "path": "/a/5", "value": 1}]),
            json!({"a": [1]}),
            Err("JSON Patch path \"/a/5\" leads nowhere."),
        ),
    ];
    for (changes, value, expected) in cases {
        assert_eq!(apply(changes.clone(), value), expected.map_err(str::to_owned), "{changes}");
    }
}
