//! What each family of models can do.

use genkit::{Constrained, ModelInfo, ModelSupports};
use serde_json::{Value, json};

use crate::family::{Family, short};

/// What is known of a model by its name.
pub(crate) fn info(plugin: &str, name: &str) -> ModelInfo {
    ModelInfo {
        label: Some(format!("{plugin}/{name}")),
        supports: Some(supports(name)),
        ..ModelInfo::default()
    }
}

/// The same as it stands in the metadata of an action, with the schema of the configuration.
pub(crate) fn metadata(info: &ModelInfo, config: Value) -> Value {
    let mut told = json!(info);
    if let Some(told) = told.as_object_mut() {
        told.insert("customOptions".to_owned(), config);
    }
    told
}

fn supports(name: &str) -> ModelSupports {
    let outputs = |kinds: &[&str]| Some(kinds.iter().map(|&k| k.to_owned()).collect());
    let all = |yes: bool| ModelSupports {
        multiturn: Some(yes),
        media: Some(yes),
        tools: Some(yes),
        tool_choice: Some(yes),
        system_role: Some(yes),
        ..ModelSupports::default()
    };
    // Before Gemini 3 a schema and tools in one request are refused.
    let old = ["gemini-1", "gemini-2"].iter().any(|old| short(name).starts_with(old));
    let constrained = Some(if old { Constrained::NoTools } else { Constrained::All });
    match Family::of(name) {
        Family::Gemini | Family::Gemma => {
            ModelSupports { constrained, output: outputs(&["text", "json"]), ..all(true) }
        }
        Family::Image => ModelSupports { constrained, output: outputs(&["text", "media"]), ..all(true) },
        Family::Tts => ModelSupports { output: outputs(&["media"]), ..all(false) },
        Family::Imagen => ModelSupports { media: Some(true), output: outputs(&["media"]), ..all(false) },
        Family::Lyria => {
            ModelSupports { media: Some(true), output: outputs(&["media", "text"]), ..all(false) }
        }
        Family::Veo => ModelSupports {
            media: Some(true),
            output: outputs(&["media"]),
            long_running: Some(true),
            ..all(false)
        },
        Family::Antigravity => ModelSupports {
            multiturn: Some(true),
            media: Some(true),
            output: outputs(&["text"]),
            ..all(false)
        },
        Family::DeepResearch => {
            let newer = !name.contains("-12-2025");
            ModelSupports {
                multiturn: Some(true),
                media: Some(newer),
                tools: Some(newer),
                output: outputs(if newer { &["text", "media"] } else { &["text"] }),
                long_running: Some(true),
                ..all(false)
            }
        }
    }
}
