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

config! {
    /// Who speaks.
    pub struct SpeechConfig {
        /// One voice.
        pub voice_config: Voice,
        /// Several, by the names that the text gives them: `{"speakerVoiceConfigs": [{"speaker", "voiceConfig"}]}`.
        pub multi_speaker_voice_config: Map<String, Value>,
        /// The language, for example `de-DE`.
        pub language_code: String,
    }
}

config! {
    /// A voice: `{"prebuiltVoiceConfig": {"voiceName": ".."}}`.
    pub struct Voice {
        /// A voice of the provider's.
        pub prebuilt_voice_config: Map<String, Value>,
    }
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
