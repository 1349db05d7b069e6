//! Differences from Genkit JS on purpose: each changes what is expected, and is written down with its reason.

use std::fmt::Write;
use std::path::Path;

use crate::Case;

/// A difference on purpose.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// What is different.
    pub what: &'static str,
    /// Why.
    pub why: &'static str,
    /// Changes what is expected of a case; true if the case is concerned.
    pub change: fn(&mut Case) -> bool,
}

/// The list as it stands in the plugin's `DIFFERENCES.md`.
pub(crate) fn listed(differences: &[(Difference, Vec<String>)]) -> String {
    let mut text = String::from(
        "# Differences from Genkit JS\n\nOn purpose, each with its reason. The witness tests hold this list: a difference \
         that is not here fails them,\nand so does one that no case shows any more. Written by them with `UPDATE=1`.\n\n\
         | what | why | cases |\n| --- | --- | --- |\n",
    );
    for (difference, cases) in differences {
        let more = cases.len().saturating_sub(4);
        let mut shown = cases.iter().take(4).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        if more > 0 {
            let _ = write!(shown, " and {more} more");
        }
        let _ = writeln!(text, "| {} | {} | {shown} |", difference.what, difference.why);
    }
    text
}

/// Compares the list with the file, or writes it.
pub(crate) fn check(package: &str, text: &str) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(package).join("DIFFERENCES.md");
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(&path, text).map_err(|e| e.to_string());
    }
    let is = std::fs::read_to_string(&path).unwrap_or_default();
    if is == text {
        Ok(())
    } else {
        Err(format!("{package}/DIFFERENCES.md is not up to date: run with UPDATE=1"))
    }
}
