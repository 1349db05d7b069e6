//! The file by which tools find a runtime.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::{SPEC_VERSION, VERSION};
use crate::core::time::iso;

/// What a runtime file says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RuntimeInfo {
    /// The id that tools know it by.
    pub id: String,
    /// Its process.
    pub pid: u32,
    /// Its name, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it listens.
    pub reflection_server_url: String,
    /// When it started, as ISO 8601.
    pub timestamp: String,
    /// Its language and version, for example `rust/0.1.0`.
    #[serde(default)]
    pub genkit_version: String,
    /// The version of the reflection API that it speaks.
    #[serde(default)]
    pub reflection_api_spec_version: u32,
}

/// The runtime files of a project with what they say; what cannot be read is left out.
///
/// # Errors
/// If the folder is there and cannot be read.
pub fn runtimes(project_root: &Path) -> crate::Result<Vec<(PathBuf, RuntimeInfo)>> {
    let entries = match fs::read_dir(folder(project_root)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let read = |entry: io::Result<fs::DirEntry>| {
        let path = entry.ok()?.path();
        let info = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
        Some((path, info))
    };
    Ok(entries.filter_map(read).collect())
}

fn folder(project_root: &Path) -> PathBuf {
    project_root.join(".genkit").join("runtimes")
}

/// Our own file, there while this lives.
#[derive(Debug)]
pub(in crate::dev) struct RuntimeFile(PathBuf);

impl RuntimeFile {
    /// Writes the file of a runtime that listens already: tools ask it at once, and forget it if it does not answer.
    pub(in crate::dev) fn write(
        project_root: &Path,
        id: &str,
        name: Option<&str>,
        url: &str,
        now_ms: f64,
    ) -> io::Result<Self> {
        let pid = std::process::id();
        let info = RuntimeInfo {
            id: id.to_owned(),
            pid,
            name: name.map(str::to_owned),
            reflection_server_url: url.to_owned(),
            timestamp: iso(now_ms),
            genkit_version: VERSION.to_owned(),
            reflection_api_spec_version: SPEC_VERSION,
        };
        let folder = folder(project_root);
        fs::create_dir_all(&folder)?;
        let port = url.rsplit(':').next().unwrap_or("0");
        let name = format!("{pid}-{port}-{now_ms:.0}.json");
        // Tools watch the folder: what appears in it is complete.
        let draft = project_root.join(".genkit").join(format!(".{name}.tmp"));
        fs::write(&draft, serde_json::to_string_pretty(&info)?)?;
        let path = folder.join(name);
        fs::rename(&draft, &path)?;
        Ok(Self(path))
    }
}

impl Drop for RuntimeFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
