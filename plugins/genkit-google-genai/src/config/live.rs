//! Conversations in real time.

use genkit::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{GeminiConfig, SpeechConfig};

/// The configuration of conversations in real time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LiveConfig {
    /// Who speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speech_config: Option<SpeechConfig>,
    /// When somebody is heard to speak: `{"automaticActivityDetection": {"disabled": true}}` leaves that to the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realtime_input_config: Option<Map<String, Value>>,
    /// `{}` to be told in words what is heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_audio_transcription: Option<Map<String, Value>>,
    /// `{}` to be told in words what is spoken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_audio_transcription: Option<Map<String, Value>>,
    /// `{}` to be told handles, `{"handle": ".."}` to go on from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_resumption: Option<Map<String, Value>>,
    /// What is forgotten of long conversations: `{"slidingWindow": {}}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_window_compression: Option<Map<String, Value>>,
    /// What all models of Gemini take; `response_modalities` are `["AUDIO"]` unless told otherwise.
    #[serde(flatten)]
    pub gemini: GeminiConfig,
}
