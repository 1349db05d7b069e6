//! Summaries of what was said, made by a model.

use std::sync::{Mutex, PoisonError};

use super::{Generate, Message, Messages, Role};
use crate::ai::generate::IntoModel;
use crate::ai::model::ModelRef;
use crate::ai::render;
use crate::core::error::{Error, Result};

/// How many limits of a conversation are summed up at once.
const PIECE: usize = 8;

const WORDS: &str = "You keep the minutes of a conversation. Write down what matters for going on with it: who the people \
                     are, what they want, facts, numbers and names, what was decided, what tools found, what is still \
                     open. Leave out courtesies. Write in the language of the conversation, as briefly as you can.";

/// Sums up by a model.
#[derive(Debug)]
pub(super) struct Summary {
    model: ModelRef,
    words: String,
    /// The last one: a call with several rounds of tools asks for it in each.
    last: Mutex<Option<(String, String)>>,
}

impl Summary {
    pub(super) fn new(model: ModelRef) -> Self {
        Self { model, words: WORDS.to_owned(), last: Mutex::default() }
    }

    pub(super) fn told(&self, words: String) -> Self {
        Self { model: self.model.clone(), words, last: Mutex::default() }
    }

    /// The summary of an earlier one and of what came after it; of a long stretch piece by piece.
    pub(super) async fn make(
        &self,
        call: &(impl Fn() -> Generate + Send + Sync),
        before: Option<&str>,
        messages: &Messages,
        limit: usize,
        cost: impl Fn(&Message) -> usize,
    ) -> Result<String> {
        let mut told = before.map(str::to_owned);
        let (mut piece, mut sum) = (Messages::new(), 0);
        for place in 0..messages.len() {
            let Some(message) = messages.shared(place) else { break };
            let more = cost(message);
            if sum + more > limit.saturating_mul(PIECE) && !piece.is_empty() {
                told = Some(self.one(call, told.as_deref(), &std::mem::take(&mut piece)).await?);
                sum = 0;
            }
            sum += more;
            piece.push(message.clone());
        }
        self.one(call, told.as_deref(), &piece).await
    }

    async fn one(
        &self,
        call: &(impl Fn() -> Generate + Send + Sync),
        before: Option<&str>,
        messages: &Messages,
    ) -> Result<String> {
        let before = before.map(|text| format!("The minutes so far:\n{text}\n\n")).unwrap_or_default();
        let asked = format!("{before}What was said since:\n{}", transcript(messages));
        let known = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, text)) = known.filter(|(known, _)| *known == asked) {
            return Ok(text);
        }
        let call = call().step_name("summary").model(self.model.clone().into_model());
        let text = call.system(self.words.clone()).prompt(asked.clone()).await?.text();
        if text.trim().is_empty() {
            return Err(Error::failed_precondition("the model that sums up the conversation said nothing"));
        }
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((asked, text.clone()));
        Ok(text)
    }
}

/// What was said, with who said it.
fn transcript(messages: &Messages) -> String {
    let line = |message: &Message| {
        let who = match message.role {
            Role::System => "system",
            Role::User => "user",
            Role::Model => "model",
            Role::Tool => "tool",
        };
        format!("{who}: {}", render::content(message))
    };
    messages.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What a model is told of what it is not sent.
pub(super) fn message(text: &str) -> Message {
    Message::user(format!("What was said before, in short:\n{text}"))
}
