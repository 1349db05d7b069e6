//! What a prompt says of itself to developer tools.

use serde_json::{Map, Value, json};

use super::define::Definition;
use crate::ai::tool::ToolRef;

/// `{"type": "prompt", "prompt": {..}}` and the prompt's own metadata.
pub(super) fn metadata(prompt: &Definition) -> Map<String, Value> {
    let call = &prompt.call;
    let mut about = prompt.about.clone();
    let tools: Vec<&str> = prompt.tools.iter().map(ToolRef::name).collect();
    let input = prompt.input.as_ref().map_or_else(|| json!({}), |schema| json!({"schema": schema}));
    let fields = [
        ("name", Some(json!(prompt.name))),
        ("variant", prompt.variant.as_deref().map(Value::from)),
        ("model", call.model.as_deref().map(Value::from)),
        ("config", call.config.clone()),
        ("input", Some(input)),
        ("tools", Some(json!(tools))),
        ("toolChoice", call.tool_choice.map(|choice| json!(choice))),
    ];
    about.extend(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    about.insert("use".to_owned(), json!(call.uses.as_deref().unwrap_or_default()));
    let mut metadata = Map::new();
    metadata.insert("type".to_owned(), "prompt".into());
    metadata.insert("prompt".to_owned(), about.into());
    metadata.extend(prompt.metadata.clone());
    metadata
}
