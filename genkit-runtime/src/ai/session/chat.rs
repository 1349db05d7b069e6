//! Chats: what is said in a thread of a session goes to a model, and both stay there.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::mpsc;

use super::handle::{MAIN, Session};
use super::lock::Place;
use super::store::Conflict;
use crate::ai::compact::{Compact, Fitted, fit};
use crate::ai::generate::{Generate, GenerateResponse, Resume};
use crate::ai::message::{IntoContent, Message, Messages};
use crate::ai::model::ModelResponseChunk;
use crate::ai::part::Part;
use crate::core::ctx::Ctx;
use crate::core::env::Task;
use crate::core::error::{Error, Result};
use crate::core::stream::Chunks;

/// Marks what a chat says by itself each turn, which is no part of the conversation.
const PREAMBLE: &str = "preamble";

/// What a turn does where another one of its session is under way, or came first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnConflict {
    /// It waits for the others of this runtime. If another process changed the session meanwhile, it fails.
    #[default]
    Queue,
    /// The same, but then it is asked anew, at most so many times: the model and its tools run again.
    Retry(u32),
    /// It does not wait, and fails with a [`Conflict`] if another one came first.
    Fail,
}

/// A chat in a thread of a session. Cloning is cheap.
#[derive(Clone)]
pub struct Chat {
    session: Session,
    thread: String,
    call: Arc<dyn Fn(Generate) -> Generate + Send + Sync>,
    on_conflict: OnConflict,
    compact: Option<Compact>,
}

impl Session {
    /// A chat in its main thread. The closure says what each turn is asked with: the model, a system message, tools.
    pub fn chat(&self, call: impl Fn(Generate) -> Generate + Send + Sync + 'static) -> Chat {
        self.chat_in(MAIN, call)
    }

    /// A chat in the thread of this name: its own messages, the state of the session.
    pub fn chat_in(
        &self,
        thread: impl Into<String>,
        call: impl Fn(Generate) -> Generate + Send + Sync + 'static,
    ) -> Chat {
        let (session, thread, call) = (self.clone(), thread.into(), Arc::new(call));
        Chat { session, thread, call, on_conflict: OnConflict::default(), compact: None }
    }
}

/// What is said in a turn.
#[derive(Clone, Debug)]
enum Said {
    Message(Message),
    Resume(Resume),
}

impl Chat {
    /// What a turn does where another one came first.
    #[must_use]
    pub fn on_conflict(mut self, on_conflict: OnConflict) -> Self {
        self.on_conflict = on_conflict;
        self
    }

    /// How much of what was said the model is sent; all of it by default.
    #[must_use]
    pub fn compact(mut self, compact: Compact) -> Self {
        self.compact = Some(compact);
        self
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Says something and waits for the answer. Once this returns, both are kept.
    ///
    /// # Errors
    /// What the turn failed with, or a [`Conflict`]; then nothing of it is kept. `FAILED_PRECONDITION` within another
    /// turn of the session, which this one would wait for.
    pub async fn send(&self, content: impl IntoContent) -> Result<GenerateResponse> {
        self.take(Said::Message(Message::user(content)), Chunks::none()).await
    }

    /// Says something and reads the answer chunk by chunk. Needs a tokio runtime: the turn is a task of its own.
    pub fn send_stream(&self, content: impl IntoContent) -> ChatStream {
        let (out, chunks) = Chunks::channel();
        let (chat, said) = (self.clone(), Said::Message(Message::user(content)));
        let turn = async move { chat.take(said, out).await };
        let task = match Ctx::current() {
            Some(ctx) => ctx.spawn(turn),
            None => Task::spawn(turn),
        };
        ChatStream { chunks, task, done: None }
    }

    /// Answers tools that wait, with what [`Interrupt::respond`](crate::Interrupt::respond) gives.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn respond(&self, answers: impl IntoIterator<Item = Part>) -> Result<GenerateResponse> {
        let respond = Some(answers.into_iter().collect());
        self.take(Said::Resume(Resume { respond, ..Resume::default() }), Chunks::none()).await
    }

