//! Sessions: a state, and threads of messages, kept in a store.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::live::{LiveSession, Now};
use super::lock::{Place, Queues};
use super::pages::{Pages, Thread};
use super::store::{Conflict, NO_TENANT, SessionStore, StoreKey};
use crate::ai::message::{Message, Messages};
use crate::core::action::{RunOptions, Running, What, open};
use crate::core::app::{Genkit, GenkitBuilder};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};

/// The thread of a session where none is named.
pub(super) const MAIN: &str = "main";

/// Where the sessions of a runtime are.
#[derive(Clone)]
pub(crate) struct Sessions {
    pub(crate) store: Arc<dyn SessionStore>,
    pub(crate) queues: Queues,
}

impl GenkitBuilder {
    /// Where sessions are kept.
    pub fn session_store(self, store: impl SessionStore) -> Self {
        self.extension(Sessions { store: Arc::new(store), queues: Queues::default() })
    }
}

impl Genkit {
    /// A new session; `.await` makes it, once its state is set.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    /// use genkit::InMemorySessionStore;
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
    /// let session = ai.create_session().state(serde_json::json!({"name": "Ada"})).await?;
    ///
    /// let chat = session.chat(|call| call.system("Be kind."));
    /// assert_eq!(chat.send("hello").await?.text(), "2 messages");
    /// assert_eq!(chat.send("again").await?.text(), "4 messages");
    ///
    /// // Later, elsewhere.
    /// let session = ai.load_session(session.id()).await?;
    /// assert_eq!(session.messages().await?.len(), 4);
    /// # Ok(()) }
    /// ```
    pub fn create_session(&self) -> CreateSession {
        CreateSession { ai: self.clone(), id: None, tenant: NO_TENANT.to_owned(), state: Ok(None) }
    }

    /// A session that was made before.
    ///
    /// # Errors
    /// `NOT_FOUND` `Session '{id}' not found`; `FAILED_PRECONDITION` without a store; what the store fails with.
    pub async fn load_session(&self, id: &str) -> Result<Session> {
        self.load_session_of(NO_TENANT, id).await
    }

    /// A session of a tenant that was made before; those of others are not found.
    ///
    /// # Errors
    /// As [`load_session`](Self::load_session).
    pub async fn load_session_of(&self, tenant: &str, id: &str) -> Result<Session> {
        let session = Session::new(self, tenant, id)?;
        session.refresh().await?;
        Ok(session)
    }

    fn sessions(&self) -> Result<&Sessions> {
        self.extension::<Sessions>().ok_or_else(|| {
            Error::failed_precondition(
                "sessions need a store: `Genkit::builder().session_store(InMemorySessionStore::new())`",
            )
        })
    }
}

/// A session that is about to be made.
#[derive(Debug)]
#[must_use = "a session is made when it is awaited"]
pub struct CreateSession {
    ai: Genkit,
    id: Option<String>,
    tenant: String,
    state: Result<Option<Value>>,
}

impl CreateSession {
    /// Its id; a new one by default.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Whose it is.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = tenant.into();
        self
    }

    /// Its state to begin with.
    pub fn state(mut self, state: impl Serialize) -> Self {
        self.state = serde_json::to_value(state).map(Some).map_err(Into::into);
        self
    }
}

impl std::future::IntoFuture for CreateSession {
    /// # Errors
    /// A [`Conflict`](super::Conflict) if there is a session of this id.
    type Output = Result<Session>;
    type IntoFuture = crate::core::BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let id = self.id.unwrap_or_else(|| self.ai.env().id());
            let session = Session::new(&self.ai, &self.tenant, &id)?;
            let record = Record { state: self.state?, threads: BTreeMap::new() };
            let value = serde_json::to_value(&record)?;
            let version = session.0.sessions.store.save(&session.0.key, 0, value, None).await?;
            *session.lock() = Cache { version, record, messages: BTreeMap::new() };
            Ok(session)
        })
    }
}

/// A session: a state, and threads of messages that share it. Cloning is cheap.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    ai: Genkit,
    sessions: Sessions,
    key: StoreKey,
    cache: Mutex<Cache>,
}

