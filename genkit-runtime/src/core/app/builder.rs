//! Building a runtime.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::{Extensions, Genkit, Inner, Replacements};
use crate::core::action::{Action, Handle};
use crate::core::context::Context;
use crate::core::env::Env;
use crate::core::error::Result;
use crate::core::plugin::Plugin;
use crate::core::registry::{DynamicActionProvider, Plugins, Registry, builtins, discovered};
use crate::core::trace::{TraceSink, Tracer};

/// Builds a [`Genkit`]. By default it finds every action that the program declares.
#[must_use = "a builder makes a runtime when it is built"]
pub struct GenkitBuilder {
    name: Option<String>,
    discovery: Discovery,
    actions: Vec<Action>,
    plugins: Vec<Arc<dyn Plugin>>,
    providers: Vec<DynamicActionProvider>,
    values: Vec<(String, String, Value)>,
    schemas: Vec<(String, Value)>,
    sinks: Vec<Arc<dyn TraceSink>>,
    context: Context,
    env: Env,
    parent: Option<Genkit>,
    extensions: Extensions,
}

enum Discovery {
    All,
    From(Vec<String>),
    Off,
}

impl GenkitBuilder {
    pub(super) fn new() -> Self {
        Self {
            name: None,
            discovery: Discovery::All,
            actions: Vec::new(),
            plugins: Vec::new(),
            providers: Vec::new(),
            values: Vec::new(),
            schemas: Vec::new(),
            sinks: Vec::new(),
            context: Context::new(),
            env: Env::system(),
            parent: None,
            extensions: Extensions::new(),
        }
    }

    /// A name, which developer tools show.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Adds a plugin.
    pub fn plugin(mut self, plugin: impl Plugin) -> Self {
        self.plugins.push(Arc::new(plugin));
        self
    }

    /// Adds an action that was built at run time.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Adds actions, for example `actions![greet, farewell]`.
    pub fn register_all(mut self, actions: impl IntoIterator<Item = Action>) -> Self {
        self.actions.extend(actions);
        self
    }

    /// Adds the action of a handle; needed only without discovery.
    pub fn register<H: Handle>(self) -> Self {
        self.action(Action::of::<H>())
    }

    /// Adds a source of actions that come and go.
    pub fn provider(mut self, provider: DynamicActionProvider) -> Self {
        self.providers.push(provider);
        self
    }

    /// Holds only what is added by hand.
    pub fn without_discovery(mut self) -> Self {
        self.discovery = Discovery::Off;
        self
    }

    /// Finds only what these crates (packages) declare.
    pub fn discover_from<S: Into<String>>(mut self, packages: impl IntoIterator<Item = S>) -> Self {
        self.discovery = Discovery::From(packages.into_iter().map(Into::into).collect());
        self
    }

    /// Values that every run carries unless it is given others.
    pub fn context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    /// Adds a receiver of spans.
    pub fn trace_sink(mut self, sink: impl TraceSink) -> Self {
        self.sinks.push(Arc::new(sink));
        self
    }

    /// Where time, ids and tasks come from.
    pub fn env(mut self, env: Env) -> Self {
        self.env = env;
        self
    }

    /// A runtime to look in for what this one does not have. Spans go to its receivers too, unless this one is given its
    /// own.
    pub fn parent(mut self, parent: &Genkit) -> Self {
        self.parent = Some(parent.clone());
        self
    }

    /// A named JSON schema, which prompt files may refer to.
    pub fn schema(mut self, name: impl Into<String>, schema: Value) -> Self {
        self.schemas.push((name.into(), schema));
        self
    }

    /// A value by kind and name, which developer tools may list.
    pub fn value(
        mut self,
        kind: impl Into<String>,
        name: impl Into<String>,
        value: impl Into<Value>,
    ) -> Self {
        self.values.push((kind.into(), name.into(), value.into()));
        self
    }

    /// A setting of a layer above; one of a type.
    pub(crate) fn extension<T: Any + Send + Sync>(mut self, setting: T) -> Self {
        self.extensions.insert(TypeId::of::<T>(), Arc::new(setting));
        self
    }

    /// A setting of a layer above, by its type.
    pub(crate) fn extension_ref<T: Any>(&self) -> Option<&T> {
        self.extensions.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// The runtime to look in for what this one does not have.
    pub(crate) fn above(&self) -> Option<&Genkit> {
        self.parent.as_ref()
    }

    /// True if what this crate (package) declares is found.
    pub(crate) fn discovers(&self, package: &str) -> bool {
        match &self.discovery {
            Discovery::All => true,
            Discovery::From(packages) => packages.iter().any(|p| p == package),
            Discovery::Off => false,
        }
    }

    /// A setting of a layer above that several calls add to.
    pub(crate) fn extend<T: Any + Send + Sync + Default>(mut self, change: impl FnOnce(&mut T)) -> Self {
        let setting = self.extensions.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        // Nobody else holds it before the runtime is built.
        if let Some(setting) = Arc::get_mut(setting).and_then(|setting| setting.downcast_mut()) {
            change(setting);
        }
        self
    }

    /// The runtime.
    ///
    /// # Errors
    /// `ALREADY_EXISTS`, naming both places, if two actions have one key, or if two plugins have one name.
    #[allow(clippy::unused_async, reason = "plugins may have to be waited for in later versions")]
    pub async fn build(self) -> Result<Genkit> {
        self.build_now()
    }

    /// The runtime, where nothing can be awaited.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub fn build_now(self) -> Result<Genkit> {
        super::hook::before_build(self)?.assemble()
    }

    fn assemble(self) -> Result<Genkit> {
        let registry = Registry::new(Plugins::new(self.plugins)?);
        let packages = match &self.discovery {
            Discovery::From(packages) => Some(packages.as_slice()),
            Discovery::All | Discovery::Off => None,
        };
        if !matches!(self.discovery, Discovery::Off) {
            // Sorted, so that of two actions with one key always the same is named first: link order may change.
            let mut found: Vec<_> = discovered(packages).collect();
            found.sort_by_key(|d| (d.def.action_type(), d.def.name(), d.def.source()));
            for action in found.into_iter().flat_map(|d| (d.make)()) {
                registry.add(action)?;
            }
        }
        for action in builtins().chain(self.actions) {
            registry.add(action)?;
        }
        for provider in self.providers {
            registry.add_provider(provider)?;
        }
        for (kind, name, value) in self.values {
            registry.set_value(&kind, &name, value);
        }
        for (name, schema) in self.schemas {
            registry.add_schema(&name, schema)?;
        }
        let tracer = Tracer::new(self.sinks, self.parent.as_ref().map(|parent| parent.tracer().clone()));
        let genkit = Genkit(Arc::new(Inner {
            name: self.name,
            registry,
            parent: self.parent,
            env: self.env,
            tracer: Arc::new(tracer),
            context: self.context,
            replacements: Replacements::default(),
            extensions: self.extensions,
        }));
        super::hook::set_up(&genkit)?;
        if tracing::enabled!(target: "genkit", tracing::Level::INFO) {
            tracing::info!(target: "genkit", "{}", genkit.summary());
        }
        super::hook::built(&genkit);
        Ok(genkit)
    }
}

impl fmt::Debug for GenkitBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GenkitBuilder").field("name", &self.name).finish()
    }
}
