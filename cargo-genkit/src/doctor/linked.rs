//! Which crates of the workspace declare actions, by what cargo and their sources say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use genkit::{Error, Result};
use serde::Deserialize;

/// The attributes that put an action into the program.
const ATTRIBUTES: [&str; 12] = [
    "flow",
    "tool",
    "model",
    "background_model",
    "embedder",
    "retriever",
    "indexer",
    "reranker",
    "evaluator",
    "resource",
    "prompt_fn",
    "agent",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
    workspace_members: Vec<String>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    manifest_path: PathBuf,
    /// Absent for packages of the workspace and of the disk.
    source: Option<String>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    root: Option<String>,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dep>,
}

#[derive(Deserialize)]
struct Dep {
    pkg: String,
    dep_kinds: Vec<DepKind>,
}

#[derive(Deserialize)]
struct DepKind {
    kind: Option<String>,
}

/// The packages that the program depends on and that declare actions, of which none is in it.
pub(super) fn dropped(package: Option<&str>, linked: &[String]) -> Result<Vec<String>> {
    let metadata = metadata()?;
    let packages: BTreeMap<&str, &Package> = metadata.packages.iter().map(|p| (p.id.as_str(), p)).collect();
    let Some(root) = metadata.program(package) else { return Ok(Vec::new()) };
    let linked: BTreeSet<&str> = linked.iter().map(String::as_str).collect();
    let candidates = metadata.below(root).into_iter().filter_map(|id| packages.get(id));
    let local = candidates.filter(|p| p.source.is_none() && p.name != "genkit-runtime" && p.is_library());
    let declares = local.filter(|p| !linked.contains(p.name.as_str()) && declares_actions(&p.sources()));
    Ok(declares.map(|p| p.name.clone()).collect())
}

fn metadata() -> Result<Metadata> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let told = Command::new(cargo).args(["metadata", "--format-version", "1"]).output()?;
    if !told.status.success() {
        let why = String::from_utf8_lossy(&told.stderr).trim().to_owned();
        return Err(Error::failed_precondition(format!("cargo cannot describe this project: {why}")));
    }
    Ok(serde_json::from_slice(&told.stdout)?)
}

impl Metadata {
    /// The package of the program: the one named, the one of this folder, or the only one of the workspace.
    fn program(&self, named: Option<&str>) -> Option<&str> {
        match named {
            Some(name) => self.packages.iter().find(|p| p.name == name).map(|p| p.id.as_str()),
            None => self.resolve.root.as_deref().or(match self.workspace_members.as_slice() {
                [only] => Some(only),
                _ => None,
            }),
        }
    }

    /// What it is made of, itself left out: its sources are linked for certain.
    fn below<'a>(&'a self, root: &'a str) -> BTreeSet<&'a str> {
        let nodes: BTreeMap<&str, &Node> = self.resolve.nodes.iter().map(|n| (n.id.as_str(), n)).collect();
        let mut found = BTreeSet::new();
        let mut next = vec![root];
        while let Some(node) = next.pop().and_then(|id| nodes.get(id)) {
            let in_program = |dep: &&Dep| dep.dep_kinds.iter().any(|kind| kind.kind.is_none());
            for dep in node.deps.iter().filter(in_program) {
                if found.insert(dep.pkg.as_str()) {
                    next.push(&dep.pkg);
                }
            }
        }
        found
    }
}

impl Package {
    fn is_library(&self) -> bool {
        self.targets.iter().flat_map(|target| &target.kind).any(|kind| kind == "lib" || kind == "rlib")
    }

    fn sources(&self) -> PathBuf {
        self.manifest_path.with_file_name("src")
    }
}

fn declares_actions(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().map(|entry| entry.path()).any(|path| {
        if path.is_dir() {
            return declares_actions(&path);
        }
        let rust = path.extension().is_some_and(|extension| extension == "rs");
        rust && std::fs::read_to_string(&path).is_ok_and(|text| text.lines().any(is_declaration))
    })
}

/// True for a line such as `#[flow]` or `#[genkit::tool(name = "x")]`.
fn is_declaration(line: &str) -> bool {
    let Some(attribute) = line.trim_start().strip_prefix("#[") else { return false };
    let attribute = attribute.strip_prefix("genkit::").unwrap_or(attribute);
    let name = attribute.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
    ATTRIBUTES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::is_declaration;

    #[test]
    fn declarations_are_told_from_other_attributes() {
        for line in ["#[flow]", "    #[genkit::tool(name = \"x\")]", "#[background_model(check = c)]"] {
            assert!(is_declaration(line), "{line}");
        }
        for line in ["#[test]", "// #[flow]", "/// #[tool]", "#[flowers]", "fn flow() {}", "#[derive(Debug)]"]
        {
            assert!(!is_declaration(line), "{line}");
        }
    }
}
