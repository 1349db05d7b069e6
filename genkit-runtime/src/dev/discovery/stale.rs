//! Files of runtimes that ended without a chance to remove them.

use std::path::Path;
use std::time::Duration;

use super::{RuntimeInfo, runtimes};
use crate::core::env::Env;

/// How long a runtime may take to accept a connection.
const PATIENCE: Duration = Duration::from_secs(1);

impl RuntimeInfo {
    /// True if nobody listens where the file says: its process was killed.
    pub async fn is_stale(&self) -> bool {
        self.stale(&Env::system()).await
    }

    async fn stale(&self, env: &Env) -> bool {
        let address = self.reflection_server_url.trim_start_matches("http://").trim_end_matches('/');
        tokio::select! {
            connected = tokio::net::TcpStream::connect(address) => {
                connected.is_err_and(|e| e.kind() == std::io::ErrorKind::ConnectionRefused)
            }
            // It may be stopped in a debugger.
            () = env.sleep(PATIENCE) => false,
        }
    }
}

/// Removes the files of runtimes that were killed, and drafts that they did not finish.
pub(in crate::dev) async fn sweep(env: &Env, project_root: &Path) {
    for (path, info) in runtimes(project_root).unwrap_or_default() {
        if info.pid != std::process::id() && info.stale(env).await {
            let _ = std::fs::remove_file(path);
        }
    }
    let Ok(entries) = std::fs::read_dir(project_root.join(".genkit")) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let draft = name.to_str().is_some_and(|name| name.starts_with('.') && name.ends_with(".tmp"));
        let old = || entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
        if draft && old().is_some_and(|age| age > Duration::from_secs(60)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
