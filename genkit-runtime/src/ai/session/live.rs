//! A conversation under way: what tools, flows and turns see and change.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::artifact::Artifact;
use super::lock::{Held, Place};
use crate::ai::message::{Message, Messages};
use crate::core::BoxFuture;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};

/// A conversation under way: its messages, its state, what was made in it. Cloning is cheap; clones are the same one.
#[derive(Clone)]
pub struct LiveSession(Arc<Live>);

struct Live {
    id: String,
    now: Mutex<Now>,
    told: Option<Told>,
    /// How many conversations it is below.
    depth: usize,
    /// The places in queues that it and those above it have.
    places: Mutex<Vec<Held>>,
}

/// Told of changes, in their order.
pub(crate) type Told = Box<dyn Fn(Change) -> BoxFuture<'static, ()> + Send + Sync>;

/// What changed.
pub(crate) enum Change {
    /// The state, as it is now.
    State(Value),
    /// An artifact that is new, or anew.
    Artifact(Artifact),
}

/// All that a conversation is at a moment. Cloning shares the messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Now {
    pub(crate) messages: Messages,
    /// `None` until it is set.
    pub(crate) state: Option<Value>,
    pub(crate) artifacts: Vec<Artifact>,
}

impl LiveSession {
    /// A conversation below the one that asked for it.
    pub(crate) fn below(above: Option<&Self>, id: String, now: Now, told: Option<Told>) -> Self {
        let depth = above.map_or(0, |above| above.depth() + 1);
        let places = above.map_or_else(Mutex::default, |above| Mutex::new(above.places().clone()));
        Self(Arc::new(Live { id, now: Mutex::new(now), told, depth, places }))
    }

    fn places(&self) -> MutexGuard<'_, Vec<Held>> {
        self.0.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that what goes on here has a place.
    pub(crate) fn hold(&self, place: &Place) {
        let mut places = self.places();
        places.retain(Held::is_held);
        places.push(place.held());
    }

    pub(super) fn holds(&self, which: impl Fn(&Held) -> bool) -> bool {
        self.places().iter().any(which)
    }

    pub(crate) fn depth(&self) -> usize {
        self.0.depth
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Now {
        self.lock().clone()
    }

    pub(crate) fn replace(&self, now: Now) {
        *self.lock() = now;
    }

    async fn tell(&self, change: Change) {
        if let Some(told) = &self.0.told {
            told(change).await;
        }
    }

    /// The id of the session.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// What was said so far.
    #[must_use]
    pub fn messages(&self) -> Messages {
        self.lock().messages.clone()
    }

    /// Adds to what was said.
    pub fn add_message(&self, message: Message) {
        self.lock().messages.push(message);
    }

    /// Puts other messages in the place of all that was said.
    pub fn set_messages(&self, messages: impl Into<Messages>) {
        self.lock().messages = messages.into();
    }

    /// The state as JSON; `None` until it is set.
    #[must_use]
    pub fn state_json(&self) -> Option<Value> {
        self.lock().state.clone()
    }

    /// The state; its default until it is set.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the state is not an `S`.
    pub fn state<S: DeserializeOwned + Default>(&self) -> Result<S> {
        read(self.lock().state.as_ref())
    }

    /// Changes the state.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the state is not an `S`; then it stays as it is.
    pub async fn update_state<S, T>(&self, change: impl FnOnce(&mut S) -> T) -> Result<T>
    where
        S: Serialize + DeserializeOwned + Default,
    {
        let (done, value) = {
            let mut now = self.lock();
            let mut state: S = read(now.state.as_ref())?;
            let done = change(&mut state);
            let value = serde_json::to_value(state)?;
            now.state = Some(value.clone());
            (done, value)
        };
        self.tell(Change::State(value)).await;
        Ok(done)
    }

    /// What was made so far.
    #[must_use]
    pub fn artifacts(&self) -> Vec<Artifact> {
        self.lock().artifacts.clone()
    }

    /// Adds something that was made; it takes the place of one that has its name.
    pub async fn add_artifact(&self, artifact: Artifact) {
        {
            let artifacts = &mut self.lock().artifacts;
            let same = |other: &&mut Artifact| other.name.is_some() && other.name == artifact.name;
            match artifacts.iter_mut().find(same) {
                Some(there) => there.clone_from(&artifact),
                None => artifacts.push(artifact.clone()),
            }
        }
        self.tell(Change::Artifact(artifact)).await;
    }
}

fn read<S: DeserializeOwned + Default>(state: Option<&Value>) -> Result<S> {
    let Some(state) = state else { return Ok(S::default()) };
    S::deserialize(state).map_err(|e| {
        Error::invalid_argument(format!("the state of the session is not what is asked for: {e}"))
    })
}

impl Ctx {
    /// The conversation that this run is part of, if it is part of one: in a turn of an agent or of a chat, and in the
    /// tools and flows below it.
    #[must_use]
    pub fn session(&self) -> Option<LiveSession> {
        self.carried::<LiveSession>().map(|session| (*session).clone())
    }

    pub(crate) fn in_session(&self, session: &LiveSession) -> Self {
        self.carrying(Arc::new(session.clone()))
    }
}

impl fmt::Debug for LiveSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages = self.lock().messages.len();
        f.debug_struct("LiveSession").field("id", &self.0.id).field("messages", &messages).finish()
    }
}
