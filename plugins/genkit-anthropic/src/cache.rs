//! What the provider shall remember of a request.

use genkit::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Marks the end of what the provider shall remember: everything up to here is read from its cache the next time.
///
/// It stands in the metadata of a part or of a whole message, under `cache_control`; at
/// [`AnthropicConfig::cache_control`](crate::AnthropicConfig::cache_control) it is for all of the request. A message with
/// Genkit's own mark, `{"cache": {"ttlSeconds": 300}}`, is remembered as well.
///
/// ```
/// use genkit::Part;
/// use genkit_anthropic::CacheControl;
/// let manual = Part::text("A long manual ...").with_metadata("cache_control", CacheControl::hour());
/// assert_eq!(manual.meta("cache_control").unwrap()["ttl"], "1h");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CacheControl {
    /// The kind of cache: `ephemeral`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For how long: `5m`, which it is if nothing is said, or `1h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl: Option<String>,
}

impl CacheControl {
    /// For five minutes after the last use.
    #[must_use]
    pub fn ephemeral() -> Self {
        Self { kind: "ephemeral".to_owned(), ttl: None }
    }

    /// For an hour after the last use.
    #[must_use]
    pub fn hour() -> Self {
        Self { ttl: Some("1h".to_owned()), ..Self::ephemeral() }
    }

    /// Genkit's own mark, `{"ttlSeconds": 300}` or `true`, in the provider's words.
    pub(crate) fn of_genkit(mark: &Value) -> Option<Self> {
        let seconds = mark.get("ttlSeconds").and_then(Value::as_f64);
        match seconds {
            Some(seconds) if seconds > 300.0 => Some(Self::hour()),
            Some(_) => Some(Self::ephemeral()),
            None => mark.as_bool().unwrap_or_default().then(Self::ephemeral),
        }
    }
}

impl From<CacheControl> for Value {
    fn from(control: CacheControl) -> Self {
        json!(control)
    }
}
