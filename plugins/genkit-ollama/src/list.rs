//! What the server has, for developer tools.

use std::sync::Arc;

use genkit::{Genkit, Result};
use serde_json::Value;

use crate::plugin::Server;
use crate::{details, embed, model};

/// The models that the server has, each with what it can do.
///
/// # Errors
/// `UNAVAILABLE` if there is no server.
pub(crate) async fn list(server: &Arc<Server>, ai: &Genkit) -> Result<Vec<Value>> {
    let answer =
        server.endpoint.http().json(ai, server.get("/api/tags")?).await.map_err(|e| server.explained(e))?;
    let models = answer.get("models").and_then(Value::as_array).into_iter().flatten();
    let names = models.filter_map(|model| model.get("model").or_else(|| model.get("name"))?.as_str());
    let mut all = Vec::new();
    for name in names {
        let details = details::show(server, ai, name).await.unwrap_or_default();
        // Older servers do not say; names do.
        let embeds = details.can("embedding").unwrap_or_else(|| name.contains("embed"));
        let answers = details.can("completion").unwrap_or(!embeds);
        if embeds {
            all.push(embed::embedder(server.clone(), name).describe());
        }
        if answers {
            all.push(model::model(server.clone(), name, Some(&details)).describe());
        }
    }
    Ok(all)
}
