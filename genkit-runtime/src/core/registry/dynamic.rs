//! Dynamic action providers: sources of actions that come and go, for example an MCP host.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Mutex;

use super::dynamic_key;
use crate::core::BoxFuture;
use crate::core::action::{Action, ActionBuilder, RunOptions};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::key::ActionType;

type Fetch = Arc<dyn Fn(Ctx) -> BoxFuture<'static, Result<Vec<Action>>> + Send + Sync>;

/// A source of actions that come and go. What it gives is kept for a moment, then asked for again.
///
/// Its actions have keys of the form `/dynamic-action-provider/{name}:{type}/{action}`.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::DynamicActionProvider;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let host = DynamicActionProvider::builder("host").actions(|_ctx| async {
///     Ok(vec![Flow::builder("double").handler(|n: i64, _| async move { Ok(n * 2) })])
/// });
/// let ai = Genkit::builder().provider(host).build().await?;
/// assert_eq!(ai.run_json("/dynamic-action-provider/host:flow/double", 4.into()).await?, 8);
/// # Ok(()) }
/// ```
pub struct DynamicActionProvider {
    action: Action,
    ttl: Option<Duration>,
    /// Held while fetching, so that many at once fetch only once.
    cache: Arc<Mutex<Option<Kept>>>,
}

/// When they were fetched, and what they were.
type Kept = (Duration, Vec<Action>);

/// Builds a [`DynamicActionProvider`].
#[derive(Debug)]
#[must_use = "a builder makes a provider when it is given its actions"]
pub struct DynamicBuilder {
    name: String,
    description: Option<String>,
    ttl: Option<Duration>,
}

impl DynamicActionProvider {
    /// Starts a provider of this name; what it gives is kept for three seconds.
    pub fn builder(name: impl Into<String>) -> DynamicBuilder {
        DynamicBuilder { name: name.into(), description: None, ttl: Some(Duration::from_secs(3)) }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.action.name()
    }

    /// The action by which developer tools ask it.
    #[must_use]
    pub fn action(&self) -> &Action {
        &self.action
    }

    /// Its actions as they are now, or were a moment ago.
    ///
    /// # Errors
    /// What fetching them fails with; what was kept is forgotten then.
    pub async fn actions(&self, ai: &Genkit) -> Result<Vec<Action>> {
        let mut cache = self.cache.lock().await;
        let now = ai.env().elapsed();
        if let (Some(ttl), Some((at, actions))) = (self.ttl, &*cache)
            && now.saturating_sub(*at) < ttl
        {
            return Ok(actions.clone());
        }
        *cache = None;
        // The fetch is the provider's own action, so that it is traced; what it found comes back by its side.
        let found = Arc::new(std::sync::Mutex::new(Vec::new()));
        let options = RunOptions { side: Some(found.clone()), ..RunOptions::new() };
        self.action.run_json(ai, Value::Null, options).await?;
        let actions = std::mem::take(&mut *found.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        *cache = Some((now, actions.clone()));
        Ok(actions)
    }

    /// One of its actions.
    ///
    /// # Errors
    /// As [`actions`](Self::actions).
    pub async fn action_of(
        &self,
        ai: &Genkit,
        action_type: ActionType,
        name: &str,
    ) -> Result<Option<Action>> {
        let actions = self.actions(ai).await?;
        Ok(actions.into_iter().find(|a| a.action_type() == action_type && a.name() == name))
    }

    /// Those of its actions whose name fits `*`, `prefix*` or is this one.
    ///
    /// # Errors
    /// As [`actions`](Self::actions).
    pub async fn matching(&self, ai: &Genkit, action_type: ActionType, pattern: &str) -> Result<Vec<Action>> {
        let fits = |name: &str| match pattern.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name == pattern,
        };
        let actions = self.actions(ai).await?;
        Ok(actions.into_iter().filter(|a| a.action_type() == action_type && fits(a.name())).collect())
    }

    /// Forgets what was kept.
    pub async fn invalidate(&self) {
        *self.cache.lock().await = None;
    }

    /// Its actions, described for developer tools under the keys they are found by.
    pub(crate) async fn describe(&self, ai: &Genkit) -> Result<Vec<(String, Value)>> {
        let describe = |action: &Action| {
            let key = dynamic_key(self.name(), action);
            let mut told = action.describe();
            if let Some(told) = told.as_object_mut() {
                told.insert("key".to_owned(), key.clone().into());
            }
            (key, told)
        };
        Ok(self.actions(ai).await?.iter().map(describe).collect())
    }
}

impl DynamicBuilder {
    /// What it is, in words.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// How long what it gives is kept; `None` to ask every time.
    pub fn ttl(mut self, ttl: impl Into<Option<Duration>>) -> Self {
        self.ttl = ttl.into();
        self
    }

    /// The provider, with the function that gives its actions.
    pub fn actions<F, Fut>(self, fetch: F) -> DynamicActionProvider
    where
        F: Fn(Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<Action>>> + Send + 'static,
    {
        let fetch: Fetch = Arc::new(move |ctx| Box::pin(fetch(ctx)));
        let mut builder = ActionBuilder::new(ActionType::DynamicActionProvider, self.name);
        if let Some(description) = self.description {
            builder = builder.description(description);
        }
        let action = builder.metadata("type", "dynamic-action-provider").handler(move |(): (), ctx: Ctx| {
            let fetch = fetch.clone();
            async move {
                let found = fetch(ctx.clone()).await?;
                let told: Vec<Value> = found.iter().map(Action::describe).collect();
                if let Some(side) = ctx.side::<std::sync::Mutex<Vec<Action>>>() {
                    *side.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = found;
                }
                Ok::<_, crate::Error>(told)
            }
        });
        DynamicActionProvider { action, ttl: self.ttl, cache: Arc::default() }
    }
}

impl fmt::Debug for DynamicActionProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynamicActionProvider").field("name", &self.name()).finish()
    }
}
