//! A model of a family, before it has a configuration.

use serde::Serialize;

use super::ModelRef;
use crate::ai::generate::IntoModel;

/// A model whose configuration is of the family's own type; with one it is a [`ModelRef`] as any other.
///
/// ```
/// use genkit::{ModelRef, TypedModel};
///
/// #[derive(serde::Serialize)]
/// struct VideoConfig {
///     seconds: u32,
/// }
///
/// fn video(name: &str) -> TypedModel<VideoConfig> {
///     TypedModel::new(format!("acme/{name}"))
/// }
///
/// let model: ModelRef = video("film-1").config(VideoConfig { seconds: 8 });
/// assert_eq!((model.name(), &model.config_json()["seconds"]), ("acme/film-1", &8.into()));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a model does nothing until it is asked"]
pub struct TypedModel<C>(ModelRef<C>);

impl<C> TypedModel<C> {
    /// The model of this name, its plugin's name included.
    pub fn new(name: impl Into<String>) -> Self {
        Self(ModelRef::typed(name))
    }

    /// The version to ask.
    pub fn version(self, version: impl Into<String>) -> Self {
        Self(self.0.version(version))
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// The model with a configuration. What is `null` in it is left out.
    #[must_use]
    pub fn config(self, config: C) -> ModelRef
    where
        C: Serialize,
    {
        self.0.config(config).erase()
    }
}

impl<C> IntoModel for TypedModel<C> {
    fn into_model(self) -> ModelRef {
        self.0.erase()
    }
}

impl<C> From<TypedModel<C>> for ModelRef {
    fn from(model: TypedModel<C>) -> Self {
        model.0.erase()
    }
}
