//! Which door of the API a model stands behind, by its name.

/// A kind of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Chat completions.
    Chat,
    /// The Responses API.
    Responses,
    /// Text to vectors.
    Embed,
    /// Text to pictures.
    Image,
    /// Text to speech.
    Speech,
    /// Speech to text.
    Transcribe,
}

impl Family {
    /// The family of this name, as Genkit tells them apart.
    pub(crate) fn of(name: &str) -> Self {
        if name.starts_with("responses/") || is_responses_only(name) {
            Family::Responses
        } else if name.contains("embedding") {
            Family::Embed
        } else if is_image_model(name) {
            Family::Image
        } else if is_tts_model(name) {
            Family::Speech
        } else if is_transcription_model(name) {
            Family::Transcribe
        } else {
            Family::Chat
        }
    }
}

/// True for models that draw.
#[must_use]
pub fn is_image_model(name: &str) -> bool {
    ["gpt-image", "dall-e", "grok-2-image", "chatgpt-image"].iter().any(|mark| name.contains(mark))
}

/// True for models that speak.
#[must_use]
pub fn is_tts_model(name: &str) -> bool {
    name.contains("tts")
}

/// True for models that write down what is said.
#[must_use]
pub fn is_transcription_model(name: &str) -> bool {
    name.contains("whisper") || name.contains("transcribe")
}

/// True for models that answer through the Responses API only.
#[must_use]
pub fn is_responses_only(name: &str) -> bool {
    let pro = name.starts_with("o1-pro") || name.starts_with("o3-pro") || name.starts_with("gpt-5-pro");
    pro || name.contains("-codex") || name.starts_with("codex-") || name.contains("deep-research")
}
