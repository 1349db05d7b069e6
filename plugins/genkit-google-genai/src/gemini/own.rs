//! What only Vertex AI takes.

use genkit::{Ctx, Error, Result};
use serde_json::{Map, Value, json};

use super::Config;
use crate::backend::{Backend, Call, Vertex};

/// The tier of the service, which goes into headers.
pub(super) fn tier(config: &mut Config, call: &mut Call) {
    let tier = config.shift_remove("payGo").or_else(|| config.shift_remove("serviceTier"));
    let Some(tier) = tier.as_ref().and_then(Value::as_str).filter(|tier| *tier != "standard") else { return };
    let mut header = |name: &str, value: &str| call.headers.push((name.to_owned(), value.to_owned()));
    header("X-Vertex-AI-LLM-Shared-Request-Type", tier.strip_suffix("-only").unwrap_or(tier));
    if tier.ends_with("-only") {
        header("X-Vertex-AI-LLM-Request-Type", "shared");
    }
}

/// `vertexRetrieval` as the tool that searches a store of documents.
///
/// # Errors
/// `INVALID_ARGUMENT` if the store is not named.
pub(super) async fn retrieval(
    config: &mut Config,
    backend: &Backend,
    vertex: &Vertex,
    call: &Call,
    ctx: &Ctx,
) -> Result<()> {
    let Some(asked) = config.shift_remove("vertexRetrieval") else { return Ok(()) };
    let store = asked.get("datastore").and_then(Value::as_object);
    let text = |name: &str| store?.get(name)?.as_str().map(str::to_owned);
    let id = text("dataStoreId")
        .ok_or_else(|| Error::invalid_argument("vertexRetrieval needs `datastore.dataStoreId`"))?;
    let (project, location) = match (text("projectId"), text("location")) {
        (Some(project), Some(location)) => (project, location),
        (project, location) => {
            let site = vertex.site(ctx.ai(), backend.endpoint.http(), call).await?;
            (project.unwrap_or(site.project), location.unwrap_or(site.location))
        }
    };
    let path =
        format!("projects/{project}/locations/{location}/collections/default_collection/dataStores/{id}");
    let mut retrieval = Map::from_iter([("vertexAiSearch".to_owned(), json!({"datastore": path}))]);
    let silent = asked.get("disableAttribution").cloned();
    retrieval.extend(silent.map(|silent| ("disableAttribution".to_owned(), silent)));
    let tools = config.entry("tools").or_insert_with(|| json!([]));
    if let Some(tools) = tools.as_array_mut() {
        tools.push(json!({"retrieval": retrieval}));
    }
    Ok(())
}
