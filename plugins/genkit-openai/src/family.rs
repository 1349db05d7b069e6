//! Which door of the API a model stands behind, by its name.

/// A kind of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Chat completions.
    Chat,
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
        if name.contains("embedding") {
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