    /// Runs tools that wait again, with what [`Interrupt::restart`](crate::Interrupt::restart) gives.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn restart(&self, requests: impl IntoIterator<Item = Part>) -> Result<GenerateResponse> {
        let restart = Some(requests.into_iter().collect());
        self.take(Said::Resume(Resume { restart, ..Resume::default() }), Chunks::none()).await
    }

    async fn take(&self, said: Said, out: Chunks<ModelResponseChunk>) -> Result<GenerateResponse> {
        let place = match self.on_conflict {
            OnConflict::Fail => None,
            OnConflict::Queue | OnConflict::Retry(_) => Some(self.session.queue().await?),
        };
        let mut again = match self.on_conflict {
            OnConflict::Retry(times) => times,
            OnConflict::Queue | OnConflict::Fail => 0,
        };
        loop {
            match self.turn(said.clone(), place.as_ref(), out.clone()).await {
                Err(error) if again > 0 && Conflict::of(&error).is_some() => again -= 1,
                done => return done,
            }
        }
    }

    async fn turn(
        &self,
        said: Said,
        place: Option<&Place>,
        out: Chunks<ModelResponseChunk>,
    ) -> Result<GenerateResponse> {
        let (seen, now) = self.session.now(&self.thread).await?;
        let before = now.messages.clone();
        let ask = {
            let (chat, history) = (self.clone(), before.clone());
            move |ctx: Ctx| async move { chat.ask(history, said, &ctx, out).await }
        };
        let (turned, live) = self.session.turn(now, place, ask).await;
        let Turned { response, messages } = turned?;
        self.session.keep(seen, &self.thread, &before, messages, live.state_json()).await?;
        Ok(response)
    }

    /// Asks the model, with as much of the history as it shall be sent.
    async fn ask(
        &self,
        mut history: Messages,
        said: Said,
        ctx: &Ctx,
        out: Chunks<ModelResponseChunk>,
    ) -> Result<Turned> {
        let resume = match said {
            Said::Message(message) => {
                history.push(message);
                None
            }
            Said::Resume(resume) => Some(resume),
        };
        let Fitted { sent, kept } = fit(self.compact.as_ref(), || ctx.generate(), history).await?;
        let mut generate = (self.call)(ctx.generate()).around(sent.clone(), PREAMBLE);
        if let Some(resume) = resume {
            generate = generate.resume(resume);
        }
        let mut stream = generate.stream();
        while let Some(chunk) = stream.next().await {
            // A reader who is gone has dropped the turn too.
            out.send(chunk?).await?;
        }
        let response = stream.response().await?;
        let messages = response.messages().behind(&sent, PREAMBLE).after(kept);
        Ok(Turned { response, messages })
    }
}

/// What came of a turn.
struct Turned {
    response: GenerateResponse,
    /// The thread with it.
    messages: Messages,
}

/// Traces show the answer.
impl Serialize for Turned {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.response.serialize(serializer)
    }
}

/// An answer under way. Dropping it stops the model and its tools, and nothing of the turn is kept.
#[must_use = "dropping an answer stops it"]
pub struct ChatStream {
    chunks: mpsc::Receiver<ModelResponseChunk>,
    task: Task<Result<GenerateResponse>>,
    done: Option<Result<GenerateResponse>>,
}

impl ChatStream {
    /// The next chunk; `None` at the end. An error is told by [`response`](Self::response).
    pub async fn next(&mut self) -> Option<ModelResponseChunk> {
        let chunk = self.chunks.recv().await;
        if chunk.is_none() && self.done.is_none() {
            self.done = Some((&mut self.task).await.and_then(|done| done));
        }
        chunk
    }

    /// The answer. Chunks that were not read are dropped.
    ///
    /// # Errors
    /// As [`Chat::send`].
    pub async fn response(mut self) -> Result<GenerateResponse> {
        while self.next().await.is_some() {}
        self.done.unwrap_or_else(|| Err(Error::internal("the turn did not end")))
    }
}

impl fmt::Debug for ChatStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatStream").field("done", &self.done.is_some()).finish()
    }
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chat").field("session", &self.session).field("thread", &self.thread).finish()
    }
}
