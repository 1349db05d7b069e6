//! The program under examination: started as a tool starts it, in a project folder of its own.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use genkit::dev::runtimes;
use genkit::{Error, Result};

/// How often it is looked at.
const PACE: Duration = Duration::from_millis(50);

/// What came of it.
pub(super) enum Outcome {
    /// It listens here.
    Serves(String),
    /// It ended, having said this.
    Ended(String),
    /// It runs and cannot be asked.
    Silent,
}

/// Ended when this is dropped.
pub(super) struct Program {
    child: Child,
    folder: PathBuf,
}

impl Program {
    pub(super) fn start(command: &[String], package: Option<&str>) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("cargo-genkit-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let words = File::create(folder.join("words"))?;
        let (name, args) =
            command.split_first().ok_or_else(|| Error::invalid_argument("nothing to start"))?;
        let child = Command::new(name)
            .args(args)
            .env("GENKIT_ENV", "dev")
            .env("GENKIT_PROJECT_ROOT", &folder)
            .env_remove("GENKIT_REFLECTION_V2_SERVER")
            .env_remove("GENKIT_TELEMETRY_SERVER")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(words)
            .spawn();
        let child = child.map_err(|e| {
            let of = package.map(|package| format!(" of {package}")).unwrap_or_default();
            Error::failed_precondition(format!("the program{of} cannot be started with `{name}`: {e}"))
        })?;
        Ok(Self { child, folder })
    }

    /// Waits until it serves, ends, or has taken too long.
    pub(super) async fn outcome(&mut self, patience: Duration) -> Result<Outcome> {
        let started = Instant::now();
        while started.elapsed() < patience {
            if let Some((_, info)) = runtimes(&self.folder)?.into_iter().next() {
                return Ok(Outcome::Serves(info.reflection_server_url));
            }
            if self.child.try_wait()?.is_some() {
                let said = std::fs::read_to_string(self.folder.join("words")).unwrap_or_default();
                return Ok(Outcome::Ended(said));
            }
            tokio::time::sleep(PACE).await;
        }
        Ok(Outcome::Silent)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // `cargo run` becomes the program it runs, so that it is the program that ends here.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
