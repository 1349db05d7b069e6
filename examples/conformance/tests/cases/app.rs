//! The app as a process of its own.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use libtest_mimic::Failed;

/// How long the app may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// The app under way.
pub(crate) struct App {
    process: Mutex<Child>,
    url: String,
    folder: PathBuf,
}

impl App {
    /// Starts the app on a free port, in a folder of its own.
    pub(crate) fn start() -> Result<Self, String> {
        let told = |what: &str, error: std::io::Error| format!("{what}: {error}");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("app-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|e| told("no folder for the app", e))?;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let address = port.map_err(|e| told("no free port", e))?;
        let mut process = Command::new(env!("CARGO_BIN_EXE_conformance"))
            .current_dir(&folder)
            .env("GENKIT_REFLECTION_PORT", address.port().to_string())
            .env_remove("GENKIT_ENV")
            .env_remove("GENKIT_PROJECT_ROOT")
            .stdin(Stdio::null())
            .spawn()
            .map_err(|e| told("the app does not start", e))?;
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = process.try_wait().map_err(|e| told("the app is lost", e))?;
            if let Some(status) = ended {
                return Err(format!("the app ended: {status}"));
            }
            if begun.elapsed() > PATIENCE {
                let _ = process.kill();
                return Err(format!("the app did not listen at {address} within {PATIENCE:?}"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { process: Mutex::new(process), url: format!("http://{address}"), folder })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The file by which developer tools find the app stands where it runs, and tells its address.
    pub(crate) fn has_runtime_file(&self) -> Result<(), Failed> {
        let folder = self.folder.join(".genkit/runtimes");
        let files = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        for file in files {
            let text = std::fs::read_to_string(file?.path())?;
            let told: serde_json::Value = serde_json::from_str(&text)?;
            if told.get("reflectionServerUrl").and_then(|url| url.as_str()) == Some(self.url()) {
                return Ok(());
            }
        }
        Err(format!("no file in {} tells {}", folder.display(), self.url).into())
    }

    pub(crate) fn stop(&self) {
        if let Ok(mut process) = self.process.lock() {
            let _ = process.kill();
            let _ = process.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
