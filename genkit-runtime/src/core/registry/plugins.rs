//! The plugins of a runtime, each asked for its actions once, when first needed.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::core::action::Action;
use crate::core::app::Genkit;
use crate::core::error::{Error, Result};
use crate::core::key::Key;
use crate::core::plugin::Plugin;

#[derive(Default)]
pub(crate) struct Plugins(BTreeMap<String, Entry>);

struct Entry {
    plugin: Arc<dyn Plugin>,
    /// Set once its actions are in the registry; a failure is tried again at the next look-up.
    ready: OnceCell<()>,
}

impl Plugins {
    pub(crate) fn new(plugins: Vec<Arc<dyn Plugin>>) -> Result<Self> {
        let mut entries = BTreeMap::new();
        for plugin in plugins {
            let name = plugin.name().to_owned();
            if entries.insert(name.clone(), Entry { plugin, ready: OnceCell::new() }).is_some() {
                return Err(Error::already_exists(format!("Plugin {name} already registered")));
            }
        }
        Ok(Self(entries))
    }

    /// Brings the action of this key into the registry, if its plugin has it.
    pub(crate) async fn resolve(&self, ai: &Genkit, key: &Key) -> Result<Option<Action>> {
        let Some((name, entry)) = key.plugin().and_then(|p| self.0.get_key_value(p)) else { return Ok(None) };
        entry.init(ai, name).await?;
        if let Some(action) = ai.registry().get(key.action_type(), key.name()) {
            return Ok(Some(action));
        }
        let short =
            key.name().strip_prefix(name.as_str()).and_then(|n| n.strip_prefix('/')).unwrap_or_default();
        for action in entry.plugin.resolve(ai, key.action_type(), short).await? {
            let action = action.within(name);
            // Two look-ups at once may both resolve it; the first stays.
            if ai.registry().get(action.action_type(), action.name()).is_none() {
                ai.registry().add(action)?;
            }
        }
        Ok(ai.registry().get(key.action_type(), key.name()))
    }

    /// Makes every plugin ready.
    pub(crate) async fn init_all(&self, ai: &Genkit) -> Result<()> {
        for (name, entry) in &self.0 {
            entry.init(ai, name).await?;
        }
        Ok(())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<dyn Plugin>> {
        self.0.values().map(|entry| &entry.plugin)
    }
}

impl Entry {
    async fn init(&self, ai: &Genkit, name: &str) -> Result<()> {
        let init = async {
            for action in self.plugin.init(ai).await? {
                ai.registry().add(action.within(name))?;
            }
            Ok(())
        };
        self.ready.get_or_try_init(|| init).await.copied()
    }
}
