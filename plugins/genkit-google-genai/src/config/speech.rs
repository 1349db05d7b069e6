//! Voices.

use genkit::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::GeminiConfig;

/// The configuration of models that speak.
///
/// ```
/// use genkit_google_genai::{SpeechConfig, TtsConfig, google_ai};
/// let model = google_ai::tts("gemini-2.5-flash-preview-tts")
///     .config(TtsConfig { speech_config: Some(SpeechConfig::voice("Algenib")), ..Default::default() });
/// # let _ = model;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct TtsConfig {
    /// Who speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speech_config: Option<SpeechConfig>,
    /// What all models of Gemini take.
    #[serde(flatten)]
    pub gemini: GeminiConfig,
}

/// Who speaks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct SpeechConfig {
    /// One voice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice_config: Option<Voice>,
    /// Several, by the names that the text gives them: `{"speakerVoiceConfigs": [{"speaker", "voiceConfig"}]}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multi_speaker_voice_config: Option<Map<String, Value>>,
    /// The language, for example `de-DE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_code: Option<String>,
    /// Whatever else the provider takes.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A voice: `{"prebuiltVoiceConfig": {"voiceName": ".."}}`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Voice {
    /// A voice of the provider's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prebuilt_voice_config: Option<Map<String, Value>>,
    /// Whatever else the provider takes.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Voice {
    /// A voice of the provider's by its name, for example `Algenib`.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let named = Map::from_iter([("voiceName".to_owned(), name.into())]);
        Self { prebuilt_voice_config: Some(named), ..Self::default() }
    }
}

impl SpeechConfig {
    /// One voice by its name, for example `Algenib`.
    #[must_use]
    pub fn voice(name: &str) -> Self {
        Self { voice_config: Some(Voice::named(name)), ..Self::default() }
    }

    /// Several who speak, as `[("Ada", "Kore"), ("Bob", "Puck")]`.
    #[must_use]
    pub fn speakers<'a>(speakers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let each = |(speaker, voice)| json!({"speaker": speaker, "voiceConfig": Voice::named(voice)});
        let each: Vec<Value> = speakers.into_iter().map(each).collect();
        let all = Map::from_iter([("speakerVoiceConfigs".to_owned(), each.into())]);
        Self { multi_speaker_voice_config: Some(all), ..Self::default() }
    }
}
