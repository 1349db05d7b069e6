//! Histories that got long: what of them a model is sent.

mod plan;
mod summary;

use std::fmt;
use std::sync::Arc;

use plan::{Plan, plan};
use summary::Summary;

use super::generate::{Generate, IntoModel};
use super::message::{Message, Messages, Role};
use super::middleware::{self, IntoMiddleware, MiddlewareRef};
use super::part::read;
use crate::core::error::Result;

/// How much of a conversation a model is sent. All of it stays where it is kept, unless [`trim`](Self::trim) says
/// otherwise.
///
/// What is sent begins with a message of the user's, so that requests for tools and their answers stay together, and has
/// at least the last one; system messages at the beginning are always sent.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::{Compact, InMemorySessionStore};
///
/// /// Says how many messages it was sent.
/// #[model]
/// async fn counting(req: ModelRequest) -> Result<ModelResponse> {
///     Ok(ModelResponse::text(format!("{} messages", req.messages.len())))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let store = InMemorySessionStore::new();
/// let ai = Genkit::builder().default_model("counting").session_store(store).build().await?;
/// let session = ai.create_session().await?;
/// let chat = session.chat(|call| call.system("Be kind.")).compact(Compact::last(3));
/// for said in ["one", "two", "three"] {
///     chat.send(said).await?;
/// }
/// assert_eq!(chat.send("four").await?.text(), "4 messages"); // the system message, and a question before the last one
/// assert_eq!(session.messages().await?.len(), 8);
/// # Ok(()) }
/// ```
///
/// It is a middleware, too, for any call: `ai.generate().messages(long).prompt("And now?").with(Compact::tokens(8_000))`.
#[derive(Clone)]
pub struct Compact {
    limit: usize,
    cost: Cost,
    summary: Option<Arc<Summary>>,
    trim: bool,
}

/// What a message counts.
#[derive(Clone)]
enum Cost {
    One,
    Tokens(Arc<dyn Fn(&Message) -> usize + Send + Sync>),
}

/// What is sent of a conversation, and what is kept of it.
pub(crate) struct Fitted {
    pub(crate) sent: Messages,
    /// With the summary noted in it, if one was made; without what was trimmed.
    pub(crate) kept: Messages,
}

/// What is sent of a conversation, where that may be all of it.
///
/// # Errors
/// As [`Compact::fit`].
pub(crate) async fn fit(
    compact: Option<&Compact>,
    call: impl Fn() -> Generate + Send + Sync,
    whole: Messages,
) -> Result<Fitted> {
    match compact {
        Some(compact) => compact.fit(call, whole).await,
        None => Ok(Fitted { sent: whole.clone(), kept: whole }),
    }
}

impl Compact {
    /// At most so many messages; those that answer the last one are not counted.
    #[must_use]
    pub fn last(messages: usize) -> Self {
        Self { limit: messages, cost: Cost::One, summary: None, trim: false }
    }

    /// At most so many tokens, by the [estimate](Self::count_tokens) of a quarter of the characters.
    #[must_use]
    pub fn tokens(tokens: usize) -> Self {
        Self { limit: tokens, cost: Cost::Tokens(Arc::new(estimate)), summary: None, trim: false }
    }

    /// Past 8,000 tokens a summary by this model takes the place of the older part.
    #[must_use]
    pub fn summary(model: impl IntoModel) -> Self {
        Self::tokens(8_000).summarized_by(model)
    }

    /// Once there is more than the limit, a summary by this model takes the place of all but half as much as the limit.
    ///
    /// A summary is made of the one before and of what came after it, and is noted in the conversation (at the message of
    /// the user that made it necessary, as `metadata.summary`), so that each stretch is summed up once. It comes before the
    /// messages that are sent and is not counted. As a middleware nothing is noted: it is made of the whole older part.
    #[must_use]
    pub fn summarized_by(mut self, model: impl IntoModel) -> Self {
        self.summary = Some(Arc::new(Summary::new(model.into_model())));
        self
    }

    /// What the model that sums up is told to do.
    #[must_use]
    pub fn instructions(mut self, words: impl Into<String>) -> Self {
        self.summary = self.summary.map(|summary| Arc::new(summary.told(words.into())));
        self
    }

    /// How many tokens a message is: a tokenizer in place of the estimate.
    #[must_use]
    pub fn count_tokens(mut self, count: impl Fn(&Message) -> usize + Send + Sync + 'static) -> Self {
        self.cost = Cost::Tokens(Arc::new(count));
        self
    }

    /// What is not sent any more is not kept either: a turn leaves what was sent, the summary included, and what came of
    /// it. As a middleware it changes nothing.
    #[must_use]
    pub fn trim(mut self) -> Self {
        self.trim = true;
        self
    }

    fn cost(&self, message: &Message) -> usize {
        match &self.cost {
            Cost::One => 1,
            Cost::Tokens(count) => count(message),
        }
    }

    /// What is sent of a conversation. `call` makes the call that a summary takes.
    ///
    /// # Errors
    /// What making the summary fails with.
    async fn fit(&self, call: impl Fn() -> Generate + Send + Sync, mut whole: Messages) -> Result<Fitted> {
        let cost = |message: &Message| self.cost(message);
        let Some(plan) = plan(&whole, self.limit, cost, self.summary.is_some()) else {
            return Ok(Fitted { sent: whole.clone(), kept: whole });
        };
        let Plan { lead, start, last, old, fresh } = plan;
        let mut told = old;
        if let (Some(summary), Some(fresh)) = (&self.summary, fresh) {
            let text = summary.make(&call, told.as_deref(), &whole.slice(fresh), self.limit, cost).await?;
            if let Some(message) = whole.get_mut(last) {
                plan::note(message, &text, last - start);
            }
            told = Some(text);
        }
        let mut sent = whole.slice(0..lead);
        sent.extend(told.map(|text| summary::message(&text)));
        sent.append(&whole.slice(start..whole.len()));
        let kept = if self.trim { sent.clone() } else { whole };
        Ok(Fitted { sent, kept })
    }
}

/// A quarter of the characters; what is no text as its JSON, media as 256 tokens.
fn estimate(message: &Message) -> usize {
    let characters = |part| read::size(part, |text| text.chars().count(), |_| 4 * 256);
    message.content.iter().map(|part| characters(part).div_ceil(4)).sum()
}

impl IntoMiddleware for Compact {
    #[track_caller]
    fn into_middleware(self) -> MiddlewareRef {
        let around = middleware::model(move |mut request, ctx, next| {
            let compact = self.clone();
            async move {
                let messages = std::mem::take(&mut request.messages);
                request.messages = compact.fit(|| ctx.generate(), messages).await?.sent;
                next.run(request).await
            }
        });
        around.into_middleware()
    }
}

impl fmt::Debug for Compact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Compact");
        match self.cost {
            Cost::One => out.field("messages", &self.limit),
            Cost::Tokens(_) => out.field("tokens", &self.limit),
        };
        out.field("summary", &self.summary).field("trim", &self.trim).finish()
    }
}
