//! What the provider has, for developer tools.

use std::sync::Arc;

use genkit::http::Method;
use genkit::{Action, ActionType, Genkit, Result, Status};
use serde_json::Value;

use crate::backend::{Backend, Call, Place};
use crate::family::{Family, short};
use crate::make;

/// The models that the provider lists; none without a key.
///
/// # Errors
/// What the provider says.
pub(crate) async fn list(backend: &Arc<Backend>, ai: &Genkit) -> Result<Vec<Value>> {
    let (path, member) = if backend.is_vertex() {
        ("publishers/google/models", "publisherModels")
    } else {
        ("models?pageSize=1000", "models")
    };
    let call = Call::default();
    let request = match backend.request(ai, Method::GET, Place::Path(path), &call).await {
        Ok(request) => request,
        Err(error) if error.status() == Status::FailedPrecondition => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let answer = backend.endpoint.http().json(ai, request).await?;
    let models = answer.get(member).and_then(Value::as_array).into_iter().flatten();
    let mut found: Vec<(ActionType, &str)> = models.filter_map(kind).collect();
    found.sort_unstable();
    found.dedup();
    let described = |(kind, name): (ActionType, &str)| make::actions(backend, kind, name);
    Ok(found.into_iter().flat_map(described).map(|action: Action| action.describe()).collect())
}

/// What a listed model is; `None` for what this plugin does not ask.
fn kind(model: &Value) -> Option<(ActionType, &str)> {
    let name = model.get("name")?.as_str()?;
    let name = short(name);
    let old = |text: &Value| text.as_str().is_some_and(|t| t.to_lowercase().contains("deprecated"));
    if model.get("description").is_some_and(old) {
        return None;
    }
    let methods = model.get("supportedGenerationMethods").and_then(Value::as_array);
    // Vertex AI lists no methods.
    let can = |method: &str| methods.is_none_or(|all| all.iter().any(|m| m == method));
    if name.contains("embedding") {
        return can("embedContent").then_some((ActionType::Embedder, name));
    }
    let kind = match Family::of(name) {
        Family::Veo => can("predictLongRunning").then_some(ActionType::BackgroundModel),
        Family::DeepResearch => Some(ActionType::BackgroundModel),
        Family::Imagen => can("predict").then_some(ActionType::Model),
        Family::Lyria | Family::Antigravity => Some(ActionType::Model),
        _ if methods.is_none() && !name.starts_with("gemini-") => None,
        _ => can("generateContent").then_some(ActionType::Model),
    };
    Some((kind?, name))
}
