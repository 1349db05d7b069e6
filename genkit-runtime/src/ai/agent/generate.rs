//! Turns that a model answers.

use super::turn::{Turn, TurnResult};
use super::wire::AgentResume;
use crate::ai::compact::{Fitted, fit};
use crate::ai::generate::{Generate, Resume};
use crate::ai::message::{Message, Messages, Role};
use crate::ai::model::{FinishReason, ModelResponseChunk};
use crate::ai::part::{Part, ToolRequest};
use crate::core::error::{Error, Result};

/// Marks what the agent says of itself in each turn, which is no part of the conversation.
const PREAMBLE: &str = "agentPreamble";

impl<S> Turn<S> {
    /// Lets a model answer: the conversation goes into the call, its chunks to whoever reads, and what came of it back
    /// into the conversation. What the call says by itself (its system message, its prompt) is said anew each turn.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if an answer to a tool belongs to nothing in the conversation; what the call fails with.
    pub async fn generate(&self, call: Generate) -> Result<TurnResult> {
        let history = self.session.messages();
        let Fitted { sent, kept } = fit(self.compact.as_ref(), call.beside(), history.clone()).await?;
        let mut call = call.around(sent.clone(), PREAMBLE);
        if let Some(resume) = &self.input.resume {
            // Whoever sent the answers is the one to know what is wrong with them.
            check(resume, &history).map_err(Error::into_public)?;
            let some = |parts: &Option<Vec<Part>>| parts.clone().filter(|parts| !parts.is_empty());
            let (respond, mut restart) = (some(&resume.respond), some(&resume.restart));
            restart.iter_mut().flatten().for_each(|part| complete(part, &history));
            if respond.is_some() || restart.is_some() {
                call = call.resume(Resume { respond, restart, metadata: None });
            }
        }
        let mut stream = call.stream();
        while let Some(chunk) = stream.next().await {
            self.out.model(chunk?).await;
        }
        let response = stream.response().await?;
        self.session.set_messages(response.messages().behind(&sent, PREAMBLE).after(kept));
        let message = response.message().cloned();
        if response.finish_reason() == FinishReason::Interrupted {
            let parts = message.iter().flat_map(|m| &m.content).filter(|p| p.as_tool_request().is_some());
            let mut waiting = ModelResponseChunk::new(parts.cloned().collect::<Vec<_>>());
            waiting.role = Some(Role::Tool);
            self.out.model(waiting).await;
        }
        Ok(TurnResult { message, finish_reason: response.raw().finish_reason.map(Into::into), kept: true })
    }
}

/// Refuses answers to what was never asked, and requests that were changed.
fn check(resume: &AgentResume, history: &Messages) -> Result<()> {
    let asked = |name: &str, reference: Option<&String>| {
        let of_model = history.iter().rev().filter(|message| message.role == Role::Model);
        let mut requests = of_model.flat_map(Message::tool_requests);
        requests.find(|asked| asked.name == name && asked.reference.as_ref() == reference).cloned()
    };
    let who = |name: &str, reference: Option<&String>| {
        let reference = reference.map(|reference| format!(" (ref: {reference})")).unwrap_or_default();
        format!("tool '{name}'{reference}")
    };
    let missing = |what: &str, name: &str, reference: Option<&String>| {
        let who = who(name, reference);
        Error::invalid_argument(format!(
            "resume.{what} references {who} which was not found in session history."
        ))
    };
    for part in resume.restart.iter().flatten() {
        let request = part.as_tool_request().ok_or_else(|| not("resume.restart", "a tool request"))?;
        let ToolRequest { name, reference, input, .. } = request;
        let before =
            asked(name, reference.as_ref()).ok_or_else(|| missing("restart", name, reference.as_ref()))?;
        let declared = part.meta("replacedInput") == before.input.as_ref();
        if *input != before.input && !declared {
            return Err(Error::invalid_argument(format!(
                "resume.restart for {} has modified inputs that do not match the original tool request in session \
                 history. Restart inputs must exactly match the interrupted tool request.",
                who(name, reference.as_ref())
            )));
        }
    }
    for part in resume.respond.iter().flatten() {
        let response = part.as_tool_response().ok_or_else(|| not("resume.respond", "a tool response"))?;
        let (name, reference) = (&response.name, response.reference.as_ref());
        asked(name, reference).ok_or_else(|| missing("respond", name, reference))?;
    }
    Ok(())
}

/// Clients in other languages send a request back without metadata: its seal is that of the conversation, and that it
/// is sent is all they say.
fn complete(restart: &mut Part, history: &Messages) {
    let key = |part: &Part| part.as_tool_request().map(|r| (r.name.clone(), r.reference.clone()));
    let asked = key(restart);
    let before = history.iter().rev().flat_map(|message| &message.content).find(|part| key(part) == asked);
    let seal = before.and_then(|part| part.meta("seal")).cloned();
    let metadata = restart.metadata.get_or_insert_default();
    metadata.entry("resumed").or_insert(true.into());
    if let Some(seal) = seal {
        metadata.entry("seal").or_insert(seal);
    }
}

fn not(what: &str, of: &str) -> Error {
    Error::invalid_argument(format!("each part of {what} is {of}"))
}
