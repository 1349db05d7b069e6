//! How an agent keeps its conversations, what of them a model is sent, and what clients see.

use std::sync::Arc;
use std::time::Duration;

use super::define::AgentBuilder;
use super::lines::Lines;
use super::shown::Shown;
use super::wire::{AgentStreamChunk, SessionState};
use crate::ai::compact::Compact;
use crate::ai::session::{NO_TENANT, SessionStore, Sessions};
use crate::core::context::Context;

/// Where an agent's conversations are kept.
#[derive(Clone, Default)]
pub(super) enum Kept {
    /// With whoever talks with it.
    #[default]
    ByClient,
    /// In a store of its own.
    In(Sessions),
    /// In the session store of the runtime.
    InSessionStore,
}

pub(super) type Tenant = Arc<dyn Fn(&Context) -> String + Send + Sync>;

/// What an agent is told besides what answers its turns.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) kept: Kept,
    pub(super) ttl: Option<Duration>,
    pub(super) lines: Lines,
    pub(super) tenant: Tenant,
    pub(super) compact: Option<Compact>,
    pub(super) shown: Shown,
}

impl Default for Settings {
    fn default() -> Self {
        let tenant: Tenant = Arc::new(|_| NO_TENANT.to_owned());
        let (kept, lines, shown) = (Kept::default(), Lines::default(), Shown::default());
        Self { kept, ttl: None, lines, tenant, compact: None, shown }
    }
}

impl AgentBuilder {
    /// Keeps the conversation: each turn is a snapshot in this store, and clients name snapshots and sessions. Without
    /// a store the client keeps the state, and sends it with each run.
    pub fn store(mut self, store: impl SessionStore) -> Self {
        self.settings.kept = Kept::In(Sessions::new(store));
        self
    }

    /// Keeps the conversation in the [session store](crate::GenkitBuilder::session_store) of the runtime. Runs fail with
    /// `FAILED_PRECONDITION` if there is none.
    pub fn session_store(mut self) -> Self {
        self.settings.kept = Kept::InSessionStore;
        self
    }

    /// How long a snapshot is kept after it was written; by default as long as [sessions](crate::GenkitBuilder::session_ttl)
    /// of the runtime in its store, and for ever in one of its own. Each turn writes a new one with all that was said.
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.settings.ttl = Some(ttl);
        self
    }

    /// How many snapshots of a line are kept, the newest included, which always is; all by default. With each turn older ones are deleted:
    /// nobody can go on from them any more. The conversation itself stays whole, and so does what a session goes on from.
    #[doc(alias = "maxPersistedChainLength")]
    pub fn keep_snapshots(mut self, longest: usize) -> Self {
        self.settings.lines.longest = Some(longest.max(1));
        self
    }

    /// A session that was branched, by going on from a snapshot that others went on from, cannot be named as such any
    /// more: that is `FAILED_PRECONDITION`, and clients name snapshots. By default a session goes on where it was
    /// last written.
    #[doc(alias = "rejectBranchingSessions")]
    pub fn reject_branching(mut self) -> Self {
        self.settings.lines.single = true;
        self
    }

    /// Whose the conversations of a run are; those of one tenant cannot be reached by another.
    pub fn tenant(mut self, tenant: impl Fn(&Context) -> String + Send + Sync + 'static) -> Self {
        self.settings.tenant = Arc::new(tenant);
        self
    }

    /// How much of the conversation a model is sent that answers a turn; all of it by default.
    pub fn compact(mut self, compact: Compact) -> Self {
        self.settings.compact = Some(compact);
        self
    }

    /// What of a state clients see: in what comes of a run, in snapshots that they ask for, and in the changes that they
    /// are streamed, where only `custom` is there.
    ///
    /// An agent without a store goes on from what the client sends, so that what it does not see is lost.
    #[doc(alias = "clientTransform")]
    pub fn client_state(
        mut self,
        shown: impl Fn(SessionState) -> SessionState + Send + Sync + 'static,
    ) -> Self {
        self.settings.shown.of_state = Some(Arc::new(shown));
        self
    }

    /// What of a chunk clients see; `None` for nothing.
    #[doc(alias = "clientTransform")]
    pub fn client_chunk(
        mut self,
        shown: impl Fn(AgentStreamChunk) -> Option<AgentStreamChunk> + Send + Sync + 'static,
    ) -> Self {
        self.settings.shown.of_chunk = Some(Arc::new(shown));
        self
    }
}
