//! Finds the suites and tells them apart by their form, so that further ones of the same form run too.

use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::{agent, generate, reflection, types};

pub(crate) fn trials() -> Vec<Trial> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = std::env::var_os("GENKIT_SHARED").map_or(shared, PathBuf::from);
    let folder = shared.join("conformance/specs");
    let Ok(files) = std::fs::read_dir(&folder) else {
        let name = "suites (no shared/conformance/specs beside the project, and none in GENKIT_SHARED)";
        return vec![Trial::test(name, || Ok(())).with_ignored_flag(true)];
    };
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|file| suite(file)).collect()
}

fn suite(file: &Path) -> Vec<Trial> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match file.extension().and_then(|e| e.to_str()) {
        Some("yaml") if name != "reflection-openapi" => yaml(&name, file),
        Some("json") => {
            let schema = read(file, |text| serde_json::from_str(text).map_err(|e| e.to_string()));
            schema.map_or_else(|error| broken(&name, error), |schema| types::trials(&name, &schema))
        }
        _ => Vec::new(),
    }
}

fn yaml(name: &str, file: &Path) -> Vec<Trial> {
    let suite: Value = match read(file, |text| serde_norway::from_str(text).map_err(|e| e.to_string())) {
        Ok(suite) => suite,
        Err(error) => return broken(name, error),
    };
    let cases = suite["tests"].as_array().cloned().unwrap_or_default();
    let all_have = |member: &str| !cases.is_empty() && cases.iter().all(|case| case.get(member).is_some());
    if all_have("agent") && all_have("steps") {
        agent::trials(name, cases)
    } else if all_have("modelResponses") {
        generate::trials(name, cases)
    } else if suite.get("app").is_some() && all_have("path") {
        reflection::trials(name, cases)
    } else {
        // The suites of other parts are run where those are.
        Vec::new()
    }
}

/// A file that cannot be read is a failure, not nothing to do.
fn broken(name: &str, error: String) -> Vec<Trial> {
    vec![Trial::test(format!("{name}/the file can be read"), move || Err(error.into()))]
}

fn read(file: &Path, parse: impl Fn(&str) -> Result<Value, String>) -> Result<Value, String> {
    parse(&std::fs::read_to_string(file).map_err(|e| e.to_string())?)
}

/// Runs a case in a runtime of its own.
pub(crate) fn block_on(case: impl Future<Output = Result<(), Failed>>) -> Result<(), Failed> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(case)
}
