//! What a tool is told of the registry.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::core::action::Source;
use crate::core::app::Genkit;
use crate::core::error::{Error, Result};

/// Every action by its key. Members that are `null` are left out: tools refuse them.
pub(super) async fn actions(ai: &Genkit) -> Result<BTreeMap<String, Value>> {
    let mut actions = ai.describe_actions().await?;
    for action in actions.values_mut().filter_map(Value::as_object_mut) {
        action.retain(|_, value| !value.is_null());
        if let Some(metadata) = action.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.retain(|_, value| !value.is_null());
        }
    }
    Ok(actions)
}

/// The values of a kind that tools know.
///
/// # Errors
/// `INVALID_ARGUMENT` for any other kind.
pub(super) fn values(ai: &Genkit, kind: &str) -> Result<BTreeMap<String, Value>> {
    match kind {
        "defaultModel" | "middleware" => Ok(ai.values(kind)),
        other => Err(Error::invalid_argument(format!(
            "'type' {other} is not supported. Only 'defaultModel' and 'middleware' are supported"
        ))),
    }
}

/// Where the actions that macros declared stand: by key, `{"package": .., "source": "src/main.rs:7"}`.
pub(super) fn sources(ai: &Genkit) -> BTreeMap<String, Value> {
    let told = |source: Source| json!({"package": source.package, "source": source.to_string()});
    ai.registry().all().into_iter().map(|(key, action)| (key, told(action.source()))).collect()
}
