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
    /// An agent with a machine of its own.
    Antigravity,
}

impl Family {
    /// The family of this name.
    pub(crate) fn of(name: &str) -> Self {
        let begins = |with: &str| telling(name).starts_with(with);
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
        } else if begins("deep-research-") {
            Family::DeepResearch
        } else if begins("antigravity-") {
            Family::Antigravity
        } else if begins("gemma-") {
            Family::Gemma
        } else {
            Family::Gemini
        }
    }
}

/// A name without what may stand before it: `models/veo-3` is `veo-3`. What somebody made is not told apart by its name:
/// `tunedModels/veo-3` stays.
pub(crate) fn short(name: &str) -> &str {
    const BEFORE: [&str; 7] = [
        "background-model/",
        "model/",
        "models/",
        "embedders/",
        "googleai/",
        "vertexai/",
        "publishers/google/models/",
    ];
    let mut name = name.trim_start_matches('/');
    while let Some(rest) = BEFORE.iter().find_map(|before| name.strip_prefix(before)) {
        name = rest;
    }
    name
}

/// What tells the family: a whole path (`projects/P/locations/L/publishers/google/models/veo-3`) ends with it.
fn telling(name: &str) -> &str {
    let name = short(name);
    name.split_once("/publishers/google/models/").map_or(name, |(_, name)| name)
}

/// True for models that make videos, in the background: `veo-3.1-generate-preview`.
#[must_use]
pub fn is_veo_model(name: &str) -> bool {
    telling(name).starts_with("veo-")
}

/// True for models that make music: `lyria-3-pro-preview`.
#[must_use]
pub fn is_lyria_model(name: &str) -> bool {
    telling(name).starts_with("lyria-")
}

/// True for models that speak: `gemini-2.5-flash-preview-tts`.
#[must_use]
pub fn is_tts_model(name: &str) -> bool {
    let name = telling(name);
    name.starts_with("gemini-") && name.contains("-tts")
}

/// True for models that answer in text and pictures: `gemini-2.5-flash-image`.
#[must_use]
pub fn is_image_model(name: &str) -> bool {
    let name = telling(name);
    name.starts_with("gemini-") && name.contains("-image")
}

/// True for models that only draw: `imagen-4.0-generate-001`.
#[must_use]
pub fn is_imagen_model(name: &str) -> bool {
    let name = telling(name);
    name.starts_with("imagen-") || name.starts_with("virtual-try-on-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What may stand before a name of Google's own.
    const BEFORE: [&str; 7] = [
        "",
        "models/",
        "googleai/",
        "/model/googleai/",
        "/background-model/vertexai/models/",
        "publishers/google/models/",
        "projects/p/locations/us-central1/publishers/google/models/",
    ];

    #[test]
    fn names_are_told_apart() {
        for (names, family) in [
            (&["veo-2.0-generate-001", "veo-3.1-lite-generate-preview", "veo-9"][..], Family::Veo),
            (&["lyria-002", "lyria-3-pro-preview", "lyria-3.5", "lyria-realtime-exp"], Family::Lyria),
            (&["gemini-2.5-flash-preview-tts", "gemini-3.8-flash-lite-tts", "gemini-9-tts-2"], Family::Tts),
            (&["gemini-2.5-flash-image", "gemini-3-pro-image-preview", "gemini-9-image"], Family::Image),
            (&["imagen-4.0-ultra-generate-001", "imagen-5", "virtual-try-on-001"], Family::Imagen),
            (&["deep-research-max-preview-04-2026", "deep-research-2"], Family::DeepResearch),
            (&["antigravity-preview-05-2026", "antigravity-preview-latest"], Family::Antigravity),
            (&["gemma-4-31b-it", "gemma-9"], Family::Gemma),
            (
                &[
                    "gemini-2.5-flash",
                    "gemini-9-ultra",
                    "gemini-embedding-001",
                    "gemini-2.5-flash-native-audio-latest",
                    "gemini-flash-latest",
                    "veo",
                    "my-veo-3",
                    "novelty-1",
                    "text-to-image-1",
                ],
                Family::Gemini,
            ),
        ] {
            for name in names {
                for before in BEFORE {
                    let name = format!("{before}{name}");
                    assert_eq!(Family::of(&name), family, "{name}");
                    assert_eq!(is_veo_model(&name), family == Family::Veo, "{name}");
                    assert_eq!(is_lyria_model(&name), family == Family::Lyria, "{name}");
                    assert_eq!(is_tts_model(&name), family == Family::Tts, "{name}");
                    assert_eq!(is_image_model(&name), family == Family::Image, "{name}");
                    assert_eq!(is_imagen_model(&name), family == Family::Imagen, "{name}");
                }
            }
        }
    }

    #[test]
    fn what_somebody_made_is_asked_for_text() {
        for name in [
            "tunedModels/veo-3",
            "tunedModels/lyria-imagen-tts",
            "endpoints/1234",
            "projects/p/locations/l/endpoints/veo-1",
            "publishers/somebody/models/veo-3",
            "",
        ] {
            assert_eq!(Family::of(name), Family::Gemini, "{name}");
        }
    }

    #[test]
    fn what_stands_before_a_name_is_left_out() {
        assert_eq!(short("/model/googleai/models/veo-3"), "veo-3");
        assert_eq!(short("publishers/google/models/veo-3"), "veo-3");
        assert_eq!(short("tunedModels/veo-3"), "tunedModels/veo-3");
    }
}
