//! Chats: what is said in a thread of a session goes to a model, and both stay there.

use std::fmt;
use std::sync::Arc;

use super::sessions::{MAIN, Session};
use super::store::Conflict;
use crate::ai::generate::{Generate, GenerateResponse, Resume};
use crate::ai::message::{IntoContent, Message};
use crate::ai::model::ModelResponseChunk;
use crate::ai::part::Part;
use crate::core::ctx::Ctx;
use crate::core::env::Task;
use crate::core::error::{Error, Result};
use crate::core::stream::Chunks;
use tokio::sync::mpsc;

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
        Chat { session, thread, call, on_conflict: OnConflict::default() }
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

    /// The session.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Says something and waits for the answer. Once this returns, both are kept.
    ///
    /// # Errors
    /// What the turn failed with, or a [`Conflict`]; then nothing of it is kept.
    pub async fn send(&self, content: impl IntoContent) -> Result<GenerateResponse> {
        self.take(Said::Message(Message::user(content)), Chunks::none()).await
    }

    /// Says something and reads the answer chunk by chunk. Needs a tokio runtime: the turn is a task of its own.
    pub fn send_stream(&self, content: impl IntoContent) -> ChatStream {
        let (out, chunks) = Chunks::channel();
        let (chat, said) = (self.clone(), Said::Message(Message::user(content)));
        ChatStream { chunks, task: Task::spawn(async move { chat.take(said, out).await }), done: None }
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
        let _place = match self.on_conflict {
            OnConflict::Fail => None,
            OnConflict::Queue | OnConflict::Retry(_) => Some(self.session.queue().await),
        };
        let mut again = match self.on_conflict {
            OnConflict::Retry(times) => times,
            OnConflict::Queue | OnConflict::Fail => 0,
        };
        loop {
            match self.turn(said.clone(), out.clone()).await {
                Err(error) if again > 0 && Conflict::of(&error).is_some() => again -= 1,
                done => return done,
            }
        }
    }

    async fn turn(&self, said: Said, out: Chunks<ModelResponseChunk>) -> Result<GenerateResponse> {
        let (seen, now) = self.session.now(&self.thread).await?;
        let before = now.messages.clone();
        let call = self.call.clone();
        let history = now.messages.clone();
        let ask = move |ctx: Ctx| async move {
            let mut history = history;
            let resume = match said {
                Said::Message(message) => {
                    history.push(message);
                    None
                }
                Said::Resume(resume) => Some(resume),
            };
            let mut generate = call(ctx.generate()).around(history, PREAMBLE);
            if let Some(resume) = resume {
                generate = generate.resume(resume);
            }
            let mut stream = generate.stream();
            while let Some(chunk) = stream.next().await {
                // A reader who is gone has dropped the turn too.
                out.send(chunk?).await?;
            }
            stream.response().await
        };
        let (response, live) = self.session.turn(now, ask).await;
        let response = response?;
        let marked = |m: &&Message| m.metadata.as_ref().is_none_or(|m| !m.contains_key(PREAMBLE));
        let messages = response.messages();
        let said = messages.iter().filter(marked);
        let added: Vec<Message> = said.skip(before.len()).cloned().collect();
        self.session.keep(&self.thread, seen, &before, added, live.state_json()).await?;
        Ok(response)
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
