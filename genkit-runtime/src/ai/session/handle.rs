//! A session, as a program has it in hand.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::live::{LiveSession, Now};
use super::lock::Place;
use super::sessions::Sessions;
use super::store::StoreKey;
use crate::ai::message::Messages;
use crate::core::action::{RunOptions, Running, What, open};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::Result;

/// The thread of a session where none is named.
pub(super) const MAIN: &str = "main";

/// A session: a state, and threads of messages that share it. Cloning is cheap.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    ai: Genkit,
    sessions: Sessions,
    key: StoreKey,
}

impl Session {
    pub(super) fn new(ai: &Genkit, tenant: &str, id: &str) -> Result<Self> {
        let key = StoreKey::new("session", id).of(tenant);
        key.check()?;
        let sessions = ai.sessions()?;
        Ok(Self(Arc::new(Inner { ai: ai.clone(), sessions, key })))
    }

    pub(super) fn ai(&self) -> &Genkit {
        &self.0.ai
    }

    pub(super) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(super) fn key(&self) -> &StoreKey {
        &self.0.key
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.key.id
    }

    /// Waits for its turn among the turns of this session in this runtime.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` within such a turn.
    pub(super) async fn queue(&self) -> Result<Place> {
        self.0.sessions.queues.enter(&self.0.key).await
    }

    /// What was said in its main thread.
    ///
    /// # Errors
    /// `NOT_FOUND` if it was deleted; what the store fails with.
    pub async fn messages(&self) -> Result<Messages> {
        self.thread_messages(MAIN).await
    }

    /// What was said in a thread.
    ///
    /// # Errors
    /// As [`messages`](Self::messages).
    pub async fn thread_messages(&self, thread: &str) -> Result<Messages> {
        Ok(self.now(thread).await?.1.messages)
    }

    /// The names of its threads that something was said in.
    ///
    /// # Errors
    /// As [`messages`](Self::messages).
    pub async fn threads(&self) -> Result<Vec<String>> {
        Ok(self.seen().await?.record.threads.into_keys().collect())
    }

    /// Its state; the default of `S` if none was set.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the state is not an `S`; as [`messages`](Self::messages).
    pub async fn state<S: DeserializeOwned + Default>(&self) -> Result<S> {
        let state = self.seen().await?.record.state;
        self.live(Now { state, ..Now::default() }).state()
    }

    fn live(&self, now: Now) -> LiveSession {
        LiveSession::below(None, self.id().to_owned(), now, None)
    }

    /// Changes its state. Waits for turns that are under way, and sees what they did; within a turn it is
    /// [`LiveSession::update_state`] of [`Ctx::session`].
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` within a turn of this session;
    /// `INVALID_ARGUMENT` if the state is not an `S`; a [`Conflict`](super::Conflict) if another process changed the
    /// session meanwhile.
    pub async fn update_state<S, T>(&self, change: impl FnOnce(&mut S) -> T) -> Result<T>
    where
        S: Serialize + DeserializeOwned + Default,
    {
        let _place = self.queue().await?;
        let seen = self.seen().await?;
        let live = self.live(Now { state: seen.record.state.clone(), ..Now::default() });
        let done = live.update_state(change).await?;
        self.keep(seen, MAIN, &Messages::new(), Messages::new(), live.state_json()).await?;
        Ok(done)
    }

    /// Runs work in this session: [`Ctx::session`] gives it there and in everything below. What the work does to the
    /// messages of the main thread and to the state is kept if it goes well.
    ///
    /// # Errors
    /// What the work fails with; as [`update_state`](Self::update_state).
    pub async fn run<T, Fut>(&self, work: impl FnOnce(Ctx) -> Fut) -> Result<T>
    where
        Fut: Future<Output = Result<T>>,
    {
        let place = self.queue().await?;
        let (seen, now) = self.now(MAIN).await?;
        let before = now.messages.clone();
        let (ctx, live) = self.open("session", now, Some(&place));
        let done = {
            let mut work = pin!(work(ctx.clone()));
            poll_fn(|cx| ctx.poll_inside(work.as_mut(), cx)).await
        };
        ctx.span().end(done.as_ref().map(|_| None));
        let done = done?;
        let Now { messages, state, .. } = live.now();
        self.keep(seen, MAIN, &before, messages, state).await?;
        Ok(done)
    }

    /// A span in which the session is the current one.
    fn open(&self, name: &str, now: Now, place: Option<&Place>) -> (Ctx, LiveSession) {
        let ctx = open(self.ai(), None, What::Util(name), &mut RunOptions::new(), None);
        let live = LiveSession::below(ctx.session().as_ref(), self.id().to_owned(), now, None);
        if let Some(place) = place {
            live.hold(place);
        }
        (ctx.in_session(&live), live)
    }

    /// Runs a turn in this session and gives what came of it, which is not kept yet.
    pub(super) async fn turn<T: Serialize + Send + 'static, Fut>(
        &self,
        now: Now,
        place: Option<&Place>,
        turn: impl FnOnce(Ctx) -> Fut,
    ) -> (Result<T>, LiveSession)
    where
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let (ctx, live) = self.open("chat", now, place);
        let done = Running::new(ctx.clone(), "chat", Box::pin(turn(ctx))).await;
        (done, live)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("id", &self.id()).finish_non_exhaustive()
    }
}
