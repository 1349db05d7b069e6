//! A configuration that is checked and kept as it came.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A configuration read as a `C`, beside the JSON that it came as: members that `C` does not know, the order and the
/// form of numbers are kept for whoever sends them on. For plugins, as the `C` of a [`ModelRequest`](super::ModelRequest).
///
/// ```
/// use genkit::RawConfig;
///
/// #[derive(serde::Deserialize)]
/// struct Config {
///     temperature: Option<f64>,
/// }
///
/// let mut config: RawConfig<Config> = serde_json::from_str(r#"{"temperature": 1, "novelty": true}"#)?;
/// assert_eq!(config.typed.temperature, Some(1.0));
/// assert_eq!(config.take("temperature"), Some(1.into()));
/// assert_eq!(serde_json::json!(config.json), serde_json::json!({"novelty": true}));
/// # Ok::<(), genkit::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct RawConfig<C> {
    /// As its type.
    pub typed: C,
    /// As it came.
    pub json: Map<String, Value>,
}

impl<C> RawConfig<C> {
    /// Takes a member out of the JSON; one that is `null` is none.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.json.shift_remove(name).filter(|value| !value.is_null())
    }
}

impl<'de, C: DeserializeOwned> Deserialize<'de> for RawConfig<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Option::<Map<String, Value>>::deserialize(deserializer)?.unwrap_or_default();
        let whole = Value::Object(json);
        let typed = serde_path_to_error::deserialize::<_, C>(&whole).map_err(|error| {
            let at = error.path().to_string();
            // Without a member it is the whole that is wrong.
            if at == "." {
                D::Error::custom(error.inner())
            } else {
                D::Error::custom(format!("`{at}`: {}", error.inner()))
            }
        })?;
        let Value::Object(json) = whole else { return Err(D::Error::custom("not an object")) };
        Ok(Self { typed, json })
    }
}

impl<C: JsonSchema> JsonSchema for RawConfig<C> {
    fn schema_name() -> Cow<'static, str> {
        C::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        C::json_schema(generator)
    }
}
