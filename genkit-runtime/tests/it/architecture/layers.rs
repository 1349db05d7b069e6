//! Who may import whom inside the runtime.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::paths::paths;
use super::workspace::{files, root};

/// Each layer, and those it may use besides itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("ai", &["core"]),
    ("http", &["core"]),
    ("dev", &["core", "http"]),
    ("serve", &["core", "http"]),
    ("client", &["core", "http"]),
    ("testing", &["core", "ai", "http"]),
];

/// What stands in front of the layers: nothing below may go through it.
const FRONT: &[&str] = &["__private", "prelude"];

/// The layer of each name that the root gives out again.
fn given_out(root: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for statement in root.split(';') {
        let Some((_, path)) = statement.rsplit_once("pub use ") else { continue };
        let source = format!("use crate::{path};");
        for path in paths(&source, &[]) {
            let (Some(layer), Some(name)) = (path.first(), path.last()) else { continue };
            if LAYERS.iter().any(|(known, _)| known == layer) {
                names.insert(name.clone(), layer.clone());
            }
        }
    }
    names
}

/// The module that a file is, from the root of the crate.
fn module(file: &Path) -> Vec<String> {
    let mut parts: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

#[test]
fn each_layer_imports_only_those_below_it() {
    let src = root().join("genkit-runtime/src");
    let names = given_out(&fs::read_to_string(src.join("lib.rs")).unwrap());
    assert_eq!(names.get("Error").map(String::as_str), Some("core"), "{names:?}");
    assert_eq!(names.get("ModelRequest").map(String::as_str), Some("ai"), "{names:?}");
    let mut wrong = Vec::new();
    for (layer, below) in LAYERS {
        for file in files(&src.join(layer), "rs") {
            let inside = file.strip_prefix(&src).unwrap();
            for path in paths(&fs::read_to_string(&file).unwrap(), &module(inside)) {
                let Some(first) = path.first() else { continue };
                let known = LAYERS.iter().any(|(known, _)| known == first) || FRONT.contains(&first.as_str());
                let used = if known { Some(first) } else { names.get(first) };
                let Some(used) = used.filter(|used| used != layer && !below.contains(&used.as_str())) else {
                    continue;
                };
                wrong.push(format!("{} uses {} of `{used}`", inside.display(), path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "these imports go up:\n{}", wrong.join("\n"));
}

/// Developer tools see the registry as JSON, and only they speak HTTP so far.
#[test]
fn what_a_layer_needs_from_outside_stays_in_it() {
    let src = root().join("genkit-runtime/src");
    for layer in ["core", "ai", "testing"] {
        for file in files(&src.join(layer), "rs") {
            let text = fs::read_to_string(&file).unwrap();
            for weight in
                ["hyper::", "hyper_util::", "tokio_tungstenite::", "tracing_subscriber::", "tokio::net"]
            {
                assert!(!text.contains(weight), "{}: uses {weight}", file.display());
            }
        }
    }
}
