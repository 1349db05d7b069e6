//! A middleware as a generate call is given it: by name, or itself.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::define::Middleware;
use super::handle::{MiddlewareConfig, MiddlewareHandle};

/// A middleware by name, with a configuration. `C` is what it takes: a reference made from a handle refuses another's.
///
/// On the wire it is `{"name": "retry", "config": {"maxRetries": 5}}`; a name alone is read, too.
///
/// ```
/// use genkit::MiddlewareRef;
/// let retry = MiddlewareRef::named("retry").config(serde_json::json!({"maxRetries": 5}));
/// assert_eq!(serde_json::to_string(&retry)?, r#"{"name":"retry","config":{"maxRetries":5}}"#);
/// # Ok::<(), genkit::Error>(())
/// ```
pub struct MiddlewareRef<C = Value> {
    pub(super) name: Cow<'static, str>,
    /// Boxed, since it is moved with each option of a call.
    pub(super) config: Option<Box<Value>>,
    /// The middleware itself, where it is given and not only named.
    pub(super) given: Option<Middleware>,
    takes: PhantomData<fn(C)>,
}

impl MiddlewareRef {
    /// The middleware that is registered under this name.
    #[must_use]
    pub fn named(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), config: None, given: None, takes: PhantomData }
    }
}

impl<C> MiddlewareRef<C> {
    /// The middleware of a handle: a function with [`#[middleware]`](macro@crate::middleware). It need not be registered.
    #[must_use]
    #[track_caller]
    pub fn of<H: MiddlewareHandle<Config = C>>() -> Self {
        let given = Some(Middleware::of::<H>());
        Self { name: Cow::Borrowed(H::NAME), config: None, given, takes: PhantomData }
    }

    /// What configures it.
    #[must_use]
    pub fn config(mut self, config: C) -> Self
    where
        C: Serialize,
    {
        self.config = serde_json::to_value(config).ok().filter(|config| !config.is_null()).map(Box::new);
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The configuration as JSON.
    #[must_use]
    pub fn config_json(&self) -> Option<&Value> {
        self.config.as_deref()
    }

    fn erase(self) -> MiddlewareRef {
        MiddlewareRef { name: self.name, config: self.config, given: self.given, takes: PhantomData }
    }
}

/// What can stand around a generate call: a closure's [`Middleware`], a configuration that is a middleware itself, a
/// [`MiddlewareRef`], a name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware",
    label = "not a middleware",
    note = "a middleware is `middleware::model(|request, ctx, next| ..)`, `MiddlewareRef::of::<handle>()`, a configuration such as `Retry::new()`, or the name of a registered one"
)]
pub trait IntoMiddleware {
    /// The reference.
    fn into_middleware(self) -> MiddlewareRef;
}

impl IntoMiddleware for &'static str {
    fn into_middleware(self) -> MiddlewareRef {
        MiddlewareRef::named(self)
    }
}

impl IntoMiddleware for String {
    fn into_middleware(self) -> MiddlewareRef {
        MiddlewareRef::named(self)
    }
}

impl IntoMiddleware for Middleware {
    fn into_middleware(self) -> MiddlewareRef {
        let name = self.spelled();
        MiddlewareRef { name, config: None, given: Some(self), takes: PhantomData }
    }
}

impl<C> IntoMiddleware for MiddlewareRef<C> {
    fn into_middleware(self) -> MiddlewareRef {
        self.erase()
    }
}

#[diagnostic::do_not_recommend]
impl<H: MiddlewareHandle<Config = H> + MiddlewareConfig> IntoMiddleware for H {
    #[track_caller]
    fn into_middleware(self) -> MiddlewareRef {
        let config = serde_json::to_value(self.data()).ok().map(Box::new);
        let given = Some(Middleware::configured::<H>(self));
        MiddlewareRef { name: Cow::Borrowed(H::NAME), config, given, takes: PhantomData }
    }
}

impl<C> Clone for MiddlewareRef<C> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            config: self.config.clone(),
            given: self.given.clone(),
            takes: PhantomData,
        }
    }
}

/// The same name and configuration.
impl<C> PartialEq for MiddlewareRef<C> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.config == other.config
    }
}

impl<C> fmt::Debug for MiddlewareRef<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MiddlewareRef").field("name", &self.name).field("config", &self.config).finish()
    }
}

impl<C> Serialize for MiddlewareRef<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        if let Some(config) = &self.config {
            map.serialize_entry("config", config)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for MiddlewareRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire {
            Name(String),
            Object {
                name: String,
                #[serde(default)]
                config: Option<Box<Value>>,
            },
        }
        Ok(match Wire::deserialize(deserializer)? {
            Wire::Name(name) => Self::named(name),
            Wire::Object { name, config } => Self { config, ..Self::named(name) },
        })
    }
}

impl JsonSchema for MiddlewareRef {
    fn schema_name() -> Cow<'static, str> {
        "MiddlewareRef".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let schema = json!({
            "type": "object",
            "properties": {"name": {"type": "string"}, "config": {}},
            "required": ["name"]
        });
        schemars::Schema::try_from(schema).unwrap_or_default()
    }
}
