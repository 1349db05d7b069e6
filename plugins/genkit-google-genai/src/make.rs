//! The actions behind a name.

use std::sync::Arc;

use genkit::{Action, ActionType};

use crate::backend::Backend;
use crate::family::Family;
use crate::{antigravity, embed, gemini, imagen, lyria, research, veo};

/// The actions that this key stands for; none if there are no such.
pub(crate) fn actions(backend: &Arc<Backend>, action_type: ActionType, name: &str) -> Vec<Action> {
    if name.is_empty() {
        return Vec::new();
    }
    match (action_type, Family::of(name)) {
        (ActionType::Embedder, _) => vec![embed::embedder(backend, name)],
        (ActionType::Model, Family::Imagen) => vec![imagen::model(backend, name)],
        (ActionType::Model, Family::Lyria) => vec![lyria::model(backend, name)],
        (ActionType::Model, Family::Veo | Family::DeepResearch) => Vec::new(),
        (ActionType::Model, Family::Antigravity) if !backend.is_vertex() => {
            vec![antigravity::model(backend, name)]
        }
        (ActionType::Model, family) => vec![gemini::model(backend, name, family)],
        (ActionType::BackgroundModel, Family::Veo) => veo::model(backend, name),
        (ActionType::BackgroundModel, Family::DeepResearch) if !backend.is_vertex() => {
            research::model(backend, name)
        }
        #[cfg(feature = "live")]
        (ActionType::Custom, _) if name.starts_with("live/") => vec![crate::live::action(backend, name)],
        // An operation that another process began is checked and stopped by name, too.
        (ActionType::CheckOperation, _) => companion(backend, name, "/check"),
        (ActionType::CancelOperation, _) => companion(backend, name, "/cancel"),
        _ => Vec::new(),
    }
}

fn companion(backend: &Arc<Backend>, name: &str, ending: &str) -> Vec<Action> {
    let model = name.strip_suffix(ending);
    model.map(|name| actions(backend, ActionType::BackgroundModel, name)).unwrap_or_default()
}
