//! The folder that holds `.genkit`.

use std::path::{Path, PathBuf};

/// What the CLI takes for the root of a project. `Cargo.toml` is not among it: the CLI would not look there.
const MARKERS: [&str; 8] = [
    "package.json",
    "go.mod",
    "pyproject.toml",
    "requirements.txt",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "pubspec.yaml",
];

/// The folder of the project whose `.genkit` folder the CLI and this program share: `GENKIT_PROJECT_ROOT` if it is
/// set, otherwise what the CLI finds when it is started in the working directory. That is the nearest folder, from
/// there upwards, with a `package.json`, `go.mod` or the like; the working directory itself where there is none.
///
/// ```
/// let traces = genkit::dev::project_root().join(".genkit/traces");
/// # let _ = traces;
/// ```
#[must_use]
pub fn project_root() -> PathBuf {
    match std::env::var_os("GENKIT_PROJECT_ROOT").filter(|root| !root.is_empty()) {
        Some(root) => PathBuf::from(root),
        None => above(&std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."))),
    }
}

fn above(folder: &Path) -> PathBuf {
    let marked = |folder: &&Path| MARKERS.iter().any(|marker| folder.join(marker).exists());
    folder.ancestors().find(marked).unwrap_or(folder).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_where_the_cli_looks() {
        let scratch = std::env::temp_dir().join(format!("genkit-root-{}", std::process::id()));
        let deep = scratch.join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(scratch.join("a/Cargo.toml"), "").unwrap();
        assert_eq!(above(&deep), deep);
        std::fs::write(scratch.join("go.mod"), "").unwrap();
        assert_eq!(above(&deep), scratch);
        std::fs::remove_dir_all(scratch).unwrap();
    }
}
