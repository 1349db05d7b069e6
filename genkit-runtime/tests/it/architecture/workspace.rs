//! What holds for every crate of the workspace.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A file of source may have so many lines; tests may have more.
const LONGEST: usize = 500;

/// The folder that holds the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub(crate) fn cargo(args: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(args).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "cargo {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every file below a folder, of this extension.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
        .into_iter()
        .flat_map(|path| match path.is_dir() {
            true => files(&path, extension),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect()
}

/// What cargo knows of each member.
fn members() -> Vec<Value> {
    let told = cargo(&["metadata", "--no-deps", "--format-version", "1", "--locked"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let members = told["packages"].as_array().unwrap().clone();
    assert!(members.len() >= 4, "only {} members", members.len());
    members
}

fn manifest(member: &Value) -> PathBuf {
    PathBuf::from(member["manifest_path"].as_str().unwrap())
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[test]
fn every_crate_has_the_lints_and_the_versions_of_the_workspace() {
    for member in members() {
        let (path, name) = (manifest(&member), &member["name"]);
        let text = fs::read_to_string(&path).unwrap();
        let inherits = text.contains("[lints]\nworkspace = true") || text.contains("lints.workspace = true");
        assert!(inherits, "{}: [lints] workspace = true is missing", shown(&path));
        // One fixture shows that crates of the edition before can use the macros.
        let edition = if name == "ui-tests-edition-2021" { "2021" } else { "2024" };
        assert_eq!(member["edition"], edition, "{name}");
        assert_eq!(member["rust_version"], "1.88", "{name}");
        assert_eq!(member["license"], "Apache-2.0", "{name}");
    }
}

#[test]
fn manifests_name_no_host() {
    for member in members() {
        for member_of in ["repository", "homepage", "documentation"] {
            assert_eq!(member[member_of], Value::Null, "{}: {member_of}", shown(&manifest(&member)));
        }
    }
}

#[test]
fn no_file_of_source_is_long() {
    let mut seen = 0;
    for member in members() {
        for path in files(&manifest(&member).with_file_name("src"), "rs") {
            if path.file_name().is_some_and(|name| name == "tests.rs") {
                continue;
            }
            seen += 1;
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            assert!(lines <= LONGEST, "{}: {lines} lines, at most {LONGEST}", shown(&path));
        }
    }
    assert!(seen > 100, "only {seen} files");
}

#[test]
fn folders_of_modules_have_a_mod_rs() {
    for member in members() {
        for path in files(&manifest(&member).with_file_name("src"), "rs") {
            assert!(!path.with_extension("").is_dir(), "{}: move it to mod.rs of its folder", shown(&path));
        }
    }
}

#[test]
fn programs_and_plugins_use_the_public_api_only() {
    for folder in ["examples", "plugins", "cargo-genkit"] {
        for path in files(&root().join(folder), "rs") {
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains("__private"), "{}: names __private", shown(&path));
        }
    }
}
