//! The first message of a session.

use genkit::{ModelRequest, Result};
use serde_json::{Map, Value, json};

use crate::family::Family;
use crate::gemini::{Config, contents, take_tools};

/// Members of the configuration that stand beside `generationConfig`.
const BESIDE: [&str; 11] = [
    "realtimeInputConfig",
    "sessionResumption",
    "contextWindowCompression",
    "inputAudioTranscription",
    "outputAudioTranscription",
    "proactivity",
    "historyConfig",
    "avatarConfig",
    "safetySettings",
    "explicitVadSignal",
    "labels",
];

/// The setup, and what was said before.
pub(super) fn setup(
    model: &str,
    mut request: ModelRequest<Config>,
    vertex: bool,
) -> Result<(Value, Vec<Value>)> {
    let mut config = std::mem::take(&mut request.config);
    let (system, said) = contents(&request.messages, Family::Gemini, vertex)?;
    let mut setup = Map::from_iter([("model".to_owned(), model.into())]);
    setup.extend(system.map(|system| ("systemInstruction".to_owned(), system)));
    let (tools, _) = take_tools(&mut config, &request, vertex)?;
    if !tools.is_empty() {
        setup.insert("tools".to_owned(), tools.into());
    }
    for name in BESIDE {
        setup.extend(config.shift_remove(name).map(|value| (name.to_owned(), value)));
    }
    // Sound is what these models are for; text is asked for by name.
    config.entry("responseModalities").or_insert_with(|| json!(["AUDIO"]));
    setup.insert("generationConfig".to_owned(), config.into());
    Ok((json!({"setup": setup}), said))
}
