//! What holds for the cases together.

mod case;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use case::Case;
use report::Report;

/// Fails with what is amiss, a line each.
fn none(amiss: &[String]) {
    assert!(amiss.is_empty(), "\n{}\n", amiss.join("\n"));
}

fn failing() -> Vec<Case> {
    Case::all().into_iter().filter(|case| case.fails).collect()
}

#[test]
fn there_are_enough_cases_in_every_group() {
    let cases = Case::all();
    let groups: BTreeSet<&str> = cases.iter().map(|case| case.group.as_str()).collect();
    for group in [
        "agents",
        "arguments",
        "background_models",
        "bounds",
        "doubles",
        "entry",
        "hygiene",
        "kinds",
        "middleware",
        "models",
        "names",
        "prompts",
        "signatures",
        "tools",
    ] {
        assert!(groups.contains(group), "no group {group}");
    }
    assert!(cases.len() >= 150, "{} cases", cases.len());
}

#[test]
fn every_mistake_makes_one_error() {
    let amiss: Vec<String> = failing()
        .iter()
        .filter_map(|case| {
            let Some(stderr) = &case.stderr else { return Some(format!("{}: no .stderr", case.name)) };
            let (found, expected) = (Report::all(stderr).len(), case.errors());
            let explained = expected == 1 || case.said("because").is_some();
            let why = if explained { "" } else { "; say why in a line `//# because: ..`" };
            (found != expected || !explained)
                .then(|| format!("{}: {found} errors for {expected}{why}", case.name))
        })
        .collect();
    none(&amiss);
}

#[test]
fn no_message_stands_in_another_file_or_is_drowned() {
    let mut amiss = Vec::new();
    for case in failing() {
        let stderr = case.stderr.clone().unwrap_or_default();
        if stderr.lines().any(|line| line.starts_with("warning")) {
            amiss.push(format!("{}: a warning beside the error", case.name));
        }
        if stderr.contains("$RUST") {
            amiss.push(format!("{}: shows the standard library, where its source is installed", case.name));
        }
        let lines = stderr.lines().count();
        if lines > 32 * case.errors() {
            amiss.push(format!("{}: {lines} lines", case.name));
        }
        for report in Report::all(&stderr).iter().filter(|report| report.file != case.name) {
            amiss.push(format!("{}: points at {}", case.name, report.file));
        }
    }
    none(&amiss);
}

#[test]
fn every_error_is_at_the_users_token() {
    let mut amiss = Vec::new();
    for case in failing().iter().filter(|case| case.said("at the attribute").is_none()) {
        for report in Report::all(case.stderr.as_deref().unwrap_or_default()) {
            // GK0022 is about an attribute.
            let about = report.message.contains("remove") || report.message.ends_with("[GK0022]");
            let attribute = report.token() == "attribute" && !about;
            if attribute || report.underlined.is_empty() {
                amiss.push(format!("{}: `{}` is under `{}`", case.name, report.message, report.underlined));
            }
        }
    }
    none(&amiss);
}

#[test]
fn no_two_cases_show_the_same() {
    let mut seen: BTreeMap<(String, &'static str, String), String> = BTreeMap::new();
    let mut amiss = Vec::new();
    for case in failing().iter().filter(|case| case.errors() == 1) {
        for report in Report::all(case.stderr.as_deref().unwrap_or_default()) {
            let shown = (report.message.clone(), report.token(), report.label.clone());
            let first = seen.entry(shown).or_insert_with(|| case.name.clone());
            if *first != case.name && case.said("again").is_none() {
                amiss.push(format!(
                    "{}: as {first}: {}; say in a line `//# again: ..` what is different",
                    case.name, report.message
                ));
            }
        }
    }
    none(&amiss);
}

/// The table of codes of the macros: each is shown by a case.
#[test]
fn every_code_has_a_case() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../genkit-macros/src/errors.rs");
    let table = std::fs::read_to_string(table).unwrap();
    let codes = table.split('"').filter(|text| text.len() == 6 && text.starts_with("GK"));
    let shown: String = failing().iter().filter_map(|case| case.stderr.clone()).collect();
    let amiss: Vec<String> = codes
        .filter(|code| !shown.contains(&format!("[{code}]")))
        .map(|code| format!("{code}: no case"))
        .collect();
    none(&amiss);
}
