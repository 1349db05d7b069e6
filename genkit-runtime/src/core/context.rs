//! The values that a run carries to everything below it: who asks (`auth`) and whatever else the application needs.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::error::{Error, Result};

/// The values of a run that reach every flow, tool and model below it.
///
/// An open JSON object; by custom `auth` tells who asks, and `secrets` holds what no trace may show (both are written
/// into traces as `<redacted>`). Cloning is cheap.
///
/// ```
/// use genkit::Context;
/// let context = Context::new().with("tenant", "acme").with_auth(serde_json::json!({"uid": "ada"}));
/// assert_eq!(context.get::<String>("tenant")?, Some("acme".to_owned()));
/// assert_eq!(context.auth().unwrap()["uid"], "ada");
/// # Ok::<(), genkit::Error>(())
/// ```
#[derive(Clone, Serialize, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct Context(Arc<Map<String, Value>>);

static EMPTY: LazyLock<Arc<Map<String, Value>>> = LazyLock::new(Arc::default);

impl Context {
    /// A context without values.
    #[must_use]
    pub fn new() -> Self {
        Self(EMPTY.clone())
    }

    /// Sets one value.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        Arc::make_mut(&mut self.0).insert(name.into(), value.into());
        self
    }

    /// Sets who asks: an object such as `{"uid": "ada", "token": {..}}`.
    #[must_use]
    pub fn with_auth(self, auth: impl Into<Value>) -> Self {
        self.with("auth", auth)
    }

    /// One value as a type; `None` where there is none.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the value is there and is not a `T`.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        self.0.get(name).map(T::deserialize).transpose().map_err(|e| {
            Error::invalid_argument(format!("the context's `{name}` is not what is asked for: {e}"))
        })
    }

    /// Who asks, if that is known.
    #[must_use]
    pub fn auth(&self) -> Option<&Value> {
        self.0.get("auth")
    }

    /// Who asks, to be compared: without the token itself, for a user whose token is renewed is the same.
    pub(crate) fn principal(&self) -> Option<Value> {
        let mut auth = self.auth()?.clone();
        if let Some(members) = auth.as_object_mut() {
            members.shift_remove("token");
        }
        Some(auth)
    }

    /// All values.
    #[must_use]
    pub fn values(&self) -> &Map<String, Value> {
        &self.0
    }

    /// True if there are no values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These values, and under them those of `defaults`.
    #[must_use]
    pub(crate) fn over(&self, defaults: &Context) -> Context {
        if defaults.is_empty() {
            return self.clone();
        }
        if self.is_empty() {
            return defaults.clone();
        }
        let mut merged = (*defaults.0).clone();
        merged.extend(self.0.iter().map(|(k, v)| (k.clone(), v.clone())));
        Self(Arc::new(merged))
    }

    /// For traces: the values, with who asks and the secrets blanked.
    pub(crate) fn redacted(&self) -> Value {
        let mut shown = (*self.0).clone();
        for hidden in ["auth", "secrets"] {
            if let Some(value) = shown.get_mut(hidden) {
                *value = Value::from("<redacted>");
            }
        }
        Value::Object(shown)
    }
}

impl Default for Context {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Map<String, Value>> for Context {
    fn from(values: Map<String, Value>) -> Self {
        Self(Arc::new(values))
    }
}

/// Shows names only: values may be secret.
impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Context").field(&self.0.keys().collect::<Vec<_>>()).finish()
    }
}
