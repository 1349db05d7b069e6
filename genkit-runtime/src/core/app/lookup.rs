//! Finding actions: in this runtime, in its plugins and providers, then in the runtime above it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Genkit;
use crate::core::BoxFuture;
use crate::core::action::Action;
use crate::core::error::Result;
use crate::core::key::{ActionType, Key, plain};

impl Genkit {
    /// The action of this key.
    ///
    /// # Errors
    /// `NOT_FOUND` `action {key} not found`; what a plugin fails with while it is asked.
    pub async fn action(&self, key: &str) -> Result<Action> {
        self.refresh(plain(key).map(|(kind, _)| kind));
        // What is at hand costs a look, no key and no future of its own.
        if let Some(action) = plain(key).and_then(|(kind, name)| self.registry().get(kind, name)) {
            return Ok(action);
        }
        let missing =
            |kinds: &[ActionType], name| self.missing(kinds, name, format!("action {key} not found"));
        let parsed: Key = key.parse().map_err(|_| missing(&[], key))?;
        let found = self.lookup(&parsed).await?;
        found.ok_or_else(|| missing(&[parsed.action_type()], parsed.name()))
    }

    /// The action of this key, if there is one. Asks the plugin that its name begins with, if need be.
    ///
    /// # Errors
    /// What a plugin or a provider fails with while it is asked.
    #[must_use = "nothing is looked up until it is awaited"]
    pub fn lookup<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Action>>> {
        Box::pin(async move {
            if let Some(action) = self.here(key).await? {
                return Ok(Some(action));
            }
            match self.parent() {
                Some(parent) => parent.lookup(key).await,
                None => Ok(None),
            }
        })
    }

    /// Brings prompts up to date whose files changed, where actions of this type may be such; of any type without one.
    fn refresh(&self, kind: Option<ActionType>) {
        if kind.is_none_or(|kind| matches!(kind, ActionType::Prompt | ActionType::ExecutablePrompt)) {
            self.registry().refresh(self);
        }
    }

    async fn here(&self, key: &Key) -> Result<Option<Action>> {
        self.refresh(Some(key.action_type()));
        if let Some(provider) = key.provider() {
            return match self.registry().provider(provider) {
                Some(provider) => provider.action_of(self, key.action_type(), key.name()).await,
                None => Ok(None),
            };
        }
        if let Some(action) = self.registry().get(key.action_type(), key.name()) {
            return Ok(Some(action));
        }
        self.registry().plugins.resolve(self, key).await
    }

    /// The action of this type and name if it is at hand, without asking plugins.
    #[must_use]
    pub fn get(&self, action_type: ActionType, name: &str) -> Option<Action> {
        self.refresh(Some(action_type));
        self.registry().get(action_type, name).or_else(|| self.parent()?.get(action_type, name))
    }

    /// Every action, by key; makes all plugins ready.
    ///
    /// # Errors
    /// What a plugin fails with.
    #[must_use = "nothing is looked up until it is awaited"]
    pub fn actions(&self) -> BoxFuture<'_, Result<BTreeMap<String, Action>>> {
        Box::pin(async move {
            let mut all = match self.parent() {
                Some(parent) => parent.actions().await?,
                None => BTreeMap::new(),
            };
            self.registry().plugins.init_all(self).await?;
            self.refresh(None);
            all.extend(self.registry().all());
            Ok(all)
        })
    }

    /// Every action that is there or could be resolved, described for developer tools, by key. A source that fails is
    /// left out, with a warning in the log.
    ///
    /// # Errors
    /// What a plugin fails with while it is made ready.
    pub async fn describe_actions(&self) -> Result<BTreeMap<String, Value>> {
        let mut told = BTreeMap::new();
        for plugin in self.registry().plugins.iter() {
            match plugin.list(self).await {
                Ok(list) => told.extend(list.into_iter().filter_map(|action| {
                    let key = action.get("key")?.as_str()?.to_owned();
                    Some((key, action))
                })),
                Err(error) => {
                    tracing::warn!(plugin = plugin.name(), %error, "a plugin cannot list its actions")
                }
            }
        }
        told.extend(self.actions().await?.into_iter().map(|(key, action)| (key, action.describe())));
        for provider in self.registry().providers() {
            match provider.describe(self).await {
                Ok(list) => told.extend(list),
                Err(error) => {
                    tracing::warn!(provider = provider.name(), %error, "a provider cannot list its actions")
                }
            }
        }
        Ok(told)
    }

    /// Where the actions come from, in a line: `12 actions from 3 crates: menu 7, weather 3, tools 2`.
    ///
    /// A crate that is missing here was left out by the linker: name it with [`link!`](crate::link).
    #[must_use]
    pub fn summary(&self) -> String {
        let mut crates: BTreeMap<&'static str, usize> = BTreeMap::new();
        let all = self.registry().all();
        let own = |action: &&Action| action.action_type() != ActionType::Util;
        for action in all.values().filter(own) {
            *crates.entry(action.source().package).or_default() += 1;
        }
        crates.remove("");
        let of = crates.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ");
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        let (a, c) = (all.values().filter(own).count(), crates.len());
        let line = format!("{a} action{} from {c} crate{}", plural(a), plural(c));
        if of.is_empty() { line } else { format!("{line}: {of}") }
    }

    /// A named JSON schema, as prompt files refer to it.
    #[must_use]
    pub fn schema(&self, name: &str) -> Option<Value> {
        self.registry().schema(name).or_else(|| self.parent()?.schema(name))
    }
}

impl Genkit {
    /// The dynamic action provider of this name.
    #[must_use]
    pub fn provider(&self, name: &str) -> Option<std::sync::Arc<crate::DynamicActionProvider>> {
        self.registry().provider(name).or_else(|| self.parent()?.provider(name))
    }
}
