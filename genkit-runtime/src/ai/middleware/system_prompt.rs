//! System messages for models that take none.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::handle::MiddlewareHandle;
use super::hooks::Hooks;
use crate::ai::message::{Message, Messages, Role};
use crate::ai::part::Part;
use crate::core::app::Genkit;
use crate::core::error::Result;

/// Tells the system message as a message of the user, which the model has understood: `simulateSystemPrompt` on the wire.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::middleware::SimulateSystemPrompt;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// ai.script(["Ahoy!"]);
/// let call = ai.generate().system("Talk like a pirate.").prompt("Hi").with(SimulateSystemPrompt::new());
/// call.await?;
/// assert_eq!(ai.last_request().text(), "SYSTEM INSTRUCTIONS:\nTalk like a pirate.\nUnderstood.\nHi");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(description = "Tells the system message as one of the user")]
pub struct SimulateSystemPrompt {
    /// What stands before the system message.
    preface: String,
    /// What the model seems to have answered.
    acknowledgement: String,
}

impl Default for SimulateSystemPrompt {
    fn default() -> Self {
        Self { preface: "SYSTEM INSTRUCTIONS:\n".to_owned(), acknowledgement: "Understood.".to_owned() }
    }
}

impl SimulateSystemPrompt {
    /// With the words that Genkit uses.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What stands before the system message.
    #[must_use]
    pub fn preface(mut self, words: impl Into<String>) -> Self {
        self.preface = words.into();
        self
    }

    /// What the model seems to have answered.
    #[must_use]
    pub fn acknowledgement(mut self, words: impl Into<String>) -> Self {
        self.acknowledgement = words.into();
        self
    }

    /// Replaces the first system message.
    pub(super) fn apply(&self, messages: &mut Messages) {
        let Some(place) = messages.iter().position(|message| message.role == Role::System) else { return };
        let Some(system) = messages.remove(place) else { return };
        let preface = Part::text(self.preface.clone());
        let content: Vec<Part> = std::iter::once(preface).chain(system.content).collect();
        let told = Message { role: Role::User, content, metadata: system.metadata };
        messages.insert(place, told);
        messages.insert(place + 1, Message::model(self.acknowledgement.clone()));
    }
}

impl MiddlewareHandle for SimulateSystemPrompt {
    type Config = Self;
    const NAME: &'static str = "simulateSystemPrompt";
    const DESCRIPTION: Option<&'static str> = Some("Tells the system message as one of the user");

    fn hooks(config: Self, _ai: &Genkit) -> Result<Hooks> {
        Ok(Hooks::new().model(move |mut request, _ctx, next| {
            config.apply(&mut request.messages);
            async move { next.run(request).await }
        }))
    }
}
