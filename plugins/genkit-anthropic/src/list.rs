//! What the provider has, for developer tools.

use std::sync::Arc;

use genkit::{Genkit, Result};
use serde_json::Value;

use crate::messages;
use crate::plugin::Provider;

/// The models that the provider lists, all pages of them; none without a key.
///
/// # Errors
/// What the provider says.
pub(crate) async fn list(provider: &Arc<Provider>, ai: &Genkit) -> Result<Vec<Value>> {
    let mut models = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = after.as_ref().map(|id| format!("&after_id={id}")).unwrap_or_default();
        let Ok(request) = provider.endpoint.get(&format!("/v1/models?limit=1000{page}"), None) else {
            return Ok(models);
        };
        let answer = provider.endpoint.http().json(ai, request).await?;
        let data = answer.get("data").and_then(Value::as_array).into_iter().flatten();
        for model in data {
            let Some(id) = model.get("id").and_then(Value::as_str) else { continue };
            let label = model.get("display_name").and_then(Value::as_str);
            models.push(messages::model(provider.clone(), id, label).describe());
        }
        let last = answer.get("last_id").and_then(Value::as_str).map(str::to_owned);
        let more = answer.get("has_more").and_then(Value::as_bool).unwrap_or_default();
        if !more || last.is_none() || last == after {
            return Ok(models);
        }
        after = last;
    }
}
