//! The actions behind a name.

use std::sync::Arc;

use genkit::{Action, ActionType};

use crate::backend::Backend;
use crate::family::Family;
use crate::gemini;

/// The actions that this key stands for; none if there are no such.
pub(crate) fn actions(backend: &Arc<Backend>, action_type: ActionType, name: &str) -> Vec<Action> {
    match (action_type, Family::of(name)) {
        (ActionType::Model, family @ (Family::Gemini | Family::Gemma | Family::Tts | Family::Image)) => {
            vec![gemini::model(backend, name, family)]
        }
        _ => Vec::new(),
    }
}
