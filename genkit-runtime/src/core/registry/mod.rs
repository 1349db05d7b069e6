//! The actions of one runtime, by key. An instance: two of them in one program never touch.

mod builtin;
mod discover;
mod dynamic;
mod plugins;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use serde_json::Value;

pub(crate) use builtin::{Builtin, builtins};
pub use discover::Discovered;
pub(crate) use discover::discovered;
pub use dynamic::{DynamicActionProvider, DynamicBuilder};
pub(crate) use plugins::Plugins;

use super::action::Action;
use super::app::Genkit;
use super::error::{Error, Result};
use super::key::{ActionType, Key};

/// The actions, plugins and values of one runtime.
#[derive(Default)]
pub(crate) struct Registry {
    actions: RwLock<BTreeMap<ActionType, HashMap<String, Action>>>,
    /// Keys of actions that stand in for others; those are not added any more.
    #[cfg(feature = "testing")]
    stand_ins: RwLock<std::collections::HashSet<Key>>,
    providers: RwLock<BTreeMap<String, Arc<DynamicActionProvider>>>,
    values: RwLock<BTreeMap<(String, String), Value>>,
    schemas: RwLock<BTreeMap<String, Value>>,
    pub(crate) plugins: Plugins,
    /// Brings actions up to date whose sources may change while the program runs.
    refresh: OnceLock<Refresh>,
}

/// Looks at the sources of actions anew, and puts those in place that changed.
pub(crate) type Refresh = Box<dyn Fn(&Genkit) + Send + Sync>;

impl Registry {
    pub(crate) fn new(plugins: Plugins) -> Self {
        Self { plugins, ..Self::default() }
    }

    /// Adds an action.
    ///
    /// # Errors
    /// `ALREADY_EXISTS`, naming both places, if its key is taken.
    pub(crate) fn add(&self, action: Action) -> Result<()> {
        #[cfg(feature = "testing")]
        if self.stand_ins.read().unwrap_or_else(PoisonError::into_inner).contains(action.key()) {
            return Ok(());
        }
        let mut actions = self.actions.write().unwrap_or_else(PoisonError::into_inner);
        let of_type = actions.entry(action.action_type()).or_default();
        if let Some(there) = of_type.get(action.name()) {
            return Err(Error::already_exists(format!(
                "two actions have the key {}: one at {}, the other at {}; rename one",
                action.key(),
                there.source(),
                action.source()
            )));
        }
        of_type.insert(action.name().to_owned(), action);
        Ok(())
    }

    /// Puts an action in the place of whatever has its key, or will have it once its plugin is ready.
    #[cfg(feature = "testing")]
    pub(crate) fn stand_in(&self, action: Action) {
        self.stand_ins.write().unwrap_or_else(PoisonError::into_inner).insert(action.key().clone());
        let mut actions = self.actions.write().unwrap_or_else(PoisonError::into_inner);
        actions.entry(action.action_type()).or_default().insert(action.name().to_owned(), action);
    }

    /// Every action of a type.
    #[cfg(feature = "prompts")]
    pub(crate) fn of_type(&self, action_type: ActionType) -> Vec<Action> {
        let actions = self.actions.read().unwrap_or_else(PoisonError::into_inner);
        actions.get(&action_type).into_iter().flat_map(HashMap::values).cloned().collect()
    }

    /// Puts an action in the place of whatever has its key.
    #[cfg(feature = "prompts")]
    pub(crate) fn put(&self, action: Action) {
        let mut actions = self.actions.write().unwrap_or_else(PoisonError::into_inner);
        actions.entry(action.action_type()).or_default().insert(action.name().to_owned(), action);
    }

    /// Takes an action out.
    #[cfg(feature = "prompts")]
    pub(crate) fn remove(&self, action_type: ActionType, name: &str) {
        let mut actions = self.actions.write().unwrap_or_else(PoisonError::into_inner);
        actions.entry(action_type).or_default().remove(name);
    }

    /// Sets what brings prompts up to date before they are looked up or listed.
    #[cfg(feature = "prompts")]
    pub(crate) fn refresh_with(&self, refresh: Refresh) {
        let _ = self.refresh.set(refresh);
    }

    pub(crate) fn refresh(&self, ai: &Genkit) {
        if let Some(refresh) = self.refresh.get() {
            refresh(ai);
        }
    }

    pub(crate) fn get(&self, action_type: ActionType, name: &str) -> Option<Action> {
        let actions = self.actions.read().unwrap_or_else(PoisonError::into_inner);
        actions.get(&action_type)?.get(name).cloned()
    }

    /// Every action, sorted by key.
    pub(crate) fn all(&self) -> BTreeMap<String, Action> {
        let actions = self.actions.read().unwrap_or_else(PoisonError::into_inner);
        actions.values().flat_map(HashMap::values).map(|a| (a.key_text().to_owned(), a.clone())).collect()
    }

    pub(crate) fn add_provider(&self, provider: DynamicActionProvider) -> Result<()> {
        self.add(provider.action().clone())?;
        let mut providers = self.providers.write().unwrap_or_else(PoisonError::into_inner);
        providers.insert(provider.name().to_owned(), Arc::new(provider));
        Ok(())
    }

    pub(crate) fn provider(&self, name: &str) -> Option<Arc<DynamicActionProvider>> {
        self.providers.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    pub(crate) fn providers(&self) -> Vec<Arc<DynamicActionProvider>> {
        self.providers.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    pub(crate) fn set_value(&self, kind: &str, name: &str, value: Value) {
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        values.insert((kind.to_owned(), name.to_owned()), value);
    }

    pub(crate) fn values(&self, kind: &str) -> BTreeMap<String, Value> {
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        values.iter().filter(|((k, _), _)| k == kind).map(|((_, n), v)| (n.clone(), v.clone())).collect()
    }

    pub(crate) fn add_schema(&self, name: &str, schema: Value) -> Result<()> {
        let mut schemas = self.schemas.write().unwrap_or_else(PoisonError::into_inner);
        if schemas.contains_key(name) {
            return Err(Error::already_exists(format!("Schema {name} already registered")));
        }
        schemas.insert(name.to_owned(), schema);
        Ok(())
    }

    pub(crate) fn schema(&self, name: &str) -> Option<Value> {
        self.schemas.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}

/// The key of a child as the registry of its provider stamps it.
pub(crate) fn dynamic_key(provider: &str, action: &Action) -> String {
    Key::dynamic(provider, action.action_type(), action.name()).to_string()
}
