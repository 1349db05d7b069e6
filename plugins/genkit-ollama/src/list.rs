//! What the server has, for developer tools.

use std::sync::Arc;

use genkit::{ActionType, Genkit, Result};
use serde_json::Value;

use crate::plugin::{Server, hint};

/// The models that the server has loaded down.
///
/// # Errors
/// `UNAVAILABLE` without a server.
pub(crate) async fn list(server: &Arc<Server>, ai: &Genkit) -> Result<Vec<Value>> {
    let answer = server.http.json(ai, server.get("/api/tags")?).await.map_err(hint)?;
    let models = answer.get("models").and_then(Value::as_array).into_iter().flatten();
    let names = models.filter_map(|model| model.get("name")?.as_str());
    let kind = |name: &str| if name.contains("embed") { ActionType::Embedder } else { ActionType::Model };
    Ok(names.filter_map(|name| Some(server.action(kind(name), name)?.describe())).collect())
}
