//! What the provider has, for developer tools.

use std::sync::Arc;

use genkit::{ActionType, Genkit, Result};
use serde_json::Value;

use crate::family::Family;
use crate::plugin::Provider;

/// Names of models that answer no chat.
const HIDDEN: [&str; 3] = ["babbage", "davinci", "codex"];

/// The models that the provider lists; none without a key.
///
/// # Errors
/// What the provider says.
pub(crate) async fn list(provider: &Arc<Provider>, ai: &Genkit) -> Result<Vec<Value>> {
    let Ok(request) = provider.endpoint.get("/models", None) else { return Ok(Vec::new()) };
    let answer = provider.endpoint.http().json(ai, request).await?;
    let models = answer.get("data").and_then(Value::as_array).into_iter().flatten();
    let mut names: Vec<&str> = models.filter_map(|model| model.get("id")?.as_str()).collect();
    names.retain(|name| !HIDDEN.iter().any(|hidden| name.contains(hidden)));
    names.sort_unstable();
    names.dedup();
    Ok(names.into_iter().filter_map(|name| described(provider, name)).collect())
}

fn described(provider: &Arc<Provider>, name: &str) -> Option<Value> {
    let kind = if Family::of(name) == Family::Embed { ActionType::Embedder } else { ActionType::Model };
    Some(provider.action(kind, name)?.describe())
}
