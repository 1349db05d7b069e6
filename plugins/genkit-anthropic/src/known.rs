//! What is known of models by their names.

use genkit::{Constrained, ModelSupports};

/// Models from before answers could be held to a schema.
const WITHOUT_SCHEMA: [&str; 6] =
    ["claude-2", "claude-3", "claude-instant", "claude-opus-4-2", "claude-sonnet-4-2", "claude-haiku-4-2"];

/// True if the provider itself holds the answer of this model to a schema.
pub(crate) fn takes_schema(model: &str) -> bool {
    let old = WITHOUT_SCHEMA.iter().any(|start| model.starts_with(start));
    !old && !matches!(model, "claude-opus-4" | "claude-sonnet-4" | "claude-opus-4-0" | "claude-sonnet-4-0")
}

pub(crate) fn supports(model: &str) -> ModelSupports {
    ModelSupports {
        multiturn: Some(true),
        media: Some(true),
        tools: Some(true),
        tool_choice: Some(true),
        system_role: Some(true),
        output: Some(vec!["text".to_owned(), "json".to_owned()]),
        // A model that cannot be held to a schema is made to call a tool of that schema.
        constrained: Some(if takes_schema(model) { Constrained::All } else { Constrained::NoTools }),
        ..ModelSupports::default()
    }
}
