//! Expansions as they stand in `expansions/`; `UPDATE_EXPANSIONS=1 cargo test -p genkit-macros` writes them anew.

use std::fs;
use std::path::Path;

use proc_macro2::TokenStream;

use super::cases::cases;
use super::{expand, items, messages, pretty};

#[test]
fn expansions_are_as_written_down() {
    let cases = cases().into_iter();
    compare(cases.map(|(name, macro_name, options, item)| (name, expand(macro_name, &options, &item))));
}

/// Compares expansions with those that are written down, or writes them.
pub(super) fn compare(expansions: impl IntoIterator<Item = (&'static str, TokenStream)>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions");
    let update = std::env::var_os("UPDATE_EXPANSIONS").is_some();
    let mut changed = Vec::new();
    for (name, expansion) in expansions {
        assert_eq!(messages(&expansion), Vec::<String>::new(), "{name}");
        let (path, text) = (folder.join(format!("{name}.rs")), pretty(items(&expansion)));
        if update {
            fs::write(&path, &text).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != text {
            changed.push(format!("---- {name}\n{text}"));
        }
    }
    assert!(changed.is_empty(), "UPDATE_EXPANSIONS=1 accepts these:\n{}", changed.join("\n"));
}
