//! Agents that hand work to other agents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::define::Agent;
use super::wire::{AgentInit, AgentInput};
use crate::ai::tool::Tool;
use crate::core::action::Action;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};

/// How many agents may stand above one that work is handed to.
const DEEPEST: usize = 8;

/// What is handed to an agent.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Work {
    /// What the agent shall do, with all that it has to know: it does not see this conversation.
    message: String,
}

impl Agent {
    /// A tool by which a model hands work to the agent of this name. The description tells the model when to.
    ///
    /// Within one session the same agent is talked with in one conversation, if it keeps its conversations. What it
    /// makes becomes part of the session that it works for.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    /// use genkit::{Agent, Generate};
    ///
    /// /// Asks for a draft, then repeats it.
    /// #[model]
    /// async fn chief(req: ModelRequest) -> Result<ModelResponse> {
    ///     let draft = req.messages.iter().rev().flat_map(|m| &m.content).find_map(|p| p.as_tool_response());
    ///     Ok(match draft {
    ///         Some(draft) => ModelResponse::text(draft.output.clone().unwrap_or_default()["response"].to_string()),
    ///         None => ModelResponse::new(genkit::ToolRequest::new("writer", serde_json::json!({"message": "cats"}))),
    ///     })
    /// }
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let writer = Agent::builder("writer")
    ///     .handler(|turn: genkit::Turn, _| async move { Ok(format!("all about {}", turn.text())) });
    /// let editor = Agent::builder("editor").generate(|call: Generate, _: &Ctx| {
    ///     call.model("chief").tool(Agent::tool("writer", "Writes a draft about a topic."))
    /// });
    ///
    /// let ai = Genkit::builder().register_all(writer).register_all(editor).build().await?;
    /// let answer = ai.agent("editor").await?.chat().send("Something about cats").await?;
    /// assert_eq!(answer.text(), "\"all about cats\"");
    /// # Ok(()) }
    /// ```
    #[track_caller]
    pub fn tool(agent: impl Into<String>, description: impl Into<String>) -> Action {
        let agent = agent.into();
        let tool = Tool::builder(agent.clone()).description(description.into());
        tool.handler(move |work: Work, ctx: Ctx| {
            let agent = agent.clone();
            async move { delegate(&agent, work, &ctx).await }
        })
    }
}

async fn delegate(agent: &str, work: Work, ctx: &Ctx) -> Result<serde_json::Value> {
    let above = ctx.session();
    if above.as_ref().map_or(0, |session| session.depth()) >= DEEPEST {
        return Err(Error::failed_precondition(format!(
            "agents hand work on to each other without end: '{agent}' would be number {}",
            DEEPEST + 1
        )));
    }
    let client = ctx.agent(agent).await?;
    let init = match &above {
        Some(session) if client.keeps_state() => AgentInit::session(format!("{}/{agent}", session.id())),
        _ => AgentInit::default(),
    };
    let mut chat = client.chat_from(init).context(ctx.context().clone());
    let response = chat.send(AgentInput::user(work.message)).await?;
    if !response.interrupts().is_empty() {
        return Err(Error::failed_precondition(format!(
            "agent '{agent}' waits for somebody, and cannot be answered from here"
        )));
    }
    if let Some(session) = &above {
        for artifact in response.artifacts() {
            session.add_artifact(artifact.clone()).await;
        }
    }
    let names: Vec<&str> = response.artifacts().iter().filter_map(|a| a.name.as_deref()).collect();
    Ok(match names.is_empty() {
        true => json!({"response": response.text()}),
        false => json!({"response": response.text(), "artifacts": names}),
    })
}
