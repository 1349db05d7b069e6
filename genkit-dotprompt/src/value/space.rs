//! White space as JavaScript's `trim` and `\s` have it: Unicode's, with the byte order mark and without NEL.
//! Rust's own notion differs in just these two, and trimming must agree with Genkit's other languages.

pub(crate) fn is_space(c: char) -> bool {
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}

pub(crate) fn trim_start(text: &str) -> &str {
    text.trim_start_matches(is_space)
}

pub(crate) fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}
