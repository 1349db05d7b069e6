//! Finding a model, and what is known of it.

use super::ModelInfo;
use crate::core::action::Action;
use crate::core::app::Genkit;
use crate::core::error::Result;
use crate::core::key::{ActionType, Key};

const MODELS: [ActionType; 2] = [ActionType::Model, ActionType::BackgroundModel];

/// The model or background model of this name or key.
///
/// # Errors
/// `NOT_FOUND` `Model '{name}' not found`; what a plugin fails with.
pub(crate) async fn find(ai: &Genkit, name: &str) -> Result<Action> {
    for kind in MODELS {
        if let Some(action) = ai.get(kind, name) {
            return Ok(action);
        }
    }
    for kind in MODELS {
        let key = name.parse().unwrap_or_else(|_| Key::new(kind, name));
        if let Some(action) = ai.lookup(&key).await? {
            return Ok(action);
        }
    }
    Err(ai.missing(&MODELS, name, format!("Model '{name}' not found")))
}

/// What is known of a model, read from its metadata once.
pub(crate) fn info_of(model: &Action) -> Option<&ModelInfo> {
    model.reading(|metadata| {
        let info = metadata.get("model").cloned().unwrap_or_default();
        serde_json::from_value::<ModelInfo>(info).unwrap_or_default()
    })
}
