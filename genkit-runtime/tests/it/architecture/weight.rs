//! How much a program takes in with the runtime.

use std::collections::BTreeSet;

use super::workspace::cargo;

/// The runtime itself without features stays below so many packages.
const PACKAGES: usize = 60;

#[test]
fn the_runtime_without_features_is_light() {
    let tree = cargo(&[
        "tree",
        "-p",
        "genkit-runtime",
        "--no-default-features",
        "-e",
        "normal",
        "--prefix",
        "none",
        "--locked",
    ]);
    let packages: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    assert!(packages.iter().any(|name| name.starts_with("tokio ")), "{packages:?}");
    assert!(packages.len() < PACKAGES, "{} packages: {packages:?}", packages.len());
}
