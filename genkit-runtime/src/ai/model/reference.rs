//! A model by its name, with the configuration to ask it with.

use std::marker::PhantomData;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{ModelHandle, ModelRequest};
use crate::core::action::Handle;

/// A model by name, with a configuration. `C` is what it takes: a reference made from a handle refuses another's.
///
/// ```
/// use genkit::ModelRef;
/// let model = ModelRef::named("acme/chat").config(serde_json::json!({"temperature": 0.2}));
/// assert_eq!(model.name(), "acme/chat");
/// ```
#[derive(Debug)]
pub struct ModelRef<C = Value> {
    name: String,
    config: Map<String, Value>,
    takes: PhantomData<fn(C)>,
}

impl ModelRef {
    /// The model of this name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), config: Map::new(), takes: PhantomData }
    }
}

impl<C> ModelRef<C> {
    /// The model of a handle, or of a plugin's typed name.
    #[must_use]
    pub fn typed(name: impl Into<String>) -> Self {
        Self { name: name.into(), config: Map::new(), takes: PhantomData }
    }

    /// The model of a handle.
    #[must_use]
    pub fn of<M: ModelHandle<Request = ModelRequest<C>>>() -> Self {
        Self::typed(<M as Handle>::DEF.name())
    }

    /// What to ask it with, over what was set before. What is not an object once written as JSON is left out.
    #[must_use]
    pub fn config(mut self, config: C) -> Self
    where
        C: Serialize,
    {
        if let Ok(Value::Object(config)) = serde_json::to_value(config) {
            self.config.extend(config.into_iter().filter(|(_, value)| !value.is_null()));
        }
        self
    }

    /// The version to ask.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.config.insert("version".to_owned(), version.into().into());
        self
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The configuration as JSON.
    #[must_use]
    pub fn config_json(&self) -> &Map<String, Value> {
        &self.config
    }

    pub(crate) fn erase(self) -> ModelRef {
        ModelRef { name: self.name, config: self.config, takes: PhantomData }
    }
}

impl<C> Clone for ModelRef<C> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), config: self.config.clone(), takes: PhantomData }
    }
}

impl From<&str> for ModelRef {
    fn from(name: &str) -> Self {
        ModelRef::named(name)
    }
}

impl From<String> for ModelRef {
    fn from(name: String) -> Self {
        ModelRef::named(name)
    }
}
