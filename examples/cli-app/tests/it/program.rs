//! A project folder, and the program running in it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use genkit::dev::{RuntimeInfo, runtimes};

/// The longest that anything is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A folder that is removed at the end.
pub(crate) struct Project(pub(crate) PathBuf);

impl Project {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("cli-app-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn start(&self, telemetry: Option<&str>) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cli-app"));
        command.env("GENKIT_ENV", "dev").env("GENKIT_ENABLE_REALTIME_TELEMETRY", "true");
        command.envs(telemetry.map(|url| ("GENKIT_TELEMETRY_SERVER", url)));
        command.current_dir(&self.0).env_remove("GENKIT_PROJECT_ROOT").stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let (stderr, lines) = (child.stderr.take().unwrap(), said.clone());
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                lines.lock().unwrap().push(line);
            }
        });
        let pid = child.id();
        let info = until(|| self.runtimes().into_iter().find(|info| info.pid == pid));
        Program { child, url: info.reflection_server_url, said }
    }

    pub(crate) fn runtimes(&self) -> Vec<RuntimeInfo> {
        runtimes(&self.0).unwrap().into_iter().map(|(_, info)| info).collect()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Killed at the end, as by `kill -9`.
pub(crate) struct Program {
    child: Child,
    pub(crate) url: String,
    said: Arc<Mutex<Vec<String>>>,
}

impl Program {
    pub(crate) fn said(&self, about: &str) -> Vec<String> {
        self.said.lock().unwrap().iter().filter(|line| line.contains(about)).cloned().collect()
    }

    /// Asks it to end, and gives its status.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        signal("-TERM", self.child.id());
        self.child.wait().unwrap().code()
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn signal(name: &str, pid: u32) {
    assert!(Command::new("kill").arg(name).arg(pid.to_string()).status().unwrap().success());
}

/// Looks again and again.
pub(crate) fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "it did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}