/// A session as its record has it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Record {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<Value>,
    threads: BTreeMap<String, Thread>,
}

/// What is known of a session; the version tells whether it is still so.
#[derive(Default)]
struct Cache {
    version: u64,
    record: Record,
    messages: BTreeMap<String, Messages>,
}

impl Session {
    fn new(ai: &Genkit, tenant: &str, id: &str) -> Result<Self> {
        let key = StoreKey::new("session", id).of(tenant);
        key.check()?;
        let sessions = ai.sessions()?.clone();
        Ok(Self(Arc::new(Inner { ai: ai.clone(), sessions, key, cache: Mutex::default() })))
    }

    fn lock(&self) -> MutexGuard<'_, Cache> {
        self.0.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pages(&self) -> Pages<'_> {
        let Inner { sessions, key, .. } = &*self.0;
        Pages { store: &sessions.store, tenant: &key.tenant, session: &key.id }
    }

    pub(super) fn ai(&self) -> &Genkit {
        &self.0.ai
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.key.id
    }

    /// Takes over what the store has.
    async fn refresh(&self) -> Result<u64> {
        let stored = self.0.sessions.store.get(&self.0.key).await?;
        let stored = stored.ok_or_else(|| Error::not_found(format!("Session '{}' not found", self.id())))?;
        let mut cache = self.lock();
        if cache.version != stored.version {
            let record = serde_json::from_value(stored.value).map_err(|e| {
                Error::new(Status::DataLoss, format!("session '{}' cannot be read: {e}", self.id()))
            })?;
            *cache = Cache { version: stored.version, record, messages: BTreeMap::new() };
        }
        Ok(stored.version)
    }

    /// A thread as it is in the store: its messages, the state, and the version of both.
    pub(super) async fn now(&self, thread: &str) -> Result<(u64, Now)> {
        loop {
            let version = self.refresh().await?;
            let (pages, cached, state) = {
                let cache = self.lock();
                let pages = cache.record.threads.get(thread).cloned().unwrap_or_default();
                (pages, cache.messages.get(thread).cloned(), cache.record.state.clone())
            };
            let messages = match cached {
                Some(messages) => messages,
                None => {
                    let read = self.pages().read(&pages).await;
                    if read.is_err() && self.refresh().await? != version {
                        // It went on meanwhile, and a page with it.
                        continue;
                    }
                    let messages = read?;
                    let mut cache = self.lock();
                    if cache.version != version {
                        continue;
                    }
                    cache.messages.insert(thread.to_owned(), messages.clone());
                    messages
                }
            };
            return Ok((version, Now { messages, state, artifacts: Vec::new() }));
        }
    }

    /// Keeps what came of a turn: `added` behind the history that there was, and the state.
    ///
    /// # Errors
    /// A [`Conflict`](super::Conflict) if the session changed meanwhile; then nothing is kept.
    pub(super) async fn keep(
        &self,
        thread: &str,
        seen: u64,
        history: &[Message],
        added: Vec<Message>,
        state: Option<Value>,
    ) -> Result<()> {
        let mut record = {
            let cache = self.lock();
            if cache.version != seen {
                return Err(Conflict { seen, found: cache.version }.into());
            }
            cache.record.clone()
        };
        record.state = state;
        let before = record.threads.get(thread).cloned().unwrap_or_default();
        let mut after = before.clone();
        if !added.is_empty() {
            after = self.pages().append(self.ai().env(), &before, history, &added).await?;
            record.threads.insert(thread.to_owned(), after.clone());
        }
        let saved = match serde_json::to_value(&record) {
            Ok(value) => self.0.sessions.store.save(&self.0.key, seen, value, None).await,
            Err(error) => Err(error.into()),
        };
        match &saved {
            Ok(_) => self.pages().forget(&before, &after).await,
            Err(error) if Conflict::of(error).is_some() => self.pages().forget(&after, &before).await,
            // Whether it was written nobody knows: then both stay.
            Err(_) => {}
        }
        let version = saved?;
        let mut cache = self.lock();
        if cache.version == seen {
            cache.version = version;
            cache.record = record;
            if let Some(messages) = cache.messages.get_mut(thread) {
                messages.extend(added);
            }
        }
        Ok(())
    }

    /// Waits for its turn among the turns of this session in this runtime.
    pub(super) async fn queue(&self) -> Place {
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
        self.refresh().await?;
        Ok(self.lock().record.threads.keys().cloned().collect())
    }

    /// Its state; the default of `S` if none was set.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the state is not an `S`; as [`messages`](Self::messages).
    pub async fn state<S: DeserializeOwned + Default>(&self) -> Result<S> {
        let (_, now) = self.now(MAIN).await?;
        LiveSession::below(None, self.id().to_owned(), now, None).state()
    }

    /// Changes its state. Waits for turns that are under way, and sees what they did.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the state is not an `S`; a [`Conflict`](super::Conflict) if another process changed the
    /// session meanwhile.
    pub async fn update_state<S, T>(&self, change: impl FnOnce(&mut S) -> T) -> Result<T>
    where
        S: Serialize + DeserializeOwned + Default,
    {
        let _place = self.queue().await;
        let (seen, now) = self.now(MAIN).await?;
        let live = LiveSession::below(None, self.id().to_owned(), now, None);
        let done = live.update_state(change).await?;
        self.keep(MAIN, seen, &[], Vec::new(), live.state_json()).await?;
        Ok(done)
    }

    /// Runs work in this session: [`Ctx::session`] gives it there and in everything below. What the work adds to the
    /// messages of the main thread and does to the state is kept if it goes well.
    ///
    /// # Errors
    /// What the work fails with; as [`update_state`](Self::update_state).
    pub async fn run<T, Fut>(&self, work: impl FnOnce(Ctx) -> Fut) -> Result<T>
    where
        Fut: Future<Output = Result<T>>,
    {
        let _place = self.queue().await;
        let (seen, now) = self.now(MAIN).await?;
        let (ctx, live) = self.open("session", now.clone());
        let done = work(ctx.clone()).await;
        ctx.span().end(done.as_ref().map(|_| None));
        let done = done?;
        self.keep_live(MAIN, seen, &now, &live).await?;
        Ok(done)
    }

    /// A span in which the session is the current one.
    fn open(&self, name: &str, now: Now) -> (Ctx, LiveSession) {
        let ctx = open(self.ai(), None, What::Util(name), &mut RunOptions::new(), None);
        let live = LiveSession::below(ctx.session().as_ref(), self.id().to_owned(), now, None);
        (ctx.in_session(&live), live)
    }

    /// Runs a turn in this session and gives what came of it, which is not kept yet.
    pub(super) async fn turn<T: Serialize + Send + 'static, Fut>(
        &self,
        now: Now,
        turn: impl FnOnce(Ctx) -> Fut,
    ) -> (Result<T>, LiveSession)
    where
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let (ctx, live) = self.open("chat", now);
        let done = Running::new(ctx.clone(), "chat", Box::pin(turn(ctx))).await;
        (done, live)
    }

    /// Keeps what a run left: messages behind those that there were, and the state.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if it changed what was said before: a history only grows.
    pub(super) async fn keep_live(
        &self,
        thread: &str,
        seen: u64,
        before: &Now,
        live: &LiveSession,
    ) -> Result<()> {
        let after = live.now();
        let count = before.messages.len();
        let grown = after.messages.get(..count).is_some_and(|same| *same == *before.messages);
        if !grown {
            return Err(Error::failed_precondition("the messages of a session can be added to, not changed"));
        }
        let added = after.messages.get(count..).unwrap_or_default().to_vec();
        if added.is_empty() && after.state == before.state {
            return Ok(());
        }
        self.keep(thread, seen, &before.messages, added, after.state).await
    }

    /// Deletes the session with all its messages.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn delete(&self) -> Result<()> {
        let _place = self.queue().await;
        self.refresh().await?;
        let threads = self.lock().record.threads.clone();
        self.0.sessions.store.delete(&self.0.key, None).await?;
        for thread in threads.values() {
            self.pages().delete(thread).await?;
        }
        Ok(())
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("id", &self.id()).finish_non_exhaustive()
    }
}
