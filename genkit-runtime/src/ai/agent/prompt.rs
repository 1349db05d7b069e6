//! Agents whose turns a prompt answers.

use serde::Serialize;
use serde_json::{Value, json};

use super::define::AgentBuilder;
use super::turn::Turn;
use crate::core::action::Action;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};

impl AgentBuilder {
    /// The agent whose turns a prompt of the runtime answers, a file for example: the conversation goes into its place in
    /// the prompt, and what the prompt says itself is said anew each turn. Templates see the state of the agent as
    /// `@state`.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    /// use genkit::{Agent, Prompt};
    ///
    /// /// Says what it is told.
    /// #[model]
    /// async fn parrot(req: ModelRequest) -> Result<ModelResponse> {
    ///     Ok(ModelResponse::text(req.text()))
    /// }
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let pirate = Prompt::builder("pirate").model("parrot").system("You are a pirate.").build()?;
    /// let agent = Agent::builder("pirate").prompt("pirate");
    ///
    /// let ai = Genkit::builder().prompt(pirate).register_all(agent).build().await?;
    /// let mut chat = ai.agent("pirate").await?.chat();
    /// assert_eq!(chat.send("Hello!").await?.text(), "system: You are a pirate.\nHello!");
    /// # Ok(()) }
    /// ```
    pub fn prompt(self, name: impl Into<String>) -> Vec<Action> {
        self.prompt_with(name, json!({}))
    }

    /// The agent whose turns a prompt with this input answers; see [`prompt`](Self::prompt).
    ///
    /// Runs fail with `INVALID_ARGUMENT` if the input cannot be JSON or is not what the prompt takes.
    pub fn prompt_with(self, name: impl Into<String>, input: impl Serialize) -> Vec<Action> {
        let name = name.into();
        let input = serde_json::to_value(input).map_err(Error::from);
        self.handler(move |turn: Turn, ctx: Ctx| {
            let call = call(&name, input.clone(), &ctx);
            async move { turn.generate(call?).await }
        })
    }
}

fn call(name: &str, input: Result<Value>, ctx: &Ctx) -> Result<crate::ai::generate::Generate> {
    let prompt = ctx.prompt(name).map_err(|_| {
        let missing = format!("Prompt '{name}' not found. Ensure it is defined before the agent is invoked.");
        Error::not_found(missing)
    })?;
    Ok(prompt.run(input?))
}
