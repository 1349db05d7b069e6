//! The cases and the program that compares.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Failed;
use serde_json::Value;

/// The folder `conformance` of the witnesses, and Python to run its program.
pub(crate) struct Witness {
    folder: PathBuf,
}

impl Witness {
    /// Finds both, or says what is absent.
    pub(crate) fn find() -> Result<Self, &'static str> {
        let shared = match std::env::var_os("GENKIT_SHARED") {
            Some(folder) => PathBuf::from(folder),
            None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        };
        let folder = shared.join("conformance");
        if !folder.join("run.py").is_file() {
            return Err("no ../shared/conformance, and none in GENKIT_SHARED");
        }
        match Command::new("python3").arg("--version").output() {
            Ok(output) if output.status.success() => Ok(Self { folder }),
            _ => Err("no python3"),
        }
    }

    /// Group and name of every case.
    pub(crate) fn names(&self) -> Result<Vec<(String, String)>, String> {
        let mut names = Vec::new();
        for group in self.groups()? {
            let text = std::fs::read_to_string(&group).map_err(|e| format!("{}: {e}", group.display()))?;
            let cases: Vec<Value> =
                serde_json::from_str(&text).map_err(|e| format!("{}: {e}", group.display()))?;
            let stem = group.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let named = cases.iter().filter_map(|case| case.get("name")?.as_str());
            names.extend(named.map(|name| (stem.clone(), name.to_owned())));
        }
        Ok(names)
    }

    fn groups(&self) -> Result<Vec<PathBuf>, String> {
        let folder = self.folder.join("cases");
        let files = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let mut groups: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
        groups.retain(|path| path.extension().is_some_and(|e| e == "json"));
        groups.sort();
        Ok(groups)
    }

    /// Runs every case against the app at this address.
    pub(crate) fn check(&self, url: &str) -> Result<Report, String> {
        let output = Command::new("python3")
            .arg(self.folder.join("run.py"))
            .args(["check", url, "--verbose"])
            .arg(self.folder.join("cases"))
            .output()
            .map_err(|e| format!("run.py does not start: {e}"))?;
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let ended = told.lines().last().is_some_and(|line| line.contains(" passed, "));
        if !ended {
            return Err(format!("run.py broke off:\n{}", String::from_utf8_lossy(&output.stderr)));
        }
        Ok(Report::read(&told))
    }
}

/// The cases that differ, with what was wanted and what came.
pub(crate) struct Report(BTreeMap<String, String>);

impl Report {
    fn read(told: &str) -> Self {
        let mut differing: BTreeMap<String, String> = BTreeMap::new();
        let mut name = None;
        for line in told.lines() {
            if let Some(case) = line.strip_prefix("differs: ") {
                differing.entry(case.to_owned()).or_default();
                name = Some(case.to_owned());
            } else if let Some(text) = name.as_ref().and_then(|name| differing.get_mut(name)) {
                text.push_str(line);
                text.push('\n');
            }
        }
        Self(differing)
    }

    pub(crate) fn told(&self, name: &str) -> Result<(), Failed> {
        self.0.get(name).map_or(Ok(()), |difference| Err(difference.clone().into()))
    }
}
