//! Names of documents. Firestore takes no `/`, no `.`, no `..`, nothing like `__x__`, and 1500 bytes at most.

use sha2::{Digest, Sha256};

/// How long a name may be before it is a digest.
const LONGEST: usize = 1500;

/// A text as the name of a document; no two texts have the same.
pub(crate) fn of(text: &str) -> String {
    // A colon ends the path in an address.
    let plain = |c: char| !c.is_control() && !"/%:".contains(c);
    let name = match text {
        "." => "%2E".to_owned(),
        ".." => "%2E.".to_owned(),
        _ => match text.strip_prefix("__") {
            Some(rest) => format!("%5F_{}", escaped(rest, plain)),
            None => escaped(text, plain),
        },
    };
    if name.len() <= LONGEST {
        return name;
    }
    let digest = Sha256::digest(text.as_bytes());
    // No other name begins like this.
    digest.iter().fold("%%".to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

/// A name as it stands in an address.
pub(crate) fn in_url(name: &str) -> String {
    escaped(name, |c| c.is_ascii_alphanumeric() || "-_.~()".contains(c))
}

fn escaped(text: &str, plain: impl Fn(char) -> bool) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        if plain(c) {
            name.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                name.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{in_url, of};

    #[test]
    fn every_text_has_a_name_of_its_own_that_firestore_takes() {
        let long = "long".repeat(400);
        let texts = ["a", "a/b", "a%2Fb", ".", "..", "%2E", "__a__", "%5F_a__", "_a", "\n", "é", &long];
        let names: HashSet<String> = texts.iter().map(|text| of(text)).collect();
        assert_eq!(names.len(), texts.len());
        for name in &names {
            assert!(!name.contains('/') && !name.starts_with("__") && !matches!(name.as_str(), "." | ".."));
            assert!(name.len() <= 1500, "{name}");
        }
        assert_eq!((of("a/b").as_str(), of("é").as_str()), ("a%2Fb", "é"));
        assert_eq!(in_url("a%2Fb é"), "a%252Fb%20%C3%A9");
    }
}
