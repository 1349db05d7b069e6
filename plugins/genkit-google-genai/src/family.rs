//! Which door of the API a model stands behind, by its name.

/// A kind of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Text, and whatever nobody knows.
    Gemini,
    /// Open weights: text without thoughts in the history.
    Gemma,
    /// Speech.
    Tts,
    /// Text and pictures.
    Image,
    /// Pictures.
    Imagen,
    /// Videos, later.
    Veo,
    /// Music.
    Lyria,
    /// Studies, later.
    DeepResearch,
}

impl Family {
    /// The family of this name.
    pub(crate) fn of(name: &str) -> Self {
        if is_veo_model(name) {
            Family::Veo
        } else if is_imagen_model(name) {
            Family::Imagen
        } else if is_lyria_model(name) {
            Family::Lyria
        } else if is_tts_model(name) {
            Family::Tts
        } else if is_image_model(name) {
            Family::Image
        } else if short(name).starts_with("deep-research-") {
            Family::DeepResearch
        } else if short(name).starts_with("gemma-") {
            Family::Gemma
        } else {
            Family::Gemini
        }
    }
}

/// A name without what may stand before it: `models/veo-3` is `veo-3`.
pub(crate) fn short(name: &str) -> &str {
    const BEFORE: [&str; 6] =
        ["background-model/", "model/", "models/", "embedders/", "googleai/", "vertexai/"];
    let mut name = name.trim_start_matches('/');
    while let Some(rest) = BEFORE.iter().find_map(|before| name.strip_prefix(before)) {
        name = rest;
    }
    name
}

/// True for models that make videos, in the background: `veo-3.1-generate-preview`.
#[must_use]
pub fn is_veo_model(name: &str) -> bool {
    short(name).starts_with("veo-")
}

/// True for models that make music: `lyria-3-pro-preview`.
#[must_use]
pub fn is_lyria_model(name: &str) -> bool {
    short(name).starts_with("lyria-")
}

/// True for models that speak: `gemini-2.5-flash-preview-tts`.
#[must_use]
pub fn is_tts_model(name: &str) -> bool {
    let name = short(name);
    name.starts_with("gemini-") && name.contains("-tts")
}

/// True for models that answer in text and pictures: `gemini-2.5-flash-image`.
#[must_use]
pub fn is_image_model(name: &str) -> bool {
    let name = short(name);
    name.starts_with("gemini-") && name.contains("-image")
}

/// True for models that only draw: `imagen-4.0-generate-001`.
#[must_use]
pub fn is_imagen_model(name: &str) -> bool {
    let name = short(name);
    name.starts_with("imagen-") || name.starts_with("virtual-try-on-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        for (name, family) in [
            ("veo-3.1-generate-preview", Family::Veo),
            ("models/veo-2.0-generate-001", Family::Veo),
            ("googleai/lyria-3-pro-preview", Family::Lyria),
            ("gemini-2.5-flash-preview-tts", Family::Tts),
            ("gemini-3.1-flash-tts-preview", Family::Tts),
            ("gemini-2.5-flash-image", Family::Image),
            ("vertexai/gemini-3-pro-image-preview", Family::Image),
            ("imagen-4.0-generate-001", Family::Imagen),
            ("virtual-try-on-001", Family::Imagen),
            ("deep-research-preview-04-2026", Family::DeepResearch),
            ("gemma-4-31b-it", Family::Gemma),
            ("gemini-2.5-flash", Family::Gemini),
            ("tunedModels/tea-lyria-veo", Family::Gemini),
            ("endpoints/1234", Family::Gemini),
        ] {
            assert_eq!(Family::of(name), family, "{name}");
        }
    }

    #[test]
    fn what_stands_before_a_name_is_left_out() {
        assert_eq!(short("/model/googleai/models/veo-3"), "veo-3");
        assert_eq!(short("tunedModels/veo-3"), "tunedModels/veo-3");
    }
}
